import type { Host } from '../system/hosts/host.ts';
import { type Claim, claimOn, doubtAbout, type HostToClaim, type Identity } from './claim.ts';
import type { RecordedHost } from './cluster-folder.ts';
import { probe } from './probe.ts';

/** A cluster whose hosts are asked. */
export interface KnownCluster {
  readonly recorded: readonly RecordedHost[];
  readonly identity: Identity;
  readonly signal: AbortSignal;
}

/** Asks a host whose it is: why it may not be the one of this cluster; undefined if nothing speaks against it. */
export async function doubtOf(
  host: Host,
  known: Pick<HostToClaim, 'recorded' | 'identity'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  return doubtAbout(await askClaim(host, known, signal));
}

/** The same of a host of a cluster, by what is known here of it. */
export async function doubtIn({ recorded, identity, signal }: KnownCluster, host: Host): Promise<string | undefined> {
  return doubtOf(host, { recorded: recorded.find((it) => it.name === host.name), identity }, signal);
}

/** Asks a host whose it is. */
export async function askClaim(
  host: Host,
  known: Pick<HostToClaim, 'recorded' | 'identity'>,
  signal: AbortSignal,
): Promise<Claim> {
  const facts = await probe(host, {}, signal);
  return claimOn({ node: host.name, facts, ...known });
}
