import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

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
