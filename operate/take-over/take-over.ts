import { knownOf, type ReportedRun, runReported } from '../../bootstrap/plan/run-reported.ts';
import { identityOf, readIdentity } from '../../cluster/claim.ts';
import { clusterId, putInPlace } from '../../cluster/cluster-folder.ts';
import type { RecordedChange } from '../../cluster/record/recorded-change.ts';
import { TAKE_OVER } from '../../cluster/unfinished.ts';
import type { Platform } from '../../platform/platform.ts';
import { formatProblem } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type AdoptOptions, fillFolder, whilePreparing } from '../adopt/adopt.ts';
import { type FoundK3s, lookAtK3s } from './look.ts';
import { planTakeOver } from './take-over-steps.ts';

export interface TakeOverOptions extends Omit<AdoptOptions, 'platform'> {
  readonly platform: Platform;
  /** Shows what there is, and what becomes of it. False where nothing more is to be done. @throws UserError unless it may be done */
  readonly agree: (found: FoundK3s) => Promise<boolean>;
}

/** A cluster that this folder knows, and whose nodes are still to be changed. */
export interface BegunTakeOver extends Pick<FoundK3s, 'nodes' | 'tokens'> {
  readonly id: string;
}

/**
 * Gets what this folder needs to know of a cluster that somebody else has set up. Changes nothing on any host.
 *
 * @returns undefined if it was not agreed to
 * @throws UserError with everything that speaks against it
 */
export async function beginTakeOver(options: TakeOverOptions): Promise<BegunTakeOver | undefined> {
  const { platform, agree, reporter } = options;
  const { name } = platform.cluster;
  return whilePreparing(options, async ({ folder, prepared, isKnown, asking, confirmKeys }) => {
    reporter.progress('asking the hosts how their k3s was set up');
    const found = await lookAtK3s(platform, { asking, known: readIdentity(folder, name) });
    await confirmKeys();
    if ('problems' in found) {
      throw new UserError(found.problems.map(formatProblem).join('\n'), { fix: 'Nothing was changed.' });
    }
    for (const problem of found.warnings) reporter.note(formatProblem(problem));
    if (!(await agree(found))) return undefined;
    const { tokens, nodes } = found;
    const id = clusterId(prepared, found.id);
    const members = nodes.map(({ asked }) => asked);
    const servers = members.filter(({ record }) => record.role === 'server');
    const identity = { ...identityOf(name, id, tokens), id };
    await fillFolder(
      prepared,
      { identity, record: undefined, servers, members, tokens },
      platform,
      isKnown ? folder : undefined,
    );
    putInPlace(folder, prepared);
    return { id, nodes, tokens };
  });
}

export interface FinishOptions extends ReportedRun {
  readonly platform: Platform;
  readonly record: RecordedChange;
}

/** Makes the nodes those of Hubwright. Until all of them are, nothing else changes the cluster. */
export async function finishTakeOver({ id, nodes, tokens }: BegunTakeOver, options: FinishOptions): Promise<void> {
  const { platform, record, hosts, signal } = options;
  const facts = new Map(nodes.map((it) => [it.node.name, it.facts]));
  const servers = new Set(nodes.flatMap(({ node }) => (node.role === 'server' ? node.name : [])));
  await record.begin({ servers: hosts.filter((it) => servers.has(it.name)), signal });
  await record.setUnfinished(TAKE_OVER);
  const known = { ...knownOf(facts), joinToken: tokens.joinToken };
  const steps = planTakeOver(nodes, { platform, facts, token: tokens.token, id });
  await runReported(steps, { ...options, again: `npx hubwright ${TAKE_OVER}` }, known);
  await record.finish();
}
