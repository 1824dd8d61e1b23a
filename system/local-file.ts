import { statSync } from 'node:fs';
import { sha256OfFile } from './sha256.ts';

/** A file of this machine that goes to nodes. */
export interface LocalFile {
  readonly file: string;
  readonly bytes: number;
  /** In hex. The file is read once, however many nodes it goes to. */
  readonly sha256: () => Promise<string>;
}

export function localFile(file: string): LocalFile {
  let found: Promise<string> | undefined;
  const sha256 = () => {
    found ??= sha256OfFile(file);
    return found;
  };
  return { file, bytes: statSync(file).size, sha256 };
}
