import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireEmpty } from '../init/create-project.ts';
import type { FoundSecret } from '../migrate/draft.ts';
import { readRelease } from '../migrate/from-cluster/read-release.ts';
import { type ImportResult, importProject } from '../migrate/import-project.ts';
import { readAllValues } from '../migrate/read-values.ts';
import manifest from '../package.json' with { type: 'json' };
import { run } from '../system/exec.ts';
import { writeAtomically } from '../system/files/write-atomically.ts';
import { quote } from '../system/hosts/quote.ts';
import { note, print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import type { ImportCommandOptions } from './import-command.ts';
import { nextIn, shownFolder } from './next-in.ts';

/** Runs `hubwright import`. */
export async function runImport(files: readonly string[], options: ImportCommandOptions): Promise<void> {
  requireSource(files, options);
  requireEmpty(options.to);
  for (const path of [options.report, options.secrets]) if (path !== undefined) requireOutside(path, options.to);
  const source = options.package ?? manifest.version;
  const keep = (result: ImportResult) => writeBeside(result, options);
  const read = readAllValues(files, options.path);
  const release = options.fromCluster ? [await readRelease({ ...options, run, note })] : [];
  const { report, isComplete } = await importProject({
    sources: [...read, ...release],
    folder: options.to,
    own: manifest,
    source,
    keep,
  });
  print(report.trimEnd());
  note(`created ${shownFolder(options.to)}`);
  if (isComplete) note(`next: ${nextIn(options.to)}`);
  else {
    note(`next: set what is missing in ${options.to}/platform.yaml; \`npx hubwright synth\` says what is left`);
    process.exitCode = 1;
  }
}

function requireSource(files: readonly string[], { fromCluster, ...options }: ImportCommandOptions): void {
  const of = (['context', 'namespace', 'release'] as const).filter((it) => options[it] !== undefined);
  if (!fromCluster && of.length > 0)
    throw new UserError(`--${of[0]} is for --from-cluster`, {
      fix: 'Add --from-cluster, or leave it out.',
      exitCode: 2,
    });
  if (!fromCluster && files.length === 0)
    throw new UserError('nothing to import: no file of values is named', {
      fix: 'Name the files, or have the release of a running hub read with --from-cluster.',
      exitCode: 2,
    });
}

/** Writes what is not part of the project. Once the folder is there, `import` does not run again, and would lose these. */
function writeBeside({ report, secrets }: ImportResult, options: ImportCommandOptions): void {
  const files = [
    { path: options.report, text: report, isPrivate: false },
    { path: options.secrets, text: secretsText(secrets), isPrivate: true },
  ];
  for (const { path, text } of files) if (path !== undefined) requireNew(path, text);
  for (const { path, text, isPrivate } of files) if (path !== undefined) writeAtomically(path, text, { isPrivate });
}

function requireOutside(path: string, folder: string): void {
  if (resolve(path).startsWith(`${resolve(folder)}/`))
    throw new UserError(`${path} is in the new folder, which has to be empty`, {
      fix: 'Name a file outside of it.',
      exitCode: 2,
    });
}

/** A file with the same text is of an import that was killed before the folder was there. */
function requireNew(path: string, text: string): void {
  if (existsSync(path) && !isFileWith(path, text))
    throw new UserError(`${path} exists already; nothing was written`, { fix: 'Name a new file.', exitCode: 2 });
}

const isFileWith = (path: string, text: string) => statSync(path).isFile() && readFileSync(path, 'utf8') === text;

/** Lines for a shell: `set -a; . FILE`. Those whose secret was not in the values are to be filled in. */
function secretsText(secrets: readonly FoundSecret[]): string {
  return secrets.map(({ name, value }) => `${name}=${value === undefined ? '' : quote([value])}\n`).join('');
}
