import { join } from 'node:path';
import { hiddenByHome } from '../../settings/hidden-by-home.ts';
import type { BuildableImage } from '../../settings/image.ts';

/**
 * What is worth knowing of an image that builds all the same: `Dockerfile:7: …`, a line each.
 *
 * @param home where servers have the home of their user
 */
export function buildNotes({ folder, files }: Pick<BuildableImage, 'folder' | 'files'>, home: string): string[] {
  const dockerfile = files.find(({ path }) => path === 'Dockerfile');
  return hiddenByHome(Buffer.from(dockerfile?.content ?? []).toString(), home).map(
    ({ line, path }) =>
      `${join(folder, 'Dockerfile')}:${line}: users will not see what is in ${path}: ` +
      `their own home is mounted at ${home}. Put it elsewhere, such as in /opt.`,
  );
}
