import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes the manifests of one folder those of another. Each file is written aside and moved, so that a reader sees the
 * old or the new one and never a part, since k3s deletes the objects that a cut-off file lacks; files that are the same
 * stay as they are. Folder and files are for their owner alone.
 *
 * @returns what changed: `+ name`, `~ name` and `- name`
 */
export function publish(from: string, to: string): string[] {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  chmodSync(to, 0o700);
  const wanted = readdirSync(from).sort();
  const present = new Set(readdirSync(to));
  const changes = wanted.flatMap((name) => {
    const content = readFileSync(join(from, name));
    const target = join(to, name);
    if (present.has(name) && readFileSync(target).equals(content)) {
      chmodSync(target, 0o600);
      return [];
    }
    const aside = join(to, `.${name}.new`);
    writeFileSync(aside, content, { mode: 0o600 });
    renameSync(aside, target);
    return [`${present.has(name) ? '~' : '+'} ${name}`];
  });
  const stale = [...present].filter((name) => name.endsWith('.yaml') && !wanted.includes(name)).sort();
  for (const name of stale) rmSync(join(to, name));
  return [...changes, ...stale.map((name) => `- ${name}`)];
}
