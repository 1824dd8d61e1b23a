import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../system/exec.ts';
import { sha256OfFile } from '../../system/sha256.ts';
import { UserError } from '../../system/user-error.ts';
import { ARCHITECTURES, type Architecture, tarName } from './build-plan.ts';
import type { BuiltHere } from './platform-images.ts';
import type { LocalTar, ShippedImage } from './ship-plan.ts';
import { readImageTar } from './tar.ts';

/**
 * Finds the tars of images that `image build` made, and reads each through, so that no half of one is sent anywhere.
 *
 * @param folder where finished tars are kept
 * @throws UserError with every image that has none, or a broken one
 */
export async function localTars(images: readonly BuiltHere[], folder: string, run: Run): Promise<ShippedImage[]> {
  const found = await Promise.all(images.map((image) => tarsOf(image, folder, run)));
  const problems = found.flatMap(({ problems }) => problems);
  if (problems.length > 0) {
    const titles = found.filter((it) => it.problems.length > 0).map(({ image }) => image.title);
    throw new UserError(problems.join('\n'), {
      fix: `Run \`npx hubwright image build ${titles.join(' ')}\` first.`,
    });
  }
  return found.map(({ image, tars }) => ({ ...image, tars: new Map(tars) }));
}

async function tarsOf(image: BuiltHere, folder: string, run: Run) {
  const tars: [Architecture, LocalTar][] = [];
  const problems: string[] = [];
  for (const architecture of ARCHITECTURES) {
    const path = join(folder, tarName(image, architecture));
    if (!existsSync(path)) continue;
    const manifest = await readImageTar(path, run);
    if (manifest?.architecture !== architecture || !manifest.references.includes(image.reference)) {
      problems.push(`${path} is not a complete image of ${image.reference} for ${architecture}`);
      continue;
    }
    tars.push([architecture, { path, bytes: (await stat(path)).size, sha256: await sha256OfFile(path) }]);
  }
  if (tars.length === 0 && problems.length === 0)
    problems.push(`${image.title} is not built: no tar of ${image.reference}`);
  return { image, tars, problems };
}
