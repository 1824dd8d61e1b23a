import { describeDisk, headroom } from '../../cluster/disk-headroom.ts';
import { inUnits } from '../../system/bytes.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

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

/** What is to come onto a disk. */
export interface Coming {
  readonly bytes: number;
  readonly disk: { readonly free: number; readonly total: number };
  /** `to copy` */
  readonly what: string;
}

/** @throws UserError if Kubernetes would end pods for want of room afterwards */
export function refuseFull(node: string, { bytes, disk, what }: Coming, fix: string): void {
  if (headroom({ ...disk, free: disk.free - bytes }).level !== 'full') return;
  throw new UserError(`${node}: ${inUnits(bytes)} ${what}, and only ${describeDisk(disk)} of the disk is free`, {
    fix,
  });
}
