import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { sha256 } from '../sha256.ts';
import { fileProblem } from './file-problem.ts';
import { writeAtomically } from './write-atomically.ts';

/** By name, the digests of what was written under it: several while it is being replaced. */
const RECORD = z.strictObject({ version: z.literal(1), files: z.record(z.string(), z.array(z.string())) });

/** Where it is recorded which files of a folder of the project are ours. */
export function recordOf(folder: string): string {
  return join(dirname(folder), '.hubwright', `${basename(folder)}.json`);
}

/** Which files of a folder were written by us: what is not recorded, or is no longer as it was written, is not ours. */
export class OwnFiles {
  private constructor(
    private readonly path: string,
    private readonly digests: ReadonlyMap<string, readonly string[]>,
    private saved: string | undefined,
  ) {}

  /** Reads a record; one that is not there, or that nobody can read any more, has no files. */
  static read(path: string): OwnFiles {
    try {
      const text = readFileSync(path, 'utf8');
      const { files } = RECORD.parse(JSON.parse(text));
      return new OwnFiles(path, new Map(Object.entries(files)), text);
    } catch (error) {
      const problem = fileProblem(error, { path, what: 'cannot be read' });
      if (problem !== undefined && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw problem;
      return new OwnFiles(path, new Map(), undefined);
    }
  }

  get names(): readonly string[] {
    return [...this.digests.keys()];
  }

  /** Whether a file with this content is one that was written by us under this name. */
  has(name: string, content: string | Uint8Array): boolean {
    return this.digests.get(name)?.includes(sha256(content)) ?? false;
  }

  /** Records what is about to be written, besides what was. */
  also(files: ReadonlyMap<string, string | Uint8Array>): void {
    const more = [...files].map(
      ([name, content]) => [name, [...(this.digests.get(name) ?? []), sha256(content)]] as const,
    );
    this.save(new Map([...this.digests, ...more]));
  }

  /** Records what is there now, and nothing else. */
  only(files: ReadonlyMap<string, string | Uint8Array>): void {
    this.save(new Map([...files].map(([name, content]) => [name, [sha256(content)]])));
  }

  private save(digests: ReadonlyMap<string, readonly string[]>): void {
    const files = Object.fromEntries([...digests].map(([name, them]) => [name, [...new Set(them)]]));
    const text = `${JSON.stringify({ version: 1, files }, undefined, 2)}\n`;
    if (text === this.saved) return;
    writeAtomically(this.path, text);
    this.saved = text;
  }
}
