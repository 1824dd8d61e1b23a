import { passwordOf } from '../cluster/claim.ts';
import { readSecret, saveSecret } from '../cluster/cluster-folder.ts';
import { paths } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import type { Host } from '../system/hosts/host.ts';
import type { Reporter } from '../system/reporter.ts';
import { sha256 } from '../system/sha256.ts';

/** By what nodes join a cluster. Secret. */
export interface RotatedToken {
  readonly token: string;
  /** The full one, with the digest of the CA. */
  readonly joinToken: string;
}

/**
 * The token of a cluster that somebody else has rotated since, which k3s does not start without; undefined if it is the one that is
 * known here, or if none is known.
 *
 * @param server the first one, which is known to be of this cluster
 */
export async function rotatedToken(
  folder: string,
  server: Host,
  { files }: Pick<HostFacts, 'files'>,
): Promise<RotatedToken | undefined> {
  const known = readSecret(folder, 'join-token')?.trim();
  const found = files.get(paths.serverToken)?.sha256;
  if (known === undefined || found === undefined || found === sha256(`${known}\n`)) return undefined;
  const joinToken = (await server.read(paths.serverToken))?.trim() ?? '';
  const isFull = /^K10[0-9a-f]{64}::/.test(joinToken);
  return isFull && passwordOf(joinToken) !== passwordOf(known)
    ? { token: passwordOf(joinToken), joinToken }
    : undefined;
}

interface FirstServer {
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** The first one, which is known to be of this cluster. */
  readonly server: Host;
  readonly found: HostFacts;
}

/** Takes over the token if somebody else has rotated it. */
export async function takeRotated(
  { folder, server, found }: FirstServer,
  { isDryRun, note }: { readonly isDryRun: boolean; readonly note: Reporter['note'] },
): Promise<RotatedToken | undefined> {
  const rotated = await rotatedToken(folder, server, found);
  if (rotated === undefined) return undefined;
  note(`the token was rotated; it is taken from ${server.name}`);
  if (!isDryRun) {
    saveSecret(folder, 'join-token', rotated.joinToken);
    saveSecret(folder, 'token', rotated.token);
  }
  return rotated;
}
