import { join } from 'node:path';
import { hiddenByHome } from '../../lib/hidden-by-home.ts';
import { HOME } from '../../platform/names.ts';
import type { BuildableImage } from '../../settings/image.ts';

/** What is worth knowing of an image that builds all the same: `Dockerfile:7: …`, a line each. */
export function buildNotes({ folder, files }: Pick<BuildableImage, 'folder' | 'files'>): string[] {
  const dockerfile = files.find(({ path }) => path === 'Dockerfile');
  return hiddenByHome(Buffer.from(dockerfile?.content ?? []).toString()).map(
    ({ line, path }) =>
      `${join(folder, 'Dockerfile')}:${line}: users will not see what is in ${path}: ` +
      `their own home is mounted at ${HOME}. Put it elsewhere, such as in /opt.`,
  );
}
