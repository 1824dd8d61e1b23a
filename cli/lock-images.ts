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
  const folders = words.length === 0 ? foldersWithRequirements() : [...new Set(words.flatMap(foldersOf))];
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

function foldersWithRequirements(): string[] {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const folders = imagesBuiltHere(platform).map(({ folder }) => normalize(folder));
  return [...new Set(folders)].filter((it) => existsSync(join(it, 'requirements.in')));
}

/** Of an image's name in platform.yaml, or a folder, whether an image is built from it yet or not. */
function foldersOf(word: string): string[] {
  const folder = normalize(word).replace(/[/\\]$/, '');
  if (existsSync(join(folder, 'Dockerfile')) || existsSync(join(folder, 'requirements.in'))) return [folder];
  const { platform } = loadPlatform({ secrets: 'mask' });
  return imagesBuiltHere(platform, [word]).map((it) => normalize(it.folder));
}
