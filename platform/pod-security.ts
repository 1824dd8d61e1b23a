import type { Hub } from './schema/hub.ts';
import type { Servers } from './schema/servers.ts';

/** What decides about the level. */
interface Deciding {
  readonly hub: Pick<Hub, 'podSecurity'>;
  readonly servers: Pick<Servers, 'volumes'>;
}

/** The Pod Security level of the namespace: the one that is set, or the one that the volumes of servers need. */
export function podSecurityOf({ hub, servers }: Deciding): 'baseline' | 'privileged' {
  if (hub.podSecurity !== undefined) return hub.podSecurity;
  return servers.volumes.some((it) => it.hostPath !== undefined) ? 'privileged' : 'baseline';
}
