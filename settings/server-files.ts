import type { ServerFile } from '../platform/schema/servers.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { readNamed } from './read-bounded.ts';

/** All of them are in one Secret with other values, in base64, and k3s applies no object over 180 KiB. */
export const LARGEST_KIB = 100;

interface ServerFiles {
  /** In base64, by their paths in servers. */
  readonly serverFiles: Readonly<Record<string, string>>;
  readonly problems: SettingsProblem[];
}

/** Reads what is in the files of `servers.files`, or says what is wrong with them. */
export function readServerFiles(files: readonly ServerFile[], directory: string): ServerFiles {
  const problems: SettingsProblem[] = [];
  const found: [path: string, content: Buffer][] = [];
  files.forEach((it, i) => {
    const at = ['servers', 'files', i];
    const content = it.file === undefined ? Buffer.from(it.content ?? '') : readNamed(it.file, directory, LARGEST_KIB);
    if (typeof content === 'string') problems.push({ path: [...at, 'file'], message: content, fix: FIX });
    else if (content.length === 0) problems.push({ path: at, message: EMPTY, fix: 'write a line break into it' });
    else found.push([it.path, content]);
  });
  const bytes = found.reduce((sum, [, content]) => sum + content.length, 0);
  if (bytes > LARGEST_KIB * 1024) problems.push({ path: ['servers', 'files'], message: TOO_LARGE, fix: ELSEWHERE });
  const entries = found.map(([path, content]) => [path, content.toString('base64')]);
  return { serverFiles: Object.fromEntries(entries), problems };
}

const FIX = 'name a file beside platform.yaml, or write its text as `content`';
/** Source: zero-to-jupyterhub 4.4.0, `_helpers.tpl`: `jupyterhub.extraFiles.data`. */
const EMPTY = 'is empty, and the chart leaves empty files out: no server could start';
const TOO_LARGE = `the files are larger than ${LARGEST_KIB} KiB together`;
const ELSEWHERE = 'put large ones into the image or a shared folder';
