import type { Host } from '../system/hosts/host.ts';
import { type Claim, claimOn, doubtAbout, type HostToClaim } from './claim.ts';
import { probe } from './probe.ts';

/** Asks a host whose it is: why it may not be the one of this cluster; undefined if nothing speaks against it. */
export async function doubtOf(
  host: Host,
  known: Pick<HostToClaim, 'recorded' | 'identity'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  return doubtAbout(await askClaim(host, known, signal));
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
