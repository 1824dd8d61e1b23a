import { sharedPath } from '../platform/mount-paths.ts';
import { DVC_CONFIG } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';

/**
 * Where all servers have the cache of DVC, as a file of theirs; none if no shared folder is for it. A repository links to the
 * cache: files in it are read-only, and a copy is only made where no link is possible.
 *
 * Source: DVC 3, `dvc config --system`: a user's own settings and those of a repository come after it.
 */
export function dvcConfig({
  storage,
}: Pick<Platform, 'storage'>): Record<string, { mountPath: string; stringData: string }> {
  const folder = storage.shared.find((it) => it.dvcCache);
  if (folder === undefined) return {};
  const lines = [
    '[cache]',
    `dir = "${sharedPath(folder)}/dvc-cache"`,
    'shared = group',
    'type = "reflink,hardlink,symlink,copy"',
  ];
  return { 'hubwright-dvc': { mountPath: DVC_CONFIG, stringData: `${lines.join('\n')}\n` } };
}
