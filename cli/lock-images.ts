import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { lockRequirements } from '../bootstrap/images/lock.ts';
import { imagesBuiltHere } from '../bootstrap/images/platform-images.ts';
import { loadPlatform } from '../settings/load.ts';
import { run } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks, type Task } from '../system/task-list.ts';
import { note, print } from '../system/terminal.ts';
import type { LockImagesOptions } from './image-command.ts';

/** `image lock`. */
export async function lockImages(words: readonly string[], options: LockImagesOptions): Promise<void> {
  const folders = foldersOf(words);
  if (folders.length === 0) return print('Nothing to do: no image in platform.yaml is built from a requirements.in.');
  const notes: string[] = [];
  const failed = await interruptible((signal) => {
    const tasks = folders.map(
      (folder): Task => ({
        title: folder,
        run: async () => {
          const locked = await lockRequirements(folder, { run, signal, isUpgrade: options.upgrade ?? false });
          if (locked.note !== undefined) notes.push(locked.note);
          return locked.summary;
        },
      }),
    );
    return runTasks(tasks, { signal });
  });
  for (const text of notes) note(`note: ${text}`);
  if (failed.length > 0) {
    throw failureOf(`${failed.length} of ${folders.length} images have no new lock`, failed, 'The others do.');
  }
  print('next: commit requirements.txt, then npx hubwright image build');
}

/** Of images by their names in platform.yaml, and of folders, whether an image is built from them yet or not. */
function foldersOf(words: readonly string[]): string[] {
  if (words.length === 0) return distinct(foldersBuiltHere([]).filter((it) => existsSync(join(it, ASKED))));
  const [given, names] = [true, false].map((is) => words.filter((it) => isFolder(it) === is)) as [string[], string[]];
  return distinct([...given, ...(names.length === 0 ? [] : foldersBuiltHere(names))]);
}

const ASKED = 'requirements.in';
const isFolder = (word: string) => ['Dockerfile', ASKED].some((name) => existsSync(join(word, name)));

function foldersBuiltHere(names: readonly string[]): string[] {
  const { platform } = loadPlatform({ secrets: 'mask' });
  return imagesBuiltHere(platform, names).map(({ folder }) => folder);
}

const distinct = (folders: readonly string[]) => [...new Set(folders.map((it) => normalize(it).replace(/[/\\]$/, '')))];
