import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeAtomically } from '../system/files/write-atomically.ts';

/** Everything that the preview keeps, below the folder of platform.yaml. */
export const PREVIEW = '.hubwright/preview';

/** The one folder with all that a preview leaves behind; only its owner may look into it. */
export class PreviewFolder {
  /** Absolute. */
  readonly folder: string;

  constructor(folder: string = join(PREVIEW, 'state')) {
    this.folder = resolve(folder);
  }

  /** Makes the folder, empty if asked for. */
  prepare(reset: boolean): void {
    if (reset) rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    chmodSync(this.folder, 0o700);
  }

  /** A path below the folder. */
  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Writes a file below the folder, aside and then moved: a reader sees the old or the new one. */
  write(name: string, content: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true, mode: 0o700 });
    writeAtomically(this.path(name), content);
  }

  /** The content of a file below the folder, undefined if there is none. */
  read(name: string): string | undefined {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : undefined;
  }

  remove(name: string): void {
    rmSync(this.path(name), { force: true });
  }
}
