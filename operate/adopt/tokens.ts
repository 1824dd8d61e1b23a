import { passwordOf } from '../../cluster/claim.ts';
import { paths } from '../../cluster/node-config.ts';
import { UserError } from '../../system/user-error.ts';
import type { AskedHost } from './ask-hosts.ts';

/** By what nodes join a cluster. Secret. */
export interface Tokens {
  /** As the first server is given it. */
  readonly token: string;
  /** As k3s has made it of that: with a digest of its CA. */
  readonly joinToken: string;
}

/**
 * Reads the tokens of a cluster from the first of its servers that has them.
 *
 * @param servers those that answer, in the order of the settings
 * @param first name of the first server of the settings, whose own file has the token as it was given
 * @throws UserError if none has started yet
 */
export async function readTokens(servers: readonly AskedHost[], first: string | undefined): Promise<Tokens> {
  for (const { host, record } of servers) {
    const joinToken = (await host.read(paths.serverToken))?.trim();
    if (joinToken === undefined || !/^K10[0-9a-f]{64}::/.test(joinToken)) continue;
    const own = record.name === first ? (await host.read(paths.token))?.trim() : undefined;
    const isOwn = own !== undefined && passwordOf(own) === passwordOf(joinToken);
    return { token: isOwn ? own : passwordOf(joinToken), joinToken };
  }
  const names = servers.map((it) => it.record.name).join(', ');
  throw new UserError(`${names}: k3s is installed, and has never started`, {
    fix: 'There is no cluster to adopt yet. If somebody is creating it, wait until that is done. If not, remove k3s with k3s-uninstall.sh there, then `npx hubwright up`.',
  });
}
