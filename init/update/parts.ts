import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sha256 } from '../../system/sha256.ts';

/** What is replaced together: a file, or the folder of an image with all of its files. By path, content. */
export type Part = ReadonlyMap<string, string>;

/** Nothing that `init` writes is as large. */
const MOST_BYTES = 4_000_000;

/** Files by the part that they are in. */
export function partsOf(files: ReadonlyMap<string, string>): Map<string, Part> {
  const parts = new Map<string, Map<string, string>>();
  for (const [path, content] of files) {
    const [name] = /^image\/[^/]+/.exec(path) ?? [path];
    parts.set(name, (parts.get(name) ?? new Map()).set(path, content));
  }
  return parts;
}

/** What tells two forms of a part from each other. */
export function digest(part: Part): string {
  return sha256(JSON.stringify([...part].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The part as a project has it; undefined where it has none. */
export function partIn(project: string, name: string): Part | undefined {
  const path = join(project, name);
  if (!existsSync(path)) return undefined;
  const files = statSync(path).isDirectory() ? filesIn(path) : [path];
  return new Map(files.map((file) => [relative(project, file), contentOf(file)]));
}

/** Links, pipes and what else there may be is named, so that it makes a difference, and not read. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => !it.isDirectory() && !/__pycache__/.test(it.parentPath))
    .map((it) => join(it.parentPath, it.name));
}

function contentOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() && found.size < MOST_BYTES ? readFileSync(path, 'utf8') : '(not read)';
}
