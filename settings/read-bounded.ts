import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';

/** Reads a file, a pipe or a device, at most so many bytes of it; undefined if there is more. */
export function readBounded(path: string, most: number): Buffer | undefined {
  const descriptor = openSync(path, 'r');
  try {
    if (fstatSync(descriptor).isFile() && fstatSync(descriptor).size > most) return undefined;
    const bytes = Buffer.alloc(most + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= most; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return length > most ? undefined : bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** What is in a file that a setting names, relative to platform.yaml, or what is wrong with it. */
export function readNamed(file: string, directory: string, mostKib: number): Buffer | string {
  try {
    return readBounded(resolve(directory, file), mostKib * 1024) ?? `"${file}" is larger than ${mostKib} KiB`;
  } catch (error) {
    return whyUnreadable(file, error);
  }
}

/** Why a file or folder that a setting names cannot be read. */
export function whyUnreadable(name: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? `"${name}" does not exist` : `"${name}" cannot be read (${code})`;
}
