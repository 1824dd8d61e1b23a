import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { splitReference } from '../lib/image-reference.ts';
import type { LocalFile } from './actions.ts';

/** Finds the tar of each image that is built here; those that are not there are named. */
export function findTars(
  references: readonly string[],
  directory: string,
  architecture: string,
): { readonly tars: readonly LocalFile[]; readonly missing: readonly string[] } {
  const found = references.map((reference) => {
    const { name, tag } = splitReference(reference);
    const file = join(
      directory,
      '.hubwright',
      'images',
      `${name.slice(name.lastIndexOf('/') + 1)}-${tag}-${architecture}.tar`,
    );
    return existsSync(file) ? { tar: { file, bytes: statSync(file).size } } : { missing: reference };
  });
  return {
    tars: found.flatMap(({ tar }) => tar ?? []),
    missing: found.flatMap(({ missing }) => missing ?? []),
  };
}
