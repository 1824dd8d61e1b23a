import {
  appendFileSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../user-error.ts';
import { fileProblem } from './file-problem.ts';
import { isRunning } from './is-running.ts';
import { isAside, type WriteOptions, writeAtomically } from './write-atomically.ts';

/** How a file system answers that has no links, such as one for USB sticks or a share of another system. */
const WITHOUT_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

export interface LockOptions {
  /** The lock's own file. */
  readonly path: string;
  /** Where the files are that are changed under it. */
  readonly folder: string;
  /** What is done under it, for the message of another command: `changing this cluster`. */
  readonly doing: string;
  /** The one file that is written under it, if it is one. */
  readonly subject?: string;
}

/**
 * Keeps other commands of ours away from some files. A process that was killed locks nobody out, and what it had begun
 * to write is removed.
 */
export class Lock {
  private constructor(private readonly options: LockOptions) {}

  /** @throws UserError with the process that has the lock, or with what keeps it from being made */
  static take(options: LockOptions): Lock {
    const { path, subject = path } = options;
    const own = `${path}.${process.pid}`;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(own, `${process.pid}\n`, { mode: 0o600 });
      // A link is made whole or not at all: nobody reads a lock that has no process in it yet.
      if (!isLinked(own, path)) {
        removeAbandoned(options);
        if (!isLinked(own, path)) throw busy(options, 'has just started');
      }
    } catch (error) {
      throw fileProblem(error, { path: subject, what: 'was not written' }) ?? error;
    } finally {
      if (existsSync(own)) rmSync(own);
    }
    return new Lock(options);
  }

  /** Writes a file of the folder; see {@link writeAtomically}. */
  write(name: string, data: string | Uint8Array, options: Omit<WriteOptions, 'onAside'> = {}): void {
    const onAside = (aside: string) => appendFileSync(this.options.path, `${basename(aside)}\n`);
    writeAtomically(join(this.options.folder, name), data, { ...options, onAside });
  }

  release(): void {
    rmSync(this.options.path, { force: true });
  }
}

/** Takes away the lock of a process that has ended, and what it had begun to write. */
function removeAbandoned(options: LockOptions): void {
  const { path, folder } = options;
  const stat = lstatSync(path);
  const [owner = '', ...begun] = stat.isFile() ? readFileSync(path, 'utf8').split('\n') : [];
  const pid = Number(owner);
  if (!/^[1-9]\d{0,9}$/.test(owner)) {
    throw new UserError(`${path} is not a lock file of Hubwright`, {
      fix: 'Delete it if no other Hubwright command is running here.',
    });
  }
  if (pid !== process.pid && isRunning(pid)) {
    const since = stat.mtime.toLocaleTimeString('en-GB');
    throw busy(options, 'is', `: process ${pid}, since ${since}`);
  }
  for (const name of begun) if (isAside(name) && name === basename(name)) rmSync(join(folder, name), { force: true });
  rmSync(path, { force: true });
}

function busy({ path, doing }: LockOptions, state: string, who = ''): UserError {
  return new UserError(`another command ${state} ${doing}${who}`, {
    fix: `Wait until it has finished. If that process is not Hubwright's, delete ${path}.`,
  });
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return false;
    if (WITHOUT_LINKS.includes(code)) return isCopied(from, to);
    throw error;
  }
}

/** The next best thing: who reads it in the very moment may find it empty, and refuses to take it away. */
function isCopied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
