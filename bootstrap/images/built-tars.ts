import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { splitReference } from '../../platform/image-reference.ts';
import type { Platform } from '../../platform/platform.ts';
import { type LocalFile, localFile } from '../../system/local-file.ts';
import { ARCHITECTURES, tarName } from './build-plan.ts';
import { imagesOnlyHere } from './platform-images.ts';

export interface FoundTars {
  readonly tars: readonly LocalFile[];
  /** References of the images that have none. */
  readonly missing: readonly string[];
  /** The tars as they will be once all are built, for a rehearsal. */
  readonly assumed: readonly LocalFile[];
}

/** Finds the tar of each image that is built here; those that are not there are named. A tar is there whole or not at all. */
export function findTars(references: readonly string[], directory: string, architecture: string): FoundTars {
  const known = ARCHITECTURES.find((it) => it === architecture);
  if (known === undefined) return { tars: [], missing: references, assumed: [] };
  const found = references.map((reference) => {
    const { name, tag } = splitReference(reference);
    const image = { name: name.slice(name.lastIndexOf('/') + 1), digest: tag };
    const file = join(directory, '.hubwright', 'images', tarName(image, known));
    return existsSync(file) ? { tar: localFile(file) } : { missing: reference, assumed: notThere(file) };
  });
  return {
    tars: found.flatMap(({ tar }) => tar ?? []),
    missing: found.flatMap(({ missing }) => missing ?? []),
    assumed: found.flatMap(({ tar, assumed }) => tar ?? assumed),
  };
}

/** Stands for a tar that is not built yet, where nothing is copied. */
function notThere(file: string): LocalFile {
  return { file, bytes: 0, sha256: () => Promise.reject(new Error(`${file} is not there`)) };
}

/** The images that nodes can have only from a tar of this folder, and of which there is none for any architecture. */
export function notBuilt(platform: Platform, directory: string): string[] {
  return imagesOnlyHere(platform)
    .filter(({ reference }) => ARCHITECTURES.every((it) => findTars([reference], directory, it).missing.length > 0))
    .map(({ title }) => title);
}
