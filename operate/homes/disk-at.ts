import type { Host } from '../../system/hosts/host.ts';

/** The next folder above that exists counts, and what root may not have counts as full. */
const DISK = 'd=$1; while [ ! -d "$d" ]; do d=$(dirname "$d"); done; exec stat -f -c "%a %b %S" "$d"';

/** Bytes of the disk that a folder is on, or will be. */
export async function diskAt(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly free: number; readonly total: number }> {
  const { stdout } = await host.run(['sh', '-c', DISK, 'disk', folder], { sudo: true, signal });
  const [free = 0, total = 0, block = 0] = stdout.split(' ').map(Number);
  return { free: free * block, total: total * block };
}
