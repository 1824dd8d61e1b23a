import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Platform } from '../platform/platform.ts';
import { describeChanges } from '../review/describe.ts';
import { manifestDiff } from '../review/manifest-diff.ts';
import type { Comparison } from '../review/report.ts';
import { type ParsedManifests, readManifests, type Side } from '../review/side.ts';
import { type Loaded, loadPlatform } from '../settings/load.ts';
import type { Run } from '../system/exec.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../system/files/temporary-folder.ts';
import { UserError } from '../system/user-error.ts';
import { chartsOfMain, type WriteCharts } from './charts-of-main.ts';
import { checkOut, type Revision, TREE } from './revision.ts';

/**
 * Compares a revision with the working tree: each side has its own settings, its own main.ts with the files that it
 * imports, and its own code for the hub. Packages are those of the working tree. Secrets are not read.
 */
export async function compare(revision: string, directory: string, run: Run, load = chartsOfMain): Promise<Comparison> {
  const folder = makeTemporaryFolder();
  try {
    const old = await checkOut(revision, directory, folder, run);
    const today = await load(directory);
    const { platform } = loadPlatform({ directory, secrets: 'mask' });
    const after: Side = { platform, manifests: await manifestsOf(platform, join(folder, 'after'), today) };
    const { before, notes } = await past(old, folder, load, today);
    return {
      title: `${old.title} → working tree`,
      changes: describeChanges(before, after),
      patch: manifestDiff(before.manifests, after.manifests),
      notes: [...old.notes, ...notes],
    };
  } finally {
    removeTemporaryFolder(folder);
  }
}

async function manifestsOf(platform: Platform, outdir: string, write: WriteCharts): Promise<ParsedManifests> {
  await write(platform, outdir);
  return readManifests(outdir);
}

interface Past {
  readonly before: Side;
  readonly notes: readonly string[];
}

/** The side of the revision; by the charts of today, with a note, where its own cannot be built. */
async function past(old: Revision, folder: string, load: typeof chartsOfMain, today: WriteCharts): Promise<Past> {
  const { platform } = pastSettings(old, folder);
  const byToday = async (note: string): Promise<Past> => {
    const manifests = await manifestsOf(platform, join(folder, 'before-by-today'), today);
    return { before: { platform, manifests }, notes: [note] };
  };
  if (!existsSync(join(old.directory, 'main.ts'))) {
    return byToday(`${old.title} has no main.ts: the one in the working tree is used for both sides`);
  }
  try {
    const manifests = await manifestsOf(platform, join(folder, 'before'), await load(old.directory));
    return { before: { platform, manifests }, notes: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [reason] = inRevision(error.message, folder).split('\n', 1);
    return byToday(
      `main.ts of ${old.title} cannot run with the packages installed here, so the one in the working tree is used for both sides: ${reason}`,
    );
  }
}

/** Loads the settings of a revision, and says of a problem with them that they are of the past. */
function pastSettings({ title, directory, hubDirectory }: Revision, folder: string): Loaded {
  try {
    return loadPlatform({ directory, secrets: 'mask', plainSecrets: 'warn', ...(hubDirectory && { hubDirectory }) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = inRevision(error.message, folder);
    throw new UserError(`the settings of ${title} are not valid for this version:\n${message}`, {
      fix: 'Compare with a later revision.',
      cause: error,
    });
  }
}

/** A message with the paths that the revision has, in place of those of its copy. */
function inRevision(message: string, folder: string): string {
  const tree = join(folder, TREE);
  return message.replaceAll(`${relative(process.cwd(), tree)}/`, '').replaceAll(`${tree}/`, '');
}
