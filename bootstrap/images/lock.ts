import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dockerfileArgs } from '../../settings/dockerfile.ts';
import { pinnedVersions } from '../../settings/requirement-lines.ts';
import { lockCommand, withSource } from '../../settings/requirements-lock.ts';
import { counted } from '../../system/counted.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import { few } from '../../system/few.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../system/files/temporary-folder.ts';
import { writeAtomically } from '../../system/files/write-atomically.ts';
import { UserError } from '../../system/user-error.ts';

/** The oldest Python that must be able to install a lock: an image's is newer, the preview's may be this one. */
const PYTHON = '3.11';

/**
 * What the base brings, as far as its packages are in the index. JupyterLab itself is never in a lock. The base's conda is
 * not in the index, so what it needs is written out: conda 26.7 does not take a newer ruamel.yaml.
 */
const BASE_PACKAGES = ['jupyterlab', 'notebook', 'nbclassic', 'ruamel.yaml<0.19'];

/** Milliseconds: the index may be far away. */
const LIMIT = 10 * 60_000;

export interface LockOptions {
  readonly run: Run;
  readonly signal: AbortSignal;
  /** Whether the newest of everything is taken instead of what is pinned and still fits. */
  readonly isUpgrade: boolean;
}

export interface Locked {
  /** In a few words. */
  readonly summary: string;
  /** What is worth knowing of a lock that was made all the same. */
  readonly note: string | undefined;
}

/**
 * Pins what `requirements.in` of an image asks for, with hashes, in `requirements.txt` beside it, by uv. Where the Dockerfile
 * installs with `--no-deps`, as the hub's does, exactly what is named is pinned. Otherwise packages that the base brings
 * too are held at what its Jupyter server would have been installed with on the day in the base's tag, so that the image
 * changes as little of it as can be.
 *
 * @param folder of the image
 * @throws UserError if there is nothing to lock, or no lock; `requirements.txt` is then as it was
 */
export async function lockRequirements(folder: string, options: LockOptions): Promise<Locked> {
  const [asked, lock] = [join(folder, 'requirements.in'), join(folder, 'requirements.txt')];
  if (!existsSync(asked)) {
    throw new UserError(`${asked}: missing`, { fix: 'Write there which packages pip is to install, a line each.' });
  }
  const dockerfile = readIfThere(join(folder, 'Dockerfile'));
  const before = readIfThere(lock);
  const scratch = makeTemporaryFolder();
  try {
    const isAlone = /--no-deps\b/.test(dockerfile);
    const day = isAlone ? undefined : dayOf(dockerfileArgs(dockerfile).base);
    const held = day === undefined ? [] : await holdBase(folder, { scratch, day }, options);
    const output = join(scratch, 'requirements.txt');
    if (before !== '') writeFileSync(output, before);
    const chosen = [...(isAlone ? ['--no-deps'] : held), ...(options.isUpgrade ? ['--upgrade'] : [])];
    await compile(folder, ['--generate-hashes', '--no-annotate', ...chosen, '--output-file', output], options, {
      env: { UV_CUSTOM_COMPILE_COMMAND: lockCommand(folder) },
    });
    const text = withSource(readFileSync(asked, 'utf8'), readFileSync(output, 'utf8'));
    if (text !== before) writeAtomically(lock, text, { isPrivate: false });
    const note =
      isAlone || day !== undefined
        ? undefined
        : `${join(folder, 'Dockerfile')}: the tag of ARG BASE has no date, as 2026-08-10, so what the base brings is not held at its versions`;
    return { summary: summaryOf(before, text), note };
  } finally {
    removeTemporaryFolder(scratch);
  }
}

/** `2026-08-10` in `quay.io/jupyter/minimal-notebook:2026-08-10`. */
function dayOf(base = ''): string | undefined {
  return /:[^/]*?(\d{4}-\d{2}-\d{2})/.exec(base)?.[1];
}

/** The constraints that hold what the base brings, as options of uv. */
async function holdBase(
  folder: string,
  { scratch, day }: { readonly scratch: string; readonly day: string },
  options: LockOptions,
): Promise<string[]> {
  const output = join(scratch, 'base.txt');
  const constraints = ['--exclude-newer', day, '--constraints', 'requirements.in', '--no-annotate', '--no-header'];
  await compile(folder, [...constraints, '--output-file', output], options, { input: `${BASE_PACKAGES.join('\n')}\n` });
  return ['--constraints', output];
}

async function compile(
  folder: string,
  args: readonly string[],
  { run, signal }: LockOptions,
  { input, env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<void> {
  const fixed = ['pip', 'compile', '--quiet', '--universal', '--python-version', PYTHON];
  const source = input === undefined ? 'requirements.in' : '-';
  try {
    await run('uv', [...fixed, ...args, source], {
      ...{ cwd: resolve(folder), timeout: LIMIT, signal, env },
      ...(input !== undefined && { input }),
    });
  } catch (error) {
    throw error instanceof CommandError ? failureOf(folder, error) : error;
  }
}

function failureOf(folder: string, error: CommandError): UserError {
  if (error.reason === 'missing') {
    return new UserError('uv is missing, which pins packages', {
      fix: 'Install it: `pip install uv`, or https://docs.astral.sh/uv/. Nothing was changed.',
      cause: error,
    });
  }
  if (error.reason !== 'exit') {
    return new UserError(`${folder} was not locked: ${error.message}`, { fix: 'Run it again.', cause: error });
  }
  const isUnreachable = /error sending request|failed to fetch|dns error|tls|certificate|timed out/i.test(error.stderr);
  const fix = isUnreachable
    ? 'Does this machine reach the package index? uv takes a company’s own index from UV_DEFAULT_INDEX, and its certificates from SSL_CERT_FILE.'
    : 'Change what it names in requirements.in.';
  const lines = error.lastLines.map((line) => `\n  ${line}`).join('');
  return new UserError(`${folder}/requirements.in: uv finds no versions for it${lines}`, {
    fix: `${fix} requirements.txt is as it was.`,
    cause: error,
  });
}

function summaryOf(before: string, now: string): string {
  const [old, pinned] = [pinnedVersions(before.split('\n')), pinnedVersions(now.split('\n'))];
  const changes = [
    ...[...pinned].flatMap(([name, version]) => {
      const was = old.get(name);
      return was === version ? [] : [was === undefined ? `${name} ${version} added` : `${name} ${was} to ${version}`];
    }),
    ...[...old.keys()].filter((name) => !pinned.has(name)).map((name) => `${name} removed`),
  ];
  return `${counted(pinned.size, 'package')}, ${changes.length === 0 ? 'unchanged' : few(changes, 8)}`;
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
