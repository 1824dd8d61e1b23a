import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { hubRelease, NOTHING } from '../../cluster/found-release.ts';
import { paths } from '../../cluster/node-config.ts';
import { unpulledImages } from '../../cluster/unpulled.ts';
import { NO_CONTROLLER, VITAL } from '../../cluster/why-down.ts';
import { otherReleases } from '../../lib/releases.ts';
import { traefikValues } from '../../lib/traefik-values.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Missing, put, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Known, Step, StepContext, StepId } from '../plan/step.ts';
import { appliedStep } from './applied.ts';
import { look, questions } from './nodes-ready.ts';
import { fixOf, pulledStep } from './pulled.ts';
import { releaseStep, unhealthyPods, unlessLost } from './release.ts';
import { restoreStep } from './restore.ts';
import { startAnew } from './start-anew.ts';
import { ownTraefikConfig } from './traefik.ts';

const MINUTE = 60_000;
/** Minutes for images to be pulled and pods to start, beside the time that Helm has. */
const BESIDES = 5;

/** The platform on the cluster: its manifests, the chart that k3s installs from them, and the hub that answers. */
export function hubSteps(first: PlannedNode, input: Pick<PlanInput, 'platform' | 'manifests' | 'edited'>): Step[] {
  const { name } = first.node;
  const asked = questions(first, input);
  const putsByFile = new Map(
    [...input.manifests].map(([file, content]) => {
      return [file, put(name, { path: `${paths.manifests}/${file}`, mode: 0o600, content })];
    }),
  );
  const puts = [...putsByFile.values()];
  const areThere = (known: Known) => puts.every((it) => it.isDone?.(known));
  const isEdited = (input.edited ?? []).some(({ ref }) => ref.kind === 'HelmChart');
  const isUpgrade = ({ known }: StepContext) => isEdited || !areThere(known);
  const step = (id: StepId, title: string, needs: readonly StepId[], actions: readonly Action[]): Step => {
    return { id, title, host: name, needs, actions };
  };
  return [
    step(
      'manifests',
      'Put the manifests in place',
      ['labels'],
      [...(traefikValues(input.platform) ? [ownTraefikConfig(input.platform, areThere)] : []), ...puts],
    ),
    restoreStep(name, asked, input, (known, file) => putsByFile.get(file)?.isDone?.(known) === true),
    appliedStep(name, asked, input.manifests),
    releaseStep({
      ...{ id: 'release', title: 'Wait until the hub is installed', host: name, asked, isUpgrade, minutes: 25 },
      release: hubRelease(asked.namespace),
      // Its pods are waited for by the next step.
      found: (look) => look,
    }),
    ...otherReleases(input.manifests).map((release) =>
      releaseStep({
        ...{ id: `release/${release.id}` as const, title: `Wait until ${release.id} is installed`, host: name },
        ...{ asked, isUpgrade, release, minutes: release.timeout + BESIDES },
        found: ({ others }) => others.get(release.id) ?? NOTHING,
      }),
    ),
    step(
      'hub',
      'Wait until the hub answers',
      ['release'],
      [
        startAnew(asked),
        wait({
          waitFor: `HTTP 200 from ${asked.url}`,
          limit: 10 * MINUTE,
          look: async (context, attempt) => missingHub(await look(context, asked, attempt), input.platform),
        }),
      ],
    ),
    pulledStep(name, asked, input.platform),
  ];
}

/** What the hub does instead of answering, and what holds it up: a crash in its own words. */
export function missingHub({ nodes, health, isUnclaimed, pods, parts }: ClusterLook, platform: Platform): Missing {
  if (nodes === undefined) return 'the Kubernetes API to answer';
  // It is the pod of before the change that answers: whether the new one does shows when it has ended.
  const leaving = pods.filter((it) => VITAL.includes(it.component) && it.isLeaving);
  if (leaving.length > 0) {
    const each = leaving.map(({ component, problem }) => `${component}${problem === '' ? '' : ` (${problem})`}`);
    return `the earlier pod of ${each.join(' and ')} to end`;
  }
  if (health === 200) return undefined;
  const vital = pods.filter((it) => VITAL.includes(it.component));
  // Of a hub whose pods are not ready, its Ingress tells nothing.
  const silence =
    isUnclaimed && vital.every((it) => it.isReady)
      ? `but ${NO_CONTROLLER}`
      : health === 0
        ? 'which it does not'
        : `instead of HTTP ${health}`;
  const missing = [`the hub to answer, ${silence}`, ...unhealthyPods([...pods, ...parts])].join('; ');
  const found = unlessLost(missing, vital);
  const unpulled = unpulledImages(vital, platform);
  return typeof found === 'object' && unpulled.length > 0 ? { ...found, fix: fixOf(unpulled) } : found;
}
