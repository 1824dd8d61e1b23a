import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Run } from '../bootstrap/exec.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../files/temporary-folder.ts';
import { describeChanges } from '../review/describe.ts';
import { manifestDiff } from '../review/manifest-diff.ts';
import type { Comparison } from '../review/report.ts';
import { readManifests, type State } from '../review/state.ts';
import { type LoadOptions, loadPlatform } from '../settings/load.ts';
import { UserError } from '../settings/user-error.ts';
import { checkOut, type Revision } from './revision.ts';
import type { Build } from './synthesize.ts';

/**
 * Compares the settings of a revision with those in the working tree. Both are synthesized by the charts of today, so
 * that what shows is what the settings do; code that runs in the hub is each side's own. Secrets are not read.
 */
export async function compare(revision: string, directory: string, build: Build, run: Run): Promise<Comparison> {
  const folder = makeTemporaryFolder();
  try {
    const old = await checkOut(revision, directory, folder, run);
    const after = synthesized({ directory }, join(folder, 'after'), build);
    const before = past(old, folder, () =>
      synthesized(
        {
          directory: old.directory,
          plainSecrets: 'warn',
          ...(old.hubDirectory && { hubDirectory: old.hubDirectory }),
        },
        join(folder, 'before'),
        build,
      ),
    );
    return {
      title: `${old.title} → working tree`,
      changes: describeChanges(before, after),
      patch: manifestDiff(before.manifests, after.manifests),
      notes: old.notes,
    };
  } finally {
    removeTemporaryFolder(folder);
  }
}

function synthesized(options: LoadOptions, outdir: string, build: Build): State {
  const { platform } = loadPlatform({ ...options, secrets: 'mask' });
  mkdirSync(outdir, { mode: 0o700 });
  build({ platform, outdir });
  return { platform, manifests: readManifests(outdir) };
}

/** Says of a problem with settings of the past that they are of the past. */
function past(revision: Revision, folder: string, load: () => State): State {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const tree = join(folder, 'tree');
    const message = error.message.replaceAll(`${relative(process.cwd(), tree)}/`, '').replaceAll(`${tree}/`, '');
    throw new UserError(`the settings of ${revision.title} are not such as this Hubwright takes:\n${message}`, {
      hint: 'compare with a later revision, whose settings it takes',
      cause: error,
    });
  }
}
