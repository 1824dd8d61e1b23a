import { hasFailed, isCutOff, lacksObjects, unhealthyPods } from '../bootstrap/k3s/release.ts';
import type { ClusterLook } from '../cluster/cluster-look.ts';
import { type FoundRelease, NOTHING } from '../cluster/found-release.ts';
import { nameOf } from '../cluster/object-ref.ts';
import { otherReleases } from '../lib/releases.ts';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';

/** How a release is. */
export interface ReleaseStatus {
  /** As `up` calls its step: `grafana`, `mine/grafana`. */
  readonly name: string;
  readonly namespace: string;
  /** Of the chart, as the manifests have it; undefined where they name none. */
  readonly version: string | undefined;
  /** Helm's count of installs and upgrades; undefined before the first. */
  readonly revision: number | undefined;
  readonly isDeployed: boolean;
  /** Whether all that it has installed runs; of the hub the pods tell. */
  readonly isReady: boolean;
  readonly failures: number;
  /** What is wrong; empty if nothing is. */
  readonly message: string;
}

/** All releases of the manifests. */
export function releasesOf(
  look: ClusterLook,
  { hub }: Pick<Platform, 'hub'>,
  manifests: ReadonlyMap<string, string>,
): ReleaseStatus[] {
  const version = hub.chart.file === undefined ? hub.chart.version : undefined;
  const ofHub = { name: names.release, namespace: hub.namespace, version, revision: look.release?.revision };
  const others = otherReleases(manifests).map(({ id, targetNamespace, version }): ReleaseStatus => {
    const found = look.others.get(id) ?? NOTHING;
    const { isDeployed, failures, message } = releaseOf(found);
    const isReady = isDeployed && found.unready.length === 0;
    const unready = isDeployed && !isReady ? [...found.unready, ...unhealthyPods(found.pods)].join('; ') : '';
    return {
      ...{ name: id, namespace: targetNamespace, version, revision: found.release?.revision },
      ...{ isDeployed, isReady, failures, message: isDeployed ? unready : message },
    };
  });
  return [{ ...ofHub, isReady: true, ...releaseOf(look) }, ...others];
}

/** Whether a release is as the manifests say; else why not, and how often its job has failed. */
export function releaseOf(found: FoundRelease): Pick<ReleaseStatus, 'isDeployed' | 'failures' | 'message'> {
  const { release, job } = found;
  const lacking = lacksObjects(found) ? `it lacks ${found.lacking.map(nameOf).join(', ')}` : '';
  const cutOff = isCutOff(found)
    ? `Helm was interrupted at revision ${release?.revision}, and k3s continues by itself`
    : '';
  // Then what is deployed is of before.
  const isHeldUp = !job.isComplete && job.problem !== '';
  const isDeployed = release?.status === 'deployed' && !hasFailed(found) && lacking === '' && !isHeldUp;
  const message = cutOff || lacking || release?.failure || job.message || job.problem;
  return { isDeployed, failures: job.failures, message };
}
