import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Lock } from '../system/files/lock.ts';
import { OwnFiles, recordOf } from '../system/files/own-files.ts';
import { writeAtomically } from '../system/files/write-atomically.ts';
import { UserError } from '../system/user-error.ts';

export interface Published {
  /** `+ name`, `~ name` and `- name`. */
  readonly changes: readonly string[];
  /** What is there and was not written by us, as a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Makes our manifests in one folder those of another. Each is written aside and moved, so that a reader sees the old or
 * the new one and never a part, since k3s deletes the objects that a cut-off file lacks; files that are the same stay as
 * they are. Folder and files are for their owner alone. Only files that were recorded when they were written are
 * removed; what is not as it was written is kept as `NAME.old`, and nothing is changed through a link.
 */
export function publish(from: string, to: string): Published {
  const record = recordOf(to);
  const wanted = contents(from);
  checkFolder(to);
  const doing = `writing ${basename(to)}/`;
  const lock = Lock.take({ path: join(dirname(record), `.${basename(to)}.lock`), folder: to, doing });
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    chmodSync(to, 0o700);
    const before = new Map([...wanted.keys()].map((name) => [name, checkFile(join(to, name))]));
    const own = OwnFiles.read(record);
    const stale = own.names.filter((name) => !wanted.has(name) && isOwn(own, to, name)).sort();
    own.also(wanted);
    const put = (name: string, content: Buffer) => putFile({ to, name, content, before: before.get(name), own, lock });
    const written = [...wanted].map(([name, content]) => put(name, content));
    for (const name of stale) rmSync(join(to, name));
    own.only(wanted);
    const others = readdirSync(to).filter((name) => name.endsWith('.yaml') && !wanted.has(name));
    return {
      changes: [...written.flatMap(({ changes }) => changes), ...stale.map((name) => `- ${name}`)],
      notes: [
        ...written.flatMap(({ notes }) => notes),
        ...others.map((name) => `${join(to, name)} is not what this project made: it is left alone, and not applied`),
      ],
    };
  } finally {
    lock.release();
  }
}

function contents(folder: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(folder).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** Whether a file is there, and as we wrote it. */
function isOwn(own: OwnFiles, folder: string, name: string): boolean {
  const path = join(folder, name);
  return name === basename(name) && lstat(path)?.isFile() === true && own.has(name, readFileSync(path));
}

function putFile({ to, name, content, before, own, lock }: Put): Published {
  const target = join(to, name);
  const present = before && readFileSync(target);
  const isSame = present?.equals(content) ?? false;
  // Permissions are those of all names that a file has.
  if (isSame && before?.nlink === 1) {
    if ((before.mode & 0o777) !== 0o600) chmodSync(target, 0o600);
    return { changes: [], notes: [] };
  }
  const kept = present === undefined || isSame || own.has(name, present) ? undefined : keep(target, present);
  lock.write(name, content);
  return {
    changes: isSame ? [] : [`${present ? '~' : '+'} ${name}`],
    notes: kept === undefined ? [] : [`${target} was not what this project had made: it is kept as ${basename(kept)}`],
  };
}

interface Put {
  readonly to: string;
  readonly name: string;
  readonly content: Buffer;
  /** What was there before. */
  readonly before: Stats | undefined;
  readonly own: OwnFiles;
  readonly lock: Lock;
}

/** Copies a file to the first free name beside it, unless it is kept already. */
function keep(path: string, content: Buffer): string {
  for (let number = 1; ; number++) {
    const aside = `${path}.old${number === 1 ? '' : number}`;
    const stat = lstat(aside);
    if (stat?.isFile() && readFileSync(aside).equals(content)) return aside;
    if (stat !== undefined) continue;
    writeAtomically(aside, content);
    return aside;
  }
}

function checkFolder(path: string): void {
  const stat = lstat(path);
  if (stat === undefined || stat.isDirectory()) return;
  throw new UserError(`${path}: expected a folder, found ${kindOf(stat)}; nothing was written`, {
    fix: `Move it away: manifests are written into a folder of this project's own, named ${path}.`,
  });
}

function checkFile(path: string): Stats | undefined {
  const stat = lstat(path);
  if (stat === undefined || stat.isFile()) return stat;
  throw new UserError(`${path}: expected a file, found ${kindOf(stat)}; nothing was written`, {
    fix: 'Move it away.',
  });
}

function lstat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : stat.isFile() ? 'a file' : 'a device';
}
