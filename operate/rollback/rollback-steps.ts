import { hubSteps } from '../../bootstrap/k3s/hub.ts';
import { waitForUnit } from '../../bootstrap/k3s/start.ts';
import { waitUntilUpgraded } from '../../bootstrap/k3s/upgraded.ts';
import { command, wait } from '../../bootstrap/plan/actions.ts';
import type { Action, Step, StepId } from '../../bootstrap/plan/step.ts';
import { releasesOn } from '../../cluster/check-releases.ts';
import { paths } from '../../cluster/node-config.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RollbackPlan } from './find-rollback.ts';
import type { RollbackNode } from './look-at-nodes.ts';
import { type NodePart, onNode } from './node-program.ts';

const MINUTE = 60_000;
/** What a try that was killed has done may be done again, and no look tells whether it has. */
const AGAIN = { isDone: () => false };
/** Ends k3s with all its pods: some of them the older datastore does not know. */
const STOP = `if [ -x /usr/local/bin/k3s-killall.sh ]; then /usr/local/bin/k3s-killall.sh; else systemctl stop "$0"; fi`;

export interface RollbackSteps {
  readonly plan: RollbackPlan;
  readonly platform: Platform;
  /** Number of the change that puts it back. */
  readonly change: number;
  /** Names of the manifests of the cluster. */
  readonly ours: readonly string[];
}

/** Everything up to nodes that are ready with the release of before. Each step can be done again. */
export function nodeSteps(rollback: RollbackSteps): Step[] {
  return rollback.plan.isDatastore ? wholeSteps(rollback) : patchSteps(rollback);
}

/** All nodes stop; then the servers start one after another with the datastore of before, and the agents after them. */
function wholeSteps(rollback: RollbackSteps): Step[] {
  const { plan, ours } = rollback;
  const stops = plan.nodes.map(({ node }) => step('stop', node.name, 'Stop k3s and all pods', [], [stop(node.unit)]));
  const stopped = stops.map((it) => it.id);
  const puts = plan.nodes.map((it) => {
    const datastore = part(
      rollback,
      { part: 'datastore', manifests: ours },
      `put back ${it === plan.nodes[0] ? 'the datastore, keep' : 'nothing, keep'} the newer one`,
    );
    const server = it.node.role === 'server' ? [datastore] : [];
    const own =
      it.snapshot === undefined ? [] : [part(rollback, { part: 'k3s' }, 'put back k3s, its unit and settings')];
    return step('put', it.node.name, 'Put back what the upgrade replaced', stopped, [...own, ...server]);
  });
  const ready = [
    ...puts.map((it) => it.id),
    ...(plan.isHub ? databaseSteps(rollback, stopped).map((it) => it.id) : []),
  ];
  return [
    ...stops,
    ...puts,
    ...(plan.isHub ? databaseSteps(rollback, stopped) : []),
    ...starts(plan, plan.nodes, ready),
  ];
}

/** The datastore stays, so nodes go back one after another while the others work. */
function patchSteps(rollback: RollbackSteps): Step[] {
  const { plan } = rollback;
  const facts = new Map(plan.nodes.map((it) => [it.node.name, it.facts]));
  const other = plan.nodes.filter(
    ({ node, snapshot }) => snapshot !== undefined && releasesOn(node.name, facts).some((it) => it !== snapshot.k3s),
  );
  const puts = other.map(({ node }) =>
    step(
      'put',
      node.name,
      'Put back what the upgrade replaced',
      [],
      [part(rollback, { part: 'k3s' }, 'put back k3s, its unit and settings')],
    ),
  );
  return [
    ...puts,
    ...starts(
      plan,
      other,
      puts.map((it) => it.id),
    ),
  ];
}

/** The hub's own: while it is down its database is put back, and then its release. */
export function hubDown({ platform, plan }: RollbackSteps): Step[] {
  const [first] = plan.nodes;
  const { namespace } = platform.hub;
  if (first === undefined || !plan.isHub || plan.isDatastore) return [];
  const isGone = wait({
    waitFor: 'the hub to end',
    limit: 10 * MINUTE,
    look: async ({ host, signal }) => {
      const get = ['k3s', 'kubectl', 'get', 'pods', '-n', namespace, '-l', 'component=hub', '-o', 'name'];
      const { stdout } = await host.run(get, { sudo: true, signal });
      return stdout.trim() === '' ? undefined : 'the hub to end';
    },
  });
  return [step('hub-down', first.node.name, 'Stop the hub', [], [scale(namespace, 0), isGone])];
}

/** The database of before, on the node that has its volume. */
export function databaseSteps(rollback: RollbackSteps, needs: readonly StepId[]): Step[] {
  const { nodes, hub } = rollback.plan;
  const holder = nodes.find(({ node }) => node.name === hub.node);
  if (holder === undefined) return [];
  const put = part(rollback, { part: 'database' }, "put back the hub's database, keep the newer one");
  return [step('database', holder.node.name, "Put back the hub's database", needs, [put])];
}

/** The manifests that go back, the releases and the hub that answers. */
export function platformSteps({ plan, platform }: Pick<RollbackSteps, 'plan' | 'platform'>): Step[] {
  const [first] = plan.nodes;
  if (first === undefined) return [];
  // Others stay as they are, whether or not k3s could apply them.
  const manifests = new Map([...plan.manifests].filter(([file]) => plan.isDatastore || file === plan.hub.file));
  const steps = hubSteps(first, { platform, manifests });
  const isScaled = plan.isHub && !plan.isDatastore;
  return steps.map((it) =>
    it.id === 'hub' && isScaled ? { ...it, actions: [scale(platform.hub.namespace, 1), ...it.actions] } : it,
  );
}

function starts(plan: RollbackPlan, nodes: readonly RollbackNode[], ready: readonly StepId[]): Step[] {
  const servers = nodes.filter(({ node }) => node.role === 'server').map(({ node }) => node.name);
  const id = (name: string): StepId => `rollback/start-${name}`;
  return nodes.map((planned) => {
    const { node, snapshot, facts } = planned;
    const before = node.role === 'server' ? servers.slice(0, servers.indexOf(node.name)).slice(-1) : servers;
    return step(
      'start',
      node.name,
      'Start k3s and wait until the node is ready',
      [...ready, ...before.map(id)],
      [
        command(['systemctl', 'daemon-reload'], AGAIN),
        command(['systemctl', '--quiet', 'enable', node.unit], AGAIN),
        // What it logged before does not count any more.
        command(['touch', '-c', paths.started], AGAIN),
        command(['systemctl', 'restart', '--no-block', node.unit], AGAIN),
        waitForUnit(planned),
        readyOn(plan, planned, snapshot?.k3s ?? facts.k3s ?? plan.release),
      ],
    );
  });
}

/** As the first server says, since an agent cannot ask. */
function readyOn({ nodes }: RollbackPlan, planned: RollbackNode, release: string): Action {
  const waiting = waitUntilUpgraded(planned, release);
  const server = nodes[0]?.host;
  return { ...waiting, run: (context) => waiting.run({ ...context, host: server ?? context.host }) };
}

const stop = (unit: string): Action =>
  command(['sh', '-c', STOP, unit], { ...AGAIN, timeout: 10 * MINUTE }, `k3s-killall.sh, or systemctl stop ${unit}`);

const scale = (namespace: string, replicas: number): Action =>
  command(['k3s', 'kubectl', 'scale', 'deployment/hub', '-n', namespace, `--replicas=${replicas}`], {
    ...AGAIN,
    timeout: 2 * MINUTE,
  });

function part({ plan, change }: RollbackSteps, asked: NodePart, shown: string): Action {
  return {
    command: `python3 - < node_rollback.py: ${shown}`,
    ...AGAIN,
    run: async ({ host, signal, progress }) => {
      await onNode(host, { ...asked, name: plan.snapshot, change }, { signal, onLine: progress });
    },
  };
}

function step(kind: string, node: string, title: string, needs: readonly StepId[], actions: readonly Action[]): Step {
  return { id: `rollback/${kind}-${node}`, title, host: node, needs, actions };
}
