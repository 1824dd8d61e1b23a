import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { nameFrom } from '../init/answers.ts';
import { makeFolder, writeFiles } from '../init/create-project.ts';
import { type PackageFacts, projectFiles, withSchemaOfPackage } from '../init/project-files.ts';
import { chartValues, secretChartValues } from '../lib/chart-values.ts';
import { mergeValues } from '../lib/merge.ts';
import { UsersFile } from '../settings/users-file.ts';
import type { Mapping } from '../system/mapping.ts';
import { hashPassword } from '../system/phc.ts';
import { compareValues } from './compare-values.ts';
import type { Draft, FoundSecret } from './draft.ts';
import { impliedValues } from './implied-values.ts';
import { type Imported, importValues } from './import-values.ts';
import { nameGiven } from './older-values.ts';
import { printSettings, type Whereabouts } from './print-settings.ts';
import { reportText } from './report.ts';
import { settle } from './settle.ts';
import type { ValuesSource } from './values-source.ts';

export interface ImportOptions {
  /** Where the values come from, in the order in which Helm merges them. */
  readonly sources: readonly ValuesSource[];
  /** A new or empty folder. */
  readonly folder: string;
  readonly own: PackageFacts;
  /** What package.json says of Hubwright. */
  readonly source: string;
  /** Called with the result before the folder is in its place; what it throws keeps the folder from being made. */
  readonly keep?: (result: ImportResult) => void;
}

export interface ImportResult {
  readonly report: string;
  /** What stood in the values and does not belong into a repository. */
  readonly secrets: readonly FoundSecret[];
  /** Whether the settings load as they are. */
  readonly isComplete: boolean;
}

/**
 * Makes the folder of a project from values of the chart, whole or not at all.
 *
 * @throws UserError where the folder has something in it
 */
export async function importProject({ sources, folder, own, source, keep }: ImportOptions): Promise<ImportResult> {
  const imported = importValues(sources);
  const { draft } = imported;
  const name = nameFrom(basename(resolve(folder)));
  draft.replace(['cluster'], { name, ...(draft.settings.cluster as object) });
  const answers = { name, provider: 'local', servers: [], agents: [], sshUser: undefined, admins: [], users: [] };
  // The image of the hub with the latest fixes, as new projects have it.
  if (draft.get(['hub', 'image']) === undefined) draft.set(['hub', 'build'], 'image/hub');
  return makeFolder(folder, async (staging) => {
    writeFiles(staging, projectFiles(answers, own, source));
    const result = await fill(staging, imported, sources);
    keep?.(result);
    return result;
  });
}

async function fill(staging: string, imported: Imported, sources: readonly ValuesSource[]): Promise<ImportResult> {
  const { draft } = imported;
  const where = whereabouts(sources, imported);
  const names = sources.map((it) => it.name).join(', ');
  const header = [
    'yaml-language-server: $schema=./docs/platform.schema.json',
    `Imported from ${names}. Comments say which values each setting comes from.`,
    'Every setting is in docs/reference.md, and your editor completes them.',
  ];
  await writeUsers(join(staging, 'users.yaml'), draft);
  const { platform, missing, defaults } = settle(imported, (settings) => {
    const text = printSettings(settings, where, header);
    writeFileSync(join(staging, 'platform.yaml'), withSchemaOfPackage(text));
    return staging;
  });
  const made = platform && mergeValues(chartValues(platform), secretChartValues(platform) ?? {});
  const comparison = made && compareValues(imported.values, made as Mapping, draft);
  const isOfChart = sources.every((it) => it.ownKey === undefined);
  const report = reportText(`Import of ${names}`, {
    draft,
    where,
    data: sources.flatMap((it) => it.data),
    defaults: imported.defaults + defaults,
    missing,
    implied: made && isOfChart ? impliedValues(imported.values, made as Mapping, draft) : [],
    comparison,
  });
  return { report, secrets: draft.secrets, isComplete: missing.length === 0 };
}

/** Where each key of the chart was: what its source calls it, or an older chart, and the line. */
function whereabouts(sources: readonly ValuesSource[], { olderName }: Imported): Whereabouts {
  return (key) => {
    const older = nameGiven(key, olderName);
    const path = older.replace(/\[\d+\]/g, '').split('.');
    // Items of a list have lines of their own.
    for (const at of [older.replace(/\[(\d+)\]/g, '.$1').split('.'), path]) {
      const source = sources.findLast((it) => it.lineOf(at) !== undefined);
      if (source !== undefined) return `${source.ownKey?.(path) ?? older} (${source.name}:${source.lineOf(at)})`;
    }
    const own = sources.map((it) => it.ownKey?.(path)).find((it) => it !== undefined);
    return own === undefined ? older : `${own} (its default)`;
  };
}

/** Everyone of the values, with a password that nobody knows: it has to be set first. */
async function writeUsers(path: string, { users }: Draft): Promise<void> {
  if (users === undefined) return;
  const file = UsersFile.read(path);
  const unknown = await hashPassword(randomBytes(32).toString('hex'));
  for (const [name, { admin, groups }] of users) file.set(name, { password: unknown, admin, groups: [...groups] });
  file.save();
  writeFileSync(path, withSchemaOfPackage(readFileSync(path, 'utf8')));
}
