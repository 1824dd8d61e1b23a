import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Looks at a folder of manifests twice a second and reports when it has changed. It is looked at, not subscribed to:
 * `cdk8s synth` may delete the folder and make it again, at which a subscription ends silently.
 *
 * @returns how to stop it
 */
export function watchManifests(folder: string, changed: () => void): () => void {
  return watchFiles(
    () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(folder, name)),
    changed,
  );
}

/**
 * Looks at files twice a second and reports when they have changed.
 *
 * @returns how to stop it
 */
export function watchFiles(files: () => readonly string[], changed: () => void): () => void {
  let known = fingerprint(files);
  const timer = setInterval(() => {
    const now = fingerprint(files);
    if (now === known || now === '') return;
    known = now;
    changed();
  }, 500);
  return () => clearInterval(timer);
}

function fingerprint(files: () => readonly string[]): string {
  try {
    return files()
      .map((file) => {
        const { mtimeMs, ino, size } = statSync(file);
        return `${file} ${mtimeMs} ${ino} ${size}`;
      })
      .sort()
      .join('\n');
  } catch {
    return ''; // in the midst of being replaced
  }
}
