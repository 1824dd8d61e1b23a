import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OwnFiles, recordOf } from '../system/files/own-files.ts';
import { UserError } from '../system/user-error.ts';

/** The manifests in a folder, by file name. Where it is recorded which ones a synth has made, no others. */
export function readManifests(folder: string): ReadonlyMap<string, string> {
  try {
    const made = OwnFiles.read(recordOf(folder)).names;
    const isOurs = (name: string) => name.endsWith('.yaml') && (made.length === 0 || made.includes(name));
    const names = readdirSync(folder).filter(isOurs);
    return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`there are no manifests in ${folder}/`, { fix: 'Create them: `npm run synth`.', cause: error });
  }
}
