import { knownOf, runReported } from '../../bootstrap/plan/run-reported.ts';
import type { Known, Step } from '../../bootstrap/plan/step.ts';
import type { StepReporter } from '../../bootstrap/plan/step-reporter.ts';
import { readRefused, saveSecret } from '../../cluster/cluster-folder.ts';
import { paths } from '../../cluster/node-config.ts';
import { probe } from '../../cluster/probe.ts';
import { deployedOn } from '../../cluster/record/deployed.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import type { RecordedChange } from '../../cluster/record/recorded-change.ts';
import { ROLLBACK } from '../../cluster/unfinished.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import { correctedBefore } from './correct-datastore.ts';
import type { RollbackPlan } from './find-rollback.ts';
import { hubDown } from './hub-down.ts';
import { databaseSteps, nodeSteps, platformSteps, type RollbackSteps } from './rollback-steps.ts';

/** The command, as messages name it. */
const AGAIN = `npx hubwright ${ROLLBACK}`;

export interface RollbackOptions {
  readonly platform: Platform;
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly hosts: readonly Host[];
  readonly record: RecordedChange;
  /** What the servers have recorded, oldest first. */
  readonly entries: readonly Entry[];
  /** Names of the manifests of the cluster. */
  readonly ours: readonly string[];
  readonly reportSteps: (steps: readonly Step[]) => StepReporter;
  readonly signal: AbortSignal;
}

/**
 * Puts everything back that an upgrade has replaced. What was there is kept beside it. Killed at any point and run again, it
 * continues.
 *
 * @returns homes that could not be given back, a sentence each
 */
export async function rollBack(plan: RollbackPlan, options: RollbackOptions): Promise<readonly string[]> {
  const { platform, folder, record, entries, ours, signal } = options;
  const { snapshot, isDatastore, isHub, nodes, manifests, token } = plan;
  const servers = nodes.filter(({ node }) => node.role === 'server').map((it) => it.host);
  const earlier = entries.findLast((it) => it.deploys && it.revision < plan.revision);
  const before = earlier && (await deployedOn(servers, earlier.revision));
  await record.setUnfinished(ROLLBACK);
  await record.begin({
    servers,
    k3s: Object.fromEntries(nodes.flatMap(({ node, facts: { k3s } }) => (k3s === undefined ? [] : [[node.name, k3s]]))),
    rollback: { snapshot, isDatastore, isHub },
    ...(before === undefined ? {} : { deployed: { platform: before.platform, manifests } }),
    signal,
  });
  const change = plan.begun ?? record.revision ?? 0;
  const [first] = nodes;
  if (first === undefined) return [];
  const earlierLeft = isDatastore ? await correctedBefore(first.host, change, signal) : undefined;
  const refused = readRefused(folder);
  const steps: RollbackSteps = { plan, platform, change, ours, refused, isCorrected: earlierLeft !== undefined };
  await run(nodeSteps(steps), options);
  const down = hubDown(steps);
  const ids = down.map((it) => it.id);
  if (down.length > 0) await run([...down, ...databaseSteps(steps, ids)], options);
  if (isDatastore && token !== undefined) {
    const password = /^K10[0-9a-f]{64}::[^:]+:(.+)$/.exec(token)?.[1];
    if (password !== undefined) saveSecret(folder, 'token', password);
    saveSecret(folder, 'join-token', token);
  }
  const files = [...new Set([...manifests.keys(), ...ours])].map((it) => `${paths.manifests}/${it}`);
  const facts = await probe(first.host, { files }, signal);
  const now = { ...plan, nodes: [{ ...first, facts }, ...nodes.slice(1)] };
  const left = isDatastore ? await correctedBefore(first.host, change, signal) : [];
  await run(platformSteps({ ...steps, plan: now }), options, new Map([[first.node.name, facts]]));
  await record.finish();
  return left ?? [];
}

const run = (steps: readonly Step[], options: RollbackOptions, facts?: Known['facts']) =>
  runReported(steps, { ...options, again: AGAIN }, knownOf(facts));
