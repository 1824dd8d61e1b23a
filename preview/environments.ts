import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { counted } from '../system/counted.ts';
import { CommandError, type Run } from '../system/exec.ts';
import type { Reporter } from '../system/reporter.ts';
import { sha256 } from '../system/sha256.ts';
import { UserError } from '../system/user-error.ts';
import type { Installer } from './python.ts';

/** Packages of an environment: requirements files, each installed over the ones before it, as an image's layers are. */
export interface EnvironmentSpec {
  /** What it is for, in a task list. */
  readonly title: string;
  readonly requirements: readonly Requirements[];
}

export interface Requirements {
  readonly file: string;
  /** Whether the file has a hash for everything in it, and nothing else may be installed. */
  readonly hashed: boolean;
}

/** Written last, so that a folder without it is an installation that was interrupted. */
const COMPLETE = 'complete';

/** Where an environment is or will be: by its Python and the content of its requirements. */
export function environmentFolder(root: string, spec: EnvironmentSpec, installer: Installer): string {
  const parts = spec.requirements.flatMap(({ file }) => [Buffer.from('\0'), readFileSync(file)]);
  return resolve(root, sha256(Buffer.concat([Buffer.from(installer.identity), ...parts])).slice(0, 16));
}

/**
 * Makes an environment, unless it is there.
 *
 * @param progress - called once with what is installed; the output of pip or uv is in the error if that fails
 * @returns its folder
 */
export async function makeEnvironment(
  root: string,
  spec: EnvironmentSpec,
  tools: { readonly run: Run; readonly installer: Installer; readonly signal: AbortSignal },
  progress: Reporter['progress'],
): Promise<string> {
  const folder = environmentFolder(root, spec, tools.installer);
  // The Python that it was made with may have been removed since.
  if (existsSync(join(folder, COMPLETE)) && existsSync(join(folder, 'bin', 'python'))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const packages = spec.requirements.flatMap(
    ({ file }) => readFileSync(file, 'utf8').match(/^[\w.[\]-]+ *(?===)/gm) ?? [],
  );
  progress(`${spec.title}: installing ${counted(new Set(packages).size, 'package')}`);
  const commands = [
    tools.installer.create(folder),
    ...spec.requirements.map(({ file, hashed }) => tools.installer.install(folder, file, hashed)),
  ];
  for (const [command, ...args] of commands) {
    try {
      await tools.run(command, args, { timeout: 30 * 60_000, signal: tools.signal });
    } catch (error) {
      if (tools.signal.aborted || !(error instanceof CommandError)) throw error;
      throw new UserError(`${spec.title}: ${error.message}`, { fix: hintFor(error), cause: error });
    }
  }
  writeFileSync(join(folder, COMPLETE), '');
  return folder;
}

/** Removes environments that nothing uses any more. */
export function removeOthers(root: string, used: readonly string[]): void {
  for (const name of readdirSync(root)) {
    if (!used.includes(resolve(root, name))) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function hintFor({ lastLines }: CommandError): string {
  const text = lastLines.join('\n');
  if (/ensurepip is not available/i.test(text))
    return 'Install the missing part of Python (apt install python3-venv), or uv.';
  if (/hash(es)? (mismatch|do not match|.*required)/i.test(text)) {
    return 'A package does not match the lock file. Do not work around this: find out where it came from.';
  }
  if (/network|resolve host|name resolution|name or service|connect|timed out|timeout|dns/i.test(text)) {
    return (
      'The first start downloads packages: connect to the network, or set HTTPS_PROXY, PIP_INDEX_URL (pip) or ' +
      'UV_DEFAULT_INDEX (uv). Later starts need no network.'
    );
  }
  return 'Fix that and run the command again; nothing was kept.';
}
