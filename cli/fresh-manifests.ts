import type { Platform } from '../platform/platform.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../system/files/temporary-folder.ts';
import { chartsOfMain } from './charts-of-main.ts';

/**
 * Has the main.ts of the working folder write its manifests into a folder of their own, which nobody else may read and
 * which is gone afterwards.
 *
 * @param use reads them, or puts them where they belong
 */
export async function withFreshManifests<T>(platform: Platform, use: (folder: string) => T): Promise<T> {
  const write = await chartsOfMain();
  const folder = makeTemporaryFolder();
  try {
    await write(platform, folder);
    return use(folder);
  } finally {
    removeTemporaryFolder(folder);
  }
}
