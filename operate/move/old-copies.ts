import { posix } from 'node:path';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer, hostIfThere } from '../ask-server.ts';
import { findHomes, type Home } from '../homes/find-homes.ts';
import { listHolds, unfinished } from '../homes/holds.ts';
import type { MoveRequest } from './plan-move.ts';

const LIST =
  'for folder; do for it in "$folder"/*.moved-*; do if [ -d "$it" ]; then printf "%s\\n" "$it"; fi; done; done';

/**
 * Finds the home whose old copies nobody needs.
 *
 * @throws UserError if it is being moved or restored, or is not seen to be there: an old copy may be all there is
 */
export async function homeInPlace(cluster: AskedCluster, { user, server: named }: MoveRequest): Promise<Home> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const { home, hold } = await askServer(cluster, async (server) => {
    const { homes } = await findHomes(server, { namespace, users: Object.keys(platform.users) }, signal);
    const holds = await listHolds(server, namespace, signal);
    return {
      home: homes.find((it) => it.user === user && it.server === named && it.phase === 'Bound'),
      hold: holds.find((it) => it.user === user && it.server === named),
    };
  });
  if (hold !== undefined) throw unfinished(hold);
  const { node, path } = home ?? {};
  if (home === undefined || node === undefined || path === undefined) {
    throw notSeen(user, 'it is no folder of one node');
  }
  const host = await hostIfThere(cluster, node);
  if (host === undefined) throw notSeen(user, `${node} cannot be reached`);
  const { exitCode } = await host.run(['test', '-d', path], { sudo: true, allow: [1], signal });
  if (exitCode !== 0) throw notSeen(user, `${node} has no folder ${path}`);
  return home;
}

function notSeen(user: string, why: string): UserError {
  return new UserError(`it is unknown whether the home of ${user} is in its place: ${why}`, {
    fix: 'No old copy was deleted. `npx hubwright home list` shows where the home should be.',
  });
}

/** The old copies of a moved home on a node. */
export async function oldCopies(
  host: Host,
  { namespace, claim, path }: Pick<Home, 'namespace' | 'claim' | 'path'>,
  signal: AbortSignal,
): Promise<string[]> {
  const folders = new Set([LOCAL_STORAGE, ...(path === undefined ? [] : [posix.dirname(path)])]);
  const { stdout } = await host.run(['sh', '-c', LIST, 'list', ...folders], { sudo: true, signal });
  return stdout.split('\n').filter((it) => it !== path && isOldCopy(posix.basename(it), `${namespace}_${claim}`));
}

/** Whether a name is that of an old copy: `pvc-1_jupyterhub_claim-ada.moved-20261126T143000Z`. */
export function isOldCopy(name: string, owner: string): boolean {
  const [, folder = ''] = /^(.+)\.moved-\d{8}T\d{6}Z$/.exec(name) ?? [];
  return folder.slice(folder.indexOf('_') + 1) === owner && folder.includes('_');
}
