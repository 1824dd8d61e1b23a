import { type Host, type HostError, throwUnlessHostFailed } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';
import type { Identity } from './claim.ts';
import type { RecordedHost } from './cluster-folder.ts';
import { doubtOf } from './doubt-of.ts';
import { knownProblem } from './known-problems.ts';

/** Servers of a cluster, of which one is enough. */
export interface AskedServers {
  readonly servers: readonly Host[];
  readonly recorded: readonly RecordedHost[];
  readonly identity: Identity;
  readonly signal: AbortSignal;
}

/**
 * The answer of the first server that is of this cluster and has one.
 *
 * @throws UserError with why each has none
 */
export async function askFirst<T>(
  { servers, recorded, identity, signal }: AskedServers,
  ask: (server: Host) => Promise<T>,
): Promise<T> {
  const reasons: string[] = [];
  for (const host of servers) {
    try {
      const doubt = await doubtOf(host, { recorded: recorded.find((it) => it.name === host.name), identity }, signal);
      if (doubt === undefined) return await ask(host);
      reasons.push(`${host.name}: ${doubt}`);
    } catch (error) {
      throwUnlessHostFailed(error);
      reasons.push(`${host.name} (${host.describe()}): ${whyNot(error)}`);
    }
  }
  throw new UserError(`no server of the cluster answers\n${reasons.map((it) => `  ${it}`).join('\n')}`, {
    fix: '`npx hubwright doctor` shows what is wrong with each host.',
  });
}

function whyNot({ reason, printed, what }: HostError): string {
  const said = reason === 'exit' ? (printed.at(-1) ?? '') : '';
  return knownProblem(said)?.message ?? `${what}${said === '' ? '' : `: ${said}`}`;
}
