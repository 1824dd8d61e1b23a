import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../settings/user-error.ts';

/** The manifests in a folder, by file name. */
export function readManifests(folder: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`there are no manifests in ${folder}/`, { hint: 'Make them: `npm run synth`.', cause: error });
  }
}
