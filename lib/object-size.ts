import { gzipSync } from 'node:zlib';

/**
 * The most that an object may have once compressed, in bytes: k3s keeps what it applied in an annotation, and the
 * annotations of an object have at most 256 KiB together. Six are left to the others; k3s 1.36.5 applied one of 255 KiB.
 */
export const MOST_APPLIED_BYTES = 250 * 1024;

/** The length in base64 of so many bytes. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** The size of the copy that k3s keeps of an applied object: its JSON, compressed, in base64. */
export function appliedSize(object: unknown): number {
  return base64Length(gzipSync(JSON.stringify(object)).length);
}
