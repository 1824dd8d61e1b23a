import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { allowsNamedServers, isNameOf6, NAMES_OF_6 } from '../../platform/named-servers.ts';
import type { Platform } from '../../platform/platform.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { type Home, ownerOf } from '../homes/find-homes.ts';
import { type Check, checked } from './check.ts';

export const ABOUT_NAMED_SERVERS = { id: 'named-servers', area: 'cluster', title: 'names of named servers' } as const;

/** Which named servers have names that JupyterHub 6 gives to no new one. Known by their homes. Pure. */
export function namedServersCheck(homes: readonly Home[]): Check {
  const named = homes.filter((it) => it.hasClaim && it.server !== '');
  const odd = named.filter((it) => !isNameOf6(it.server));
  const detail = counted(named.length, 'home of named servers', 'homes of named servers');
  if (odd.length === 0) return checked(ABOUT_NAMED_SERVERS, [], detail);
  const problem = {
    severity: 'note',
    where: 'hub',
    message: `JupyterHub 6 has other names for named servers (${NAMES_OF_6}): ${few(odd.map(ownerOf), MOST)}`,
    cost: 'JupyterHub 6 still starts these, JupyterHub 7 does not',
    fix: 'Create servers with other names, have their users copy what is in the old ones, then delete those.',
  } as const;
  return checked(ABOUT_NAMED_SERVERS, [problem], detail);
}

const MOST = 10;
const ABOUT_LEFT = { id: 'named-servers/left', area: 'cluster', title: 'named servers that still run' } as const;

/** The named servers that run where users may have none any more; no check where there are none. Pure. */
export function leftServersCheck({ hub, servers }: Platform, look: Pick<ClusterLook, 'servers'>): Check[] {
  // Python in raw values may allow them too.
  const isAllowed = allowsNamedServers({ hub, servers }) || JSON.stringify(hub.values).includes('allow_named_servers');
  const left = isAllowed ? [] : look.servers.filter((it) => it.server !== undefined);
  const problems = left.map(({ user, server, pod }) => {
    return {
      severity: 'warning',
      where: `${user}/${server}`,
      message: 'it runs, but the settings allow no named servers: neither users nor culling can stop it',
      cost: 'it keeps its processors and memory until its pod ends',
      fix: `\`kubectl -n ${hub.namespace} delete pod ${pod}\`: its home stays. Or set \`servers.namedServers\` again, and stop it in the hub.`,
    } as const;
  });
  return problems.length === 0 ? [] : [checked(ABOUT_LEFT, problems)];
}
