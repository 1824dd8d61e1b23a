import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Looks at a folder of manifests twice a second and tells when it has changed. It is looked at, not subscribed to:
 * `cdk8s synth` may delete the folder and make it again, at which a subscription ends silently.
 *
 * @returns how to stop it
 */
export function watchManifests(folder: string, changed: () => void): () => void {
  let known = fingerprint(folder);
  const timer = setInterval(() => {
    const now = fingerprint(folder);
    if (now === known || now === '') return;
    known = now;
    changed();
  }, 500);
  return () => clearInterval(timer);
}

function fingerprint(folder: string): string {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => {
        const { mtimeMs, ino, size } = statSync(join(folder, name));
        return `${name} ${mtimeMs} ${ino} ${size}`;
      })
      .sort()
      .join('\n');
  } catch {
    return ''; // in the midst of being replaced
  }
}
