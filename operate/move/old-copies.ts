import { posix } from 'node:path';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Home } from '../homes/find-homes.ts';

const LIST =
  'for folder; do for it in "$folder"/*.moved-*; do if [ -d "$it" ]; then printf "%s\\n" "$it"; fi; done; done';

/** The old copies of a moved home on a node. */
export async function oldCopies(
  host: Host,
  { namespace, claim, path }: Pick<Home, 'namespace' | 'claim' | 'path'>,
  signal: AbortSignal,
): Promise<string[]> {
  const folders = new Set([LOCAL_STORAGE, ...(path === undefined ? [] : [posix.dirname(path)])]);
  const { stdout } = await host.run(['sh', '-c', LIST, 'list', ...folders], { sudo: true, signal });
  return stdout.split('\n').filter((it) => isOldCopy(posix.basename(it), `${namespace}_${claim}`));
}

/** Whether a name is that of an old copy: `pvc-1_jupyterhub_claim-ada.moved-20261126T143000Z`. */
export function isOldCopy(name: string, owner: string): boolean {
  const [, folder = ''] = /^(.+)\.moved-\d{8}T\d{6}Z$/.exec(name) ?? [];
  return folder.slice(folder.indexOf('_') + 1) === owner && folder.includes('_');
}
