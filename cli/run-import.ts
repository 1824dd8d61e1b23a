import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { requireEmpty } from '../init/create-project.ts';
import type { FoundSecret } from '../migrate/draft.ts';
import { importProject } from '../migrate/import-project.ts';
import manifest from '../package.json' with { type: 'json' };
import { writeAtomically } from '../system/files/write-atomically.ts';
import { quote } from '../system/hosts/quote.ts';
import { note, print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import type { ImportCommandOptions } from './import-command.ts';

/** Runs `hubwright import`. */
export async function runImport(files: readonly string[], options: ImportCommandOptions): Promise<void> {
  requireEmpty(options.to);
  for (const path of [options.report, options.secrets]) if (path !== undefined) requireNew(path, options.to);
  const source = options.package ?? manifest.version;
  const { report, secrets, isComplete } = await importProject({ files, folder: options.to, own: manifest, source });
  print(report.trimEnd());
  if (options.report !== undefined) writeAtomically(options.report, report, { isPrivate: false });
  if (options.secrets !== undefined) writeAtomically(options.secrets, secretsText(secrets));
  note(`created ${relative('.', resolve(options.to)) || '.'}/`);
  if (isComplete) note(`next: cd ${options.to} && npm install && npm run synth && npm test`);
  else {
    note(`next: set what is missing in ${options.to}/platform.yaml; \`npx hubwright synth\` says what is left`);
    process.exitCode = 1;
  }
}

function requireNew(path: string, folder: string): void {
  if (resolve(path).startsWith(`${resolve(folder)}/`))
    throw new UserError(`${path} is in the new folder, which has to be empty`, {
      fix: 'Name a file outside of it.',
      exitCode: 2,
    });
  if (existsSync(path))
    throw new UserError(`${path} exists already; nothing was written`, { fix: 'Name a new file.', exitCode: 2 });
}

/** Lines for a shell: `set -a; . FILE`. Those whose secret was not in the values are to be filled in. */
function secretsText(secrets: readonly FoundSecret[]): string {
  return secrets.map(({ name, value }) => `${name}=${value === undefined ? '' : quote([value])}\n`).join('');
}
