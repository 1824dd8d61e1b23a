import { dueForRenewal } from '../../cluster/certificates.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import { backups, resticStep } from '../backup/steps.ts';
import { homeSizes } from '../home-sizes/steps.ts';
import { configure } from '../k3s/configure.ts';
import { cordon, uncordon } from '../k3s/cordon.ts';
import { hubSteps } from '../k3s/hub.ts';
import { copyImages, importImages, removeTars } from '../k3s/images.ts';
import { install } from '../k3s/install.ts';
import { kubeconfig } from '../k3s/kubeconfig.ts';
import { labels } from '../k3s/labels.ts';
import { mark } from '../k3s/mark.ts';
import { nodesReady } from '../k3s/nodes-ready.ts';
import { start } from '../k3s/start.ts';
import { joinToken } from '../k3s/token.ts';
import { upgradedFrom } from '../k3s/upgraded.ts';
import { snapshots } from '../snapshot/snapshot-step.ts';
import type { PlanInput, PlannedNode } from './plan-input.ts';
import { isReplacing, type Step, type StepId } from './step.ts';

/** The whole way from these hosts to a hub that answers, each step after those that it needs. Pure. */
export function planUp(input: PlanInput): readonly Step[] {
  const nodes = plannedNodes(input);
  const servers = nodes.filter(({ node }) => node.role === 'server');
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error('A cluster has at least one server');
  const isUpgraded = (planned: PlannedNode) => upgradedFrom(planned, input) !== undefined;
  const isRestarted = (planned: PlannedNode) =>
    isUpgraded(planned) || dueForRenewal(planned.node, planned.facts) !== undefined;
  const restartedAgents = nodes.filter((planned) => planned.node.role === 'agent' && isRestarted(planned));
  const set = configure(first, servers, input);
  const kept = snapshots(nodes, input);
  const upgrade = (planned: PlannedNode, before: readonly StepId[]) => [
    cordon(planned, first, before, input),
    install(planned, [`cordon/${planned.node.name}`, ...before], input),
  ];
  const after = (planned: PlannedNode) => (isUpgraded(planned) ? [uncordon(planned, first, input)] : []);
  const upgraded = new Map(nodes.flatMap((it) => after(it).map(({ id }) => [`start/${it.node.name}`, id])));
  const asUpgraded = (id: StepId) => upgraded.get(id) ?? id;
  const ready = nodesReady(first, nodes, input);
  const steps = [
    ...kept,
    ...nodes.flatMap((planned) => [
      mark(planned, input),
      copyImages(planned, input),
      // k3s that runs would start the new release with the next reboot, so it gets it right before it is to start it.
      ...(isUpgraded(planned) ? (planned === first ? upgrade(first, []) : []) : [install(planned, [], input)]),
    ]),
    ...(input.isRestore ? nodes.map((planned) => resticStep(planned, input)) : []),
    set,
    start(first, set, [], input),
    ...after(first),
    joinToken(first, input),
    ...others.flatMap((planned) => {
      const set = configure(planned, servers, input);
      const before = startsBefore(planned, servers, restartedAgents).map(asUpgraded);
      return [
        ...(isUpgraded(planned) ? upgrade(planned, before) : []),
        set,
        start(planned, set, before, input),
        ...after(planned),
      ];
    }),
    ...nodes.flatMap((planned) => importImages(planned, input)),
    ...nodes.flatMap((planned) => backups(planned, first, input)),
    ...nodes.flatMap((planned) => homeSizes(planned, input)),
    { ...ready, needs: [...ready.needs, ...nodes.flatMap((it) => after(it).map(({ id }) => id))] },
    labels(first, nodes, input),
    ...hubSteps(first, input),
    kubeconfig(first, input),
    ...removeTars(input),
  ];
  return inOrder(steps.map((step) => afterAll(kept, step)));
}

/** Nothing of an upgrade begins on any node before all of them are kept as they were. */
function afterAll(kept: readonly Step[], step: Step): Step {
  return isReplacing(step) ? { ...step, needs: [...step.needs, ...kept.map((it) => it.id)] } : step;
}

/** A step that needs one that is missing, or comes later, would run too early: that is a defect. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  const before = new Set<StepId>();
  for (const { id, needs } of steps) {
    const missing = needs.find((it) => !before.has(it));
    if (missing !== undefined) throw new Error(`The step ${id} needs ${missing}, which does not come before it`);
    before.add(id);
  }
  return steps;
}

/** How many agents are upgraded or restarted at a time, so that what does not start there stops few of them. */
const RESTARTED_AT_ONCE = 3;

/** Servers one after another, since etcd takes one new member at a time; agents after them all, never to be newer. */
export function startsBefore(
  { node }: PlannedNode,
  servers: readonly PlannedNode[],
  restartedAgents: readonly PlannedNode[],
): StepId[] {
  const names = servers.map((it) => it.node.name);
  const agents = restartedAgents.map((it) => it.node.name);
  const ahead = agents[agents.indexOf(node.name) - RESTARTED_AT_ONCE];
  const before =
    node.role === 'server'
      ? names.slice(0, names.indexOf(node.name)).slice(-1)
      : [...names, ...(ahead === undefined ? [] : [ahead])];
  return before.map((name) => `start/${name}` as const);
}

/** The nodes with what their hosts said; every host has been asked. */
export function plannedNodes({ platform, facts }: Pick<PlanInput, 'platform' | 'facts'>): PlannedNode[] {
  return k3sNodes(platform).map((node) => {
    const found = facts.get(node.name);
    if (found === undefined) throw new Error(`The host of ${node.name} was not asked`);
    return { node, facts: found };
  });
}
