import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadPlatform } from '../settings/load.ts';
import { UsersFile } from '../settings/users-file.ts';
import { fileProblem } from '../system/files/file-problem.ts';
import { isRunning } from '../system/files/is-running.ts';
import { makeTemporaryFolder, processOf, removeTemporaryFolder } from '../system/files/temporary-folder.ts';
import { hashPassword } from '../system/phc.ts';
import { UserError } from '../system/user-error.ts';
import type { Answers } from './answers.ts';
import { type PackageFacts, projectFiles, sampleText, withSchemaOfPackage } from './project-files.ts';

export interface NewProject {
  readonly answers: Answers;
  /** By name, of everyone who may log in; of nobody for the users of the sample. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly own: PackageFacts;
  /** What package.json says of Hubwright: a version, or where it comes from. */
  readonly source: string;
}

/**
 * Makes the folder of a project, whole or not at all.
 *
 * @throws UserError where the folder has something in it, or the settings would not be taken
 */
export async function createProject(folder: string, project: NewProject): Promise<void> {
  await makeFolder(folder, async (staging) => {
    writeFiles(staging, projectFiles(project.answers, project.own, project.source));
    await writeUsers(join(staging, 'users.yaml'), project);
    loadPlatform({ directory: staging, secrets: 'mask' });
  });
}

/** Has a new or empty folder filled: in a folder within it, of which all is moved up when it is whole. */
export async function makeFolder<T>(folder: string, fill: (staging: string) => Promise<T>): Promise<T> {
  requireEmpty(folder);
  const target = resolve(folder);
  const isNew = !existsSync(target);
  try {
    mkdirSync(target, { recursive: true });
    const staging = makeTemporaryFolder(target);
    try {
      const made = await fill(staging);
      moveUp(staging, target);
      return made;
    } finally {
      removeTemporaryFolder(staging);
      if (isNew && readdirSync(target).length === 0) rmdirSync(target);
    }
  } catch (error) {
    throw fileProblem(error, { path: target, what: 'was not created' }) ?? error;
  }
}

/** Writes files into a folder, by path. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A repository that was just made counts as empty, and so does what a run left that was killed before it moved anything. */
export function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  const inside = readdirSync(folder).filter((it) => it !== '.git');
  const staging = inside.filter((it) => processOf(it) !== undefined);
  const others = inside.filter((it) => !staging.includes(it));
  const busy = staging.map(processOf).find((it) => it !== undefined && isRunning(it));
  if (busy !== undefined)
    throw new UserError(`${folder}: process ${busy} is creating a project there; nothing was written`, {
      fix: 'Wait until it has ended.',
      exitCode: 2,
    });
  if (others.length === 0) return;
  if (staging.length > 0)
    throw new UserError(
      `${folder} is half filled, by a run that was killed: ${others.join(', ')}; nothing was written`,
      { fix: `Delete these and ${staging.join(', ')}, and run the same command again.`, exitCode: 2 },
    );
  throw new UserError(
    `${folder} is not empty: ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}; nothing was written`,
    { fix: 'Name a new or empty folder.', exitCode: 2 },
  );
}

async function writeUsers(path: string, { answers, passwords }: NewProject): Promise<void> {
  if (passwords.size === 0) writeFileSync(path, sampleText('users.yaml'), { mode: 0o600 });
  else {
    const file = UsersFile.read(path);
    for (const [name, password] of passwords) {
      file.set(name, { password: await hashPassword(password), admin: answers.admins.includes(name) });
    }
    file.save();
  }
  writeFileSync(path, withSchemaOfPackage(readFileSync(path, 'utf8')));
}

/** All or, after an error, nothing. */
function moveUp(staging: string, target: string): void {
  const moved: string[] = [];
  try {
    for (const name of readdirSync(staging)) {
      renameSync(join(staging, name), join(target, name));
      moved.push(join(target, name));
    }
  } catch (error) {
    for (const path of moved) rmSync(path, { recursive: true });
    throw error;
  }
}
