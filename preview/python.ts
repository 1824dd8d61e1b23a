import { CommandError, type Run } from '../system/exec.ts';
import { UserError } from '../system/user-error.ts';

/** Makes virtual environments and puts packages into them. */
export interface Installer {
  /** The commands that make an environment in a folder. */
  create(folder: string): Command;
  /** The command that installs a requirements file into it, over what is there. */
  install(folder: string, requirements: string, hashed: boolean): Command;
  /** What environments depend on besides their packages. */
  readonly identity: string;
}

type Command = readonly [command: string, ...args: string[]];

const OLDEST = '3.11';
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];

/** `uv` where it is installed, since it is many times faster; else Python's own tools. */
export async function findInstaller(run: Run): Promise<Installer> {
  const uv = await answer(run, 'uv', ['--version']);
  const python = await findPython(run);
  if (uv !== undefined) return uvInstaller(python?.path ?? `>=${OLDEST}`, python?.version ?? 'uv');
  if (python === undefined) {
    throw new UserError(`the preview needs Python ${OLDEST} or newer; found none of ${CANDIDATES.join(', ')}`, {
      fix: `Install uv, which brings its own Python (https://docs.astral.sh/uv/), or Python: apt install python3 python3-venv, brew install python.`,
    });
  }
  return venvInstaller(python);
}

interface Python {
  readonly path: string;
  /** `3.12.4` */
  readonly version: string;
}

async function findPython(run: Run): Promise<Python | undefined> {
  for (const candidate of CANDIDATES) {
    const script =
      'import sys; print(sys.executable if sys.version_info >= (3, 11) else "", "%d.%d.%d" % sys.version_info[:3], sep="\\t")';
    const [path, version] = (await answer(run, candidate, ['-c', script]))?.split('\t') ?? [];
    if (path && version) return { path, version };
  }
  return undefined;
}

async function answer(run: Run, command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(command, args, { timeout: 120_000 })).stdout;
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function uvInstaller(python: string, version: string): Installer {
  return {
    identity: `uv ${version}`,
    create: (folder) => ['uv', 'venv', '--no-project', '--no-config', '--python', python, folder],
    install: (folder, requirements, hashed) => [
      ...(['uv', 'pip', 'install', '--compile-bytecode', '--python', `${folder}/bin/python`] as const),
      ...(hashed ? ['--require-hashes'] : []),
      ...['--requirement', requirements],
    ],
  };
}

function venvInstaller(python: Python): Installer {
  return {
    identity: `venv ${python.version}`,
    create: (folder) => [python.path, '-m', 'venv', folder],
    install: (folder, requirements, hashed) => [
      ...([`${folder}/bin/python`, '-m', 'pip', 'install', '--disable-pip-version-check'] as const),
      // A lock names everything. With hashes, some versions of pip do not take `a[b]` that a package needs for the `a` of the lock.
      ...(hashed ? ['--require-hashes', '--no-deps'] : []),
      ...['--requirement', requirements],
    ],
  };
}
