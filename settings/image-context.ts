import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import dockerignore, { type Ignore } from '@balena/dockerignore';
import type { ContextFile } from '../platform/image-tag.ts';
import { didYouMean } from '../system/did-you-mean.ts';
import { UserError } from '../system/user-error.ts';

/** A bigger folder is a mistake (data, a virtual environment), and would have to be read at each synth. */
const MAX_BYTES = 100 * 1024 * 1024;

/** Names that only some builders read in place of `.dockerignore`. */
const OTHER_IGNORE_FILES = ['.containerignore', 'Dockerfile.dockerignore', 'Dockerfile.containerignore'];

/**
 * Reads the files that a build of this folder can see: all but those that `.dockerignore` leaves out, and the Dockerfile
 * in any case. In canonical form, so that every checkout gives the same: LF line ends, no times, one bit of the mode.
 * `.dockerignore` itself is not among them.
 */
export function readImageContext(folder: string): ContextFile[] {
  checkFolder(folder);
  const rules = readRules(folder);
  const found: Found[] = [];
  collect(folder, '', rules, found);
  checkSize(folder, found);
  return found.map(({ path, executable }) => ({
    path,
    executable,
    content: canonical(attempt(join(folder, path), (file) => readFileSync(file))),
  }));
}

interface Found {
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: number;
}

function checkFolder(folder: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    const meant = didYouMean(basename(resolve(folder)), foldersBeside(folder));
    throw new UserError(`${folder}: no such image folder`, {
      fix: meant
        ? `did you mean "${meant}"?`
        : 'an image is a folder with a Dockerfile, such as image/data-science. Use an existing one, or create it.',
      exitCode: 2,
    });
  }
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(basename(resolve(folder)))) {
    throw new UserError(`${folder}: the folder's name is the image's name, and this is not a valid one`, {
      fix: 'Use lower-case letters, digits and single hyphens, such as data-science.',
      exitCode: 2,
    });
  }
  if (!existsSync(join(folder, 'Dockerfile'))) {
    throw new UserError(`${folder}: no Dockerfile`, {
      fix: 'Add a file named Dockerfile; docs/images.md has a short one to start from.',
      exitCode: 2,
    });
  }
  const other = OTHER_IGNORE_FILES.find((name) => existsSync(join(folder, name)));
  if (other !== undefined) {
    throw new UserError(`${join(folder, other)}: only some builders read this file`, {
      fix: 'Rename it to .dockerignore.',
      exitCode: 2,
    });
  }
}

function foldersBeside(folder: string): string[] {
  const parent = dirname(resolve(folder));
  if (!existsSync(parent) || !statSync(parent).isDirectory()) return [];
  return attempt(parent, (path) => readdirSync(path, { withFileTypes: true }))
    .filter((it) => it.isDirectory())
    .map((it) => it.name);
}

interface Rules {
  readonly ignore: Ignore;
  /** Whether a rule with `!` may bring back a file of an ignored folder. */
  readonly exceptions: boolean;
}

function readRules(folder: string): Rules {
  const path = join(folder, '.dockerignore');
  const text = existsSync(path) ? attempt(path, (file) => readFileSync(file, 'utf8')) : '';
  return {
    ignore: dockerignore.default({ ignorecase: false }).add(text.replace(/^\uFEFF/, '')),
    exceptions: /^\s*!/m.test(text),
  };
}

function collect(folder: string, inside: string, rules: Rules, found: Found[]): void {
  for (const entry of attempt(join(folder, inside), (path) => readdirSync(path, { withFileTypes: true }))) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    const ignored = path !== 'Dockerfile' && rules.ignore.ignores(path);
    if (path === '.dockerignore' || (ignored && !(entry.isDirectory() && rules.exceptions))) continue;
    if (entry.isDirectory()) {
      collect(folder, path, rules, found);
    } else if (entry.isFile()) {
      const { mode, size } = attempt(join(folder, path), (file) => statSync(file));
      found.push({ path, executable: (mode & 0o100) !== 0, bytes: size });
    } else {
      throw new UserError(
        `${join(folder, path)}: ${entry.isSymbolicLink() ? 'a symbolic link' : 'not a regular file'}`,
        {
          fix: entry.isSymbolicLink()
            ? 'It may lead out of the folder, and not every checkout keeps it: copy the file there, or add it to .dockerignore.'
            : 'A build can only use files: remove it, or add it to .dockerignore.',
          exitCode: 2,
        },
      );
    }
  }
}

function checkSize(folder: string, found: readonly Found[]): void {
  const total = found.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MAX_BYTES) return;
  const biggest = [...found].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const list = biggest.map(({ path, bytes }) => `${path} (${megabytes(bytes)})`).join(', ');
  throw new UserError(`${folder}: ${megabytes(total)} is too much for an image folder; the biggest files: ${list}`, {
    fix: `The limit is ${megabytes(MAX_BYTES)}. Add what the build does not need to .dockerignore, and let the Dockerfile download big files.`,
    exitCode: 2,
  });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / (1024 * 1024))} MiB`;
}

/** Text with LF for CRLF; a file with a zero byte near its start is not text, by git's own rule. */
function canonical(content: Buffer): Uint8Array {
  if (!content.includes('\r\n') || content.subarray(0, 8000).includes(0)) return content;
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function attempt<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${path}: cannot be read (${code})`, {
      fix: 'Make it readable for your user, or add it to .dockerignore.',
      cause,
      exitCode: 2,
    });
  }
}
