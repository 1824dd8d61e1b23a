import { paths } from '../cluster/node-config.ts';
import { type Missing, put, sha256, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Known, Step, StepContext } from '../plan/step.ts';
import type { ClusterLook } from '../survey/cluster-look.ts';
import { look, questions } from './nodes-ready.ts';
import { illPods, releaseStep } from './release.ts';
import { lastLog } from './start.ts';
import { ownTraefikConfig } from './traefik.ts';

const MINUTE = 60_000;

/** The platform on the cluster: its manifests, the chart that k3s installs from them, and the hub that answers. */
export function hubSteps(first: PlannedNode, input: PlanInput): Step[] {
  const { name } = first.node;
  const asked = questions(first, input);
  const puts = [...input.manifests].map(([file, content]) =>
    put(name, { path: `${paths.manifests}/${file}`, mode: 0o600, content }),
  );
  const waits = (
    waitFor: string,
    minutes: number,
    missing: (found: ClusterLook) => Missing,
    rest: Partial<Waits> = {},
  ): Action =>
    wait({
      waitFor,
      limit: minutes * MINUTE,
      look: async (context, attempt) => missing(await look(context, asked, attempt)),
      ...rest,
    });
  const log = (context: StepContext) => lastLog(context, 'k3s');
  const areThere = (known: Known) => puts.every((it) => it.isDone?.(known));
  const isUpgrade = ({ known }: StepContext) => !areThere(known);
  const step = (id: string, title: string, needs: string[], actions: readonly Action[]): Step => {
    return { id, title, host: name, needs, actions };
  };
  return [
    step(
      'manifests',
      'Put the manifests in place',
      ['labels'],
      [...(input.platform.hub.clientAddresses ? [ownTraefikConfig(areThere)] : []), ...puts],
    ),
    step(
      'applied',
      'Wait until k3s has applied them',
      ['manifests'],
      [waits('the manifests to be applied', 5, (found) => missingAddOns(found, input.manifests), { explain: log })],
    ),
    releaseStep(name, asked, isUpgrade),
    step('hub', 'Wait until the hub answers', ['release'], [waits(`HTTP 200 from ${asked.url}`, 10, missingHub)]),
  ];
}

type Waits = Parameters<typeof wait>[0];

/** Which manifests k3s has not applied as they are. It names an AddOn by what stands before the first dot. */
export function missingAddOns({ addOns }: ClusterLook, manifests: ReadonlyMap<string, string>): Missing {
  const missing = [...manifests].filter(([file, text]) => addOns.get(file.split('.', 1)[0] ?? '') !== sha256(text));
  return missing.length > 0 ? `k3s to apply ${missing.map(([file]) => file).join(', ')}` : undefined;
}

/** What the hub does instead of answering, and what holds it up. */
function missingHub({ health, pods }: ClusterLook): Missing {
  if (health === 200) return undefined;
  const silence = health === 0 ? 'which it does not' : `instead of HTTP ${health}`;
  return [`the hub to answer, ${silence}`, ...illPods(pods)].join('; ');
}
