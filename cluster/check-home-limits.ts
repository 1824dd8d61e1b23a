import { mayHoldHomes } from '../platform/home-place.ts';
import type { Platform } from '../platform/platform.ts';
import { error, type Problem } from '../system/problem.ts';
import type { Candidate } from './preflight.ts';
import { LOCAL_STORAGE } from './volumes.ts';

const OTHERWISE = 'Or set `storage.home.limit` to `enforce`, which needs no quotas.';

/** How to switch on project quotas of a file system that has them. */
const SWITCH_ON: Readonly<Record<string, (mountPoint: string) => string>> = {
  xfs: (mountPoint) =>
    mountPoint === '/'
      ? 'Add `rootflags=prjquota` to its kernel command line and restart it.'
      : `Add \`prjquota\` to the options of ${mountPoint} in /etc/fstab, and restart it: a remount is not enough.`,
  ext4: (mountPoint) =>
    mountPoint === '/'
      ? `Put ${LOCAL_STORAGE} on a disk of its own: docs/home-sizes.md says how.`
      : `Unmount ${mountPoint}, run \`tune2fs -O project,quota DEVICE\`, add \`prjquota\` to its options in /etc/fstab, and mount it.`,
};

/** What keeps `storage.home.limit: hard` from being kept on a node. */
export function checkHomeLimits({ node, facts }: Candidate, platform: Platform): Problem[] {
  // Of a VM that does not exist yet, the `up` that makes it finds out.
  const mount = facts.mounts.get(LOCAL_STORAGE);
  if (platform.storage.home.limit !== 'hard' || mount === undefined || !mayHoldHomes(node, platform)) return [];
  const problems: Problem[] = [];
  if (!facts.hasPython) {
    const fix = `Install it, \`apt-get install python3\`. ${OTHERWISE}`;
    problems.push(error('it has no python3 with the module ctypes, which sets the quotas of homes', fix));
  }
  const switchOn = SWITCH_ON[mount.kind];
  const where = `${LOCAL_STORAGE} is on ${mount.kind}, mounted at ${mount.mountPoint}`;
  if (switchOn === undefined) {
    const fix = `Put ${LOCAL_STORAGE} on a disk with XFS or ext4: docs/home-sizes.md says how. ${OTHERWISE}`;
    problems.push(error(`its homes can have no quotas: ${where}`, fix));
  } else if (!mount.options.includes('prjquota')) {
    const fix = `${switchOn(mount.mountPoint)} ${OTHERWISE}`;
    problems.push(error(`its homes can have no quotas: ${where} without \`prjquota\``, fix));
  }
  return problems;
}
