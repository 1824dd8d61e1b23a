import { type Host, type HostError, throwUnlessHostFailed } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';
import { doubtIn, type KnownCluster } from './doubt-of.ts';
import { knownProblem } from './known-problems.ts';

/**
 * The answer of the first server that is of this cluster and has one.
 *
 * @throws UserError with why each has none
 */
export async function askFirst<T>(
  { servers, ...cluster }: KnownCluster & { readonly servers: readonly Host[] },
  ask: (server: Host) => Promise<T>,
): Promise<T> {
  const reasons: string[] = [];
  for (const host of servers) {
    try {
      const doubt = await doubtIn(cluster, host);
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
