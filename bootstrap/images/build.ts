import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { ContextFile } from '../../platform/image-tag.ts';
import { checkLock } from '../../settings/requirements-lock.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import { fileProblem } from '../../system/files/file-problem.ts';
import { isRunning } from '../../system/files/is-running.ts';
import { moveIntoPlace } from '../../system/files/write-atomically.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { buildFailure, wrongArchitecture } from './build-error.ts';
import { type ImageBuild, outdatedTars, planImageBuild, TRUSTED, tarPath } from './build-plan.ts';
import { type BuilderName, findBuilder } from './builder.ts';
import { readImageTar } from './tar.ts';
import { trust } from './trust.ts';

export interface BuildOptions {
  readonly run: Run;
  /** @default - the first that works */
  readonly builder?: BuilderName | undefined;
  /** Told each step, and each line that the builder prints. */
  readonly progress?: Reporter['progress'] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An image that is ready to be shipped. */
export interface BuiltImage {
  readonly reference: string;
  readonly tar: string;
  readonly bytes: number;
  /** False if the tar was there already. */
  readonly built: boolean;
}

/**
 * Builds an image and keeps it as a tar named by its tag. An image whose tar is there and whole is not built again. The
 * tar appears at once or not at all: it is written aside, checked and moved. Of earlier builds the last tar is kept.
 */
export async function buildImage(build: ImageBuild, options: BuildOptions): Promise<BuiltImage> {
  checkLock(build.image.folder);
  checkSecrets(build);
  const tar = tarPath(build);
  const done = async (built: boolean) => ({
    reference: build.image.reference,
    tar,
    built,
    bytes: (await stat(tar)).size,
  });
  if (await isBuilt(build, options.run)) return done(false);

  const builder = await findBuilder(options.run, options.builder);
  const scratch = join(build.tars, `building-${process.pid}-${build.image.digest}`);
  try {
    await removeLeftovers(build.tars);
    await rm(scratch, { recursive: true, force: true });
    await stage(build.image.files, join(scratch, 'context'));
    await writeTrusted(build, scratch);
    await runCommands(build, builder, scratch, options);
    const problem = await problemOf(join(scratch, 'image.tar'), build, options.run);
    if (problem !== undefined) throw problem;
    moveIntoPlace(join(scratch, 'image.tar'), tar);
    await removeOutdated(build);
  } catch (error) {
    throw error instanceof CommandError
      ? buildFailure(build, error)
      : (fileProblem(error, { path: build.tars, what: 'has no room for the image' }) ?? error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return done(true);
}

/** Whether the image's tar is there and whole. */
export async function isBuilt(build: ImageBuild, run: Run): Promise<boolean> {
  const tar = tarPath(build);
  return existsSync(tar) && (await problemOf(tar, build, run)) === undefined;
}

/** The public authorities too: pip and others trust what they are given and nothing else. */
async function writeTrusted({ authorities }: ImageBuild, scratch: string): Promise<void> {
  if (authorities === undefined) return;
  await writeFile(join(scratch, TRUSTED), [...rootCertificates, authorities].join('\n'));
}

async function runCommands(build: ImageBuild, builder: BuilderName, cwd: string, options: BuildOptions): Promise<void> {
  const { run, progress, signal } = options;
  const trusted = join(cwd, 'trusted');
  await mkdir(trusted);
  const env = await trust(builder, build.authorities, trusted);
  for (const { title, command, args, timeout } of planImageBuild(build, builder)) {
    progress?.(`${title} with ${builder}`);
    await run(command, args, {
      timeout,
      cwd,
      env,
      ...(progress === undefined ? {} : { onLine: (line) => progress(line) }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

/** What is built is exactly what was hashed: the canonical files, whatever the checkout and the umask made of them. */
async function stage(files: readonly ContextFile[], context: string): Promise<void> {
  for (const { path, executable, content } of files) {
    const target = join(context, path);
    await mkdir(dirname(target), { recursive: true });
    for (let folder = dirname(target); folder.startsWith(context); folder = dirname(folder)) await chmod(folder, 0o755);
    await writeFile(target, content);
    await chmod(target, executable ? 0o755 : 0o644);
  }
}

/** Undefined for a whole tar of this very image. */
async function problemOf(tar: string, build: ImageBuild, run: Run): Promise<UserError | undefined> {
  const found = await readImageTar(tar, run);
  if (found !== undefined && found.architecture !== build.architecture) {
    return wrongArchitecture(build, found.architecture);
  }
  if (found?.references.includes(build.image.reference)) return undefined;
  return new UserError(`${tar} is not a complete image of ${build.image.reference}`, {
    fix: 'Was the disk full, or the builder stopped? Run it again.',
  });
}

/** Scratch folders of builds that were killed can hold gigabytes. */
async function removeLeftovers(tars: string): Promise<void> {
  if (!existsSync(tars)) return;
  for (const name of await readdir(tars)) {
    const pid = /^building-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(tars, name), { recursive: true, force: true });
  }
}

/** Each takes a gigabyte or more. */
async function removeOutdated({ image, architecture, tars: folder, alsoInUse = [] }: ImageBuild): Promise<void> {
  const family = { name: image.name, architecture, inUse: [image.digest, ...alsoInUse] };
  const tars = await Promise.all(
    (await readdir(folder))
      .filter((name) => name.endsWith('.tar'))
      .map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
  );
  const newestFirst = tars.sort((a, b) => b.time - a.time).map(({ name }) => name);
  for (const name of outdatedTars(family, newestFirst)) await rm(join(folder, name), { force: true });
}

function checkSecrets({ pipConfig, caCertificates }: ImageBuild): void {
  for (const path of [pipConfig, caCertificates]) {
    if (path === undefined || existsSync(path)) continue;
    throw new UserError(`${path}: no such file`, { fix: 'Name an existing file.', exitCode: 2 });
  }
}
