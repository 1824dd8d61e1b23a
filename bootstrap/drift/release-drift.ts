import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { isByHand } from '../../cluster/found-release.ts';
import { names } from '../../platform/names.ts';
import type { Drift } from './drift.ts';

/** Releases that somebody has upgraded or rolled back with Helm since k3s last did. Pure. */
export function releaseDrift(look: ClusterLook): Drift[] {
  const releases = [[names.release, look] as const, ...look.others];
  return releases
    .filter(([, found]) => isByHand(found))
    .map(([where, { release }]): Drift => {
      const what = `revision ${release?.revision} was made by hand with Helm`;
      const fix = 'Values go in platform.yaml or main.ts.';
      const step = where === names.release ? 'release' : `release/${where}`;
      return { where, what, cost: 'it does not run with the values of the settings', fix, step };
    });
}
