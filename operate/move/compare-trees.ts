import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { few } from '../../system/few.ts';
import type { Host } from '../../system/hosts/host.ts';

/** Describes a folder, given to `python3 -` with the folder, for {@link parseDigest}. */
export const TREE_DIGEST = readFileSync(new URL('tree-digest.py', import.meta.url), 'utf8');
/** Bytes by which a file system may round up each piece of data between holes. */
const SLACK = 128 * 1024;

const DIGEST = z.object({
  files: z.number(),
  bytes: z.number(),
  /** Bytes that are in no hole, and in how many pieces. */
  data: z.number(),
  pieces: z.number(),
  /** By name in the folder. */
  parts: z.record(z.string(), z.string()),
});
export type TreeDigest = z.output<typeof DIGEST>;

/** Reads a folder on a node through. */
export async function digestOf(host: Host, folder: string, timeout: number, signal: AbortSignal): Promise<TreeDigest> {
  const options = { sudo: true, input: TREE_DIGEST, timeout, signal };
  const { stdout } = await host.run(['python3', '-', folder], options);
  return parseDigest(stdout);
}

/** What {@link TREE_DIGEST} prints. */
export function parseDigest(text: string): TreeDigest {
  return DIGEST.parse(JSON.parse(text));
}

/** In what a copy differs; undefined if in nothing. Pure. */
export function differenceOf(original: TreeDigest, copy: TreeDigest): string | undefined {
  const names = [...new Set([...Object.keys(original.parts), ...Object.keys(copy.parts)])];
  const differing = names.filter((it) => original.parts[it] !== copy.parts[it]).sort();
  if (differing.length > 0) {
    const counts = (it: TreeDigest) => `${it.files} files, ${it.bytes} bytes`;
    return `${few(differing, 5)} (${counts(original)}; copied ${counts(copy)})`;
  }
  if (copy.data <= original.data + SLACK * (original.pieces + 1)) return undefined;
  return `holes were filled: ${original.data} bytes of data became ${copy.data}`;
}
