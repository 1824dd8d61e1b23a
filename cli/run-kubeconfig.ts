import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { clusterFolder, readSecret } from '../cluster/cluster-folder.ts';
import { lookInto, mergeKubeconfig } from '../cluster/merge-kubeconfig.ts';
import { loadPlatform } from '../settings/load.ts';
import { Lock } from '../system/files/lock.ts';
import { printData } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { refuseUnknown } from './known-cluster.ts';

/** Added to the name of a kubeconfig that was edited: how it was before that. */
const BEFORE = '.before-hubwright';

/** Runs `hubwright kubeconfig`. */
export async function runKubeconfig({ merge = false }: { merge?: boolean }): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const { name } = platform.cluster;
  const folder = clusterFolder('.', name);
  const text = readSecret(folder, 'kubeconfig');
  if (text === undefined) {
    await refuseUnknown(platform);
    throw new UserError(`no kubeconfig for the cluster ${name} yet`, {
      fix: 'Run `npx hubwright up`, or `npx hubwright up --only kubeconfig` if the cluster is up.',
    });
  }
  printData(merge ? mergeInto(readKubeconfigs(process.env), name, text) : resolve(folder, 'kubeconfig'));
}

/** A kubeconfig of the user; without text where there is none yet. */
export interface Kubeconfig {
  readonly path: string;
  readonly text?: string | undefined;
}

/** Those that kubectl reads, in its order. */
export function readKubeconfigs({ KUBECONFIG = '' }: NodeJS.ProcessEnv, home = homedir()): readonly Kubeconfig[] {
  const listed = KUBECONFIG.split(delimiter).filter((it) => it !== '');
  return (listed.length > 0 ? listed : [inHome(home)]).map((asked) => {
    const path = realPath(asked);
    return { path, text: existsSync(path) ? readFileSync(path, 'utf8') : undefined };
  });
}

/**
 * Puts the context of a cluster into the file that has it already, or else into the one to which kubectl itself would add
 * it: the first that is there.
 *
 * @returns what was done, as a sentence
 */
export function mergeInto(files: readonly Kubeconfig[], name: string, added: string): string {
  const looks = files.map((file) => ({ file, ...editing(file, ({ text = '' }) => lookInto(text, name)) }));
  const { file } = looks.find((it) => it.hasEntry) ??
    looks.find((it) => it.file.text !== undefined) ?? { file: files.at(-1) };
  if (file === undefined) throw new Error('There is no kubeconfig to write');
  const isCurrentSet = looks.some((it) => it.isCurrentSet);
  const merged = editing(file, ({ text }) => mergeKubeconfig(text, added, !isCurrentSet));
  const use = `kubectl --context ${name} get nodes`;
  if (merged === file.text) return `${file.path} already has the context ${name}: ${use}`;
  const backup = write(file, merged);
  return `${file.path} has the context ${name}: ${use}${backup === undefined ? '' : `\nBackup: ${backup}`}`;
}

/** @returns where the file is kept as it was, if there was one */
function write({ path, text }: Kubeconfig, merged: string): string | undefined {
  const folder = dirname(path);
  const name = basename(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = Lock.take({ path: join(folder, `.${name}.lock`), folder, doing: `writing ${path}`, subject: path });
  try {
    if (text !== undefined) lock.write(`${name}${BEFORE}`, text);
    lock.write(name, merged, { beforeMove: () => checkUnchanged(path, text) });
    return text === undefined ? undefined : `${path}${BEFORE}`;
  } finally {
    lock.release();
  }
}

function checkUnchanged(path: string, text: string | undefined): void {
  const now = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (now !== text) {
    throw new UserError(`${path}: another program changed it in the meantime; nothing was written`, {
      fix: 'Run the same command again.',
    });
  }
}

function editing<T>(file: Kubeconfig, edit: (file: Kubeconfig) => T): T {
  try {
    return edit(file);
  } catch (cause) {
    throw new UserError(`${file.path} cannot be edited: ${(cause as Error).message}`, {
      fix: 'It was not changed. Fix it, or leave out --merge to print the path of a file to use.',
      cause,
    });
  }
}

function inHome(home: string): string {
  if (isAbsolute(home)) return join(home, '.kube', 'config');
  throw new UserError('your home folder is unknown: HOME is empty', { fix: 'Set KUBECONFIG=FILE.' });
}

/** A link stays one: what it leads to is edited. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return resolve(path);
  throw new UserError(`${path} is a link to ${readlinkSync(path)}, which does not exist`, {
    fix: 'Restore that file, or remove the link.',
  });
}
