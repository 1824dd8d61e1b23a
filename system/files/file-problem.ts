import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { UserError } from '../user-error.ts';

/** What the system says of a file, in words, and what to do about it. */
const PROBLEMS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  EACCES: ['permission denied', 'Give your user access to it and to its folders. Did an earlier run use sudo?'],
  EPERM: ['operation not permitted', 'Check who owns it, and whether it is write-protected: `ls -ld`, `lsattr -d`.'],
  EROFS: ['its file system is read-only', 'Work in a writable folder, or mount it writable.'],
  ENOSPC: ['the disk is full', 'Free space on its disk, and run the same command again.'],
  EDQUOT: ['your disk quota is used up', 'Delete what you no longer need, or ask for a larger quota.'],
  EFBIG: ['it would exceed the maximum file size', 'Raise the limit: `ulimit -f`.'],
  ENOENT: ['no such file or folder', 'Check the path.'],
  EISDIR: ['expected a file, found a folder', 'Move that folder away.'],
  ENOTDIR: ['expected a folder, found a file', 'Move that file away.'],
  EEXIST: ['a file or folder with this name already exists', 'Move it away.'],
  ENOTEMPTY: ['the folder is not empty', 'Move its contents away.'],
  ELOOP: ['circular symbolic links', 'Remove the link, or point it to a file.'],
  ENAMETOOLONG: ['the path is too long', 'Work in a folder with a shorter path.'],
  EMFILE: ['this process has too many files open', 'Raise the limit: `ulimit -n 4096`.'],
  ENFILE: ['this machine has too many files open', 'Close other programs, or raise `fs.file-max`.'],
  EBUSY: ['it is in use', 'Close what uses it: `fuser -v` lists it.'],
  ETXTBSY: ['it is a running program', 'End that program first.'],
  EXDEV: ['it would have to move to another file system', 'Keep both folders on one file system.'],
  EIO: ['the disk reports an error', 'Check the disk: `dmesg` shows more.'],
  ESTALE: ['the file server no longer knows it', 'Mount the folder again.'],
  ETIMEDOUT: ['the file server does not answer', 'Check that the file server can be reached.'],
  ERR_FS_FILE_TOO_LARGE: ['it is larger than 2 GiB', 'Check that this is the file you meant.'],
};

/** Calls of the system that are about files; `listen` and `spawn` fail with the same codes. */
const CALLS = new Set(
  (
    'access chmod chown close copyfile cp fchmod fstat fsync ftruncate lchown link lstat lutime mkdir mkdtemp open ' +
    'opendir read readlink realpath rename rm rmdir scandir stat statfs symlink truncate unlink utime write'
  ).split(' '),
);

export interface Subject {
  /** @default - what the error names, since it may be another file than the one that was asked for */
  readonly path?: string;
  /** What did not happen, after the path: `was not written`. */
  readonly what?: string;
}

/** An error of a call on files as one that a person can act on; undefined for any other error. */
export function fileProblem(error: unknown, subject: Subject = {}): UserError | undefined {
  const { code, syscall, path, dest, info } = systemError(error);
  if (code === undefined || (syscall !== undefined && !CALLS.has(syscall))) return undefined;
  const [what, fix] = PROBLEMS[code] ?? [];
  if (what === undefined) return undefined;
  const named = subject.path ?? path ?? info?.path ?? dest;
  const where = [named && forDisplay(named), subject.what].filter((it) => it !== undefined).join(' ');
  // A folder above it, that could not be made or entered.
  const above = path !== undefined && subject.path?.startsWith(`${path}/`) ? forDisplay(path) : undefined;
  const message = [where, above, `${what} (${code})`].filter((it) => it).join(': ');
  return new UserError(message, { ...(fix && { fix }), cause: error });
}

interface SystemError {
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly dest?: string;
  readonly info?: { readonly path?: string };
}

/** Some of Node's own checks stand before the call: `ERR_FS_EISDIR`. */
function systemError(error: unknown): SystemError {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return {};
  const found = error as SystemError;
  const code = found.code?.replace(/^ERR_FS_(?:CP_)?(?=E[A-Z]+$)/, '');
  const isOfFiles = found.syscall !== undefined || code?.startsWith('ERR_FS_') || code !== found.code;
  if (!isOfFiles || code === undefined) return {};
  const { syscall, path } = found;
  const isHidden = syscall === 'mkdir' && code === 'ENOENT' && path !== undefined;
  return { ...found, code: isHidden ? whyNotMade(path) : code };
}

/** Node tells of a folder on a read-only file system that it does not exist, when those above are made as well. */
function whyNotMade(path: string): string {
  let above = dirname(path);
  while (!existsSync(above) && above !== dirname(above)) above = dirname(above);
  try {
    accessSync(above, constants.W_OK);
    return 'ENOENT';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'ENOENT';
  }
}

function forDisplay(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown === '' || shown.startsWith('..') ? path : shown;
}
