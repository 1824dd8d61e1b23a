import { otherReleases, readReleases } from '../../lib/releases.ts';
import { names } from '../../platform/names.ts';
import type { ProblemAt } from '../../system/problem.ts';
import type { ReleaseStatus } from '../release-status.ts';
import { failureOf } from '../status-table.ts';
import { type Check, checked } from './check.ts';

/** The checks of the releases that main.ts adds. */
export function aboutReleases(manifests: ReadonlyMap<string, string>) {
  return otherReleases(manifests).map(({ id }) => about(id));
}

const about = (name: string) => ({ id: `release/${name}`, area: 'cluster', title: `release ${name}` }) as const;

/** Whether the releases that main.ts adds are deployed, and run. */
export function releaseChecks(releases: readonly ReleaseStatus[]): Check[] {
  return releases.filter(({ name }) => name !== names.release).map((it) => checked(about(it.name), problemsOf(it)));
}

/** Whether a failed upgrade can cost a release its data: k3s uninstalls it then, unless it is told not to. */
export function failedUpgradeCheck(manifests: ReadonlyMap<string, string>): Check {
  const about = { id: 'manifests/failure-policy', area: 'manifests', title: 'failed upgrades of releases' } as const;
  const problems = readReleases(manifests)
    .filter((it) => it.failurePolicy !== 'abort')
    .map(({ id, file }): ProblemAt => {
      const message = `${file}: k3s uninstalls it when an upgrade fails`;
      const fix = 'Make it with `HelmRelease`, or set `failurePolicy: abort` in its `spec`.';
      return { severity: 'warning', where: id, message, cost: 'its volumes can be deleted with it', fix };
    });
  return checked(about, problems);
}

function problemsOf({ name, namespace, isDeployed, isReady, failures, message }: ReleaseStatus): ProblemAt[] {
  if (!isDeployed) {
    const what = `it is not deployed${failureOf({ failures, message })}`;
    const cost = 'it is not installed, or in an older form';
    const fix = `Correct what makes it in main.ts, then \`npx hubwright up --only release/${name}\` says more.`;
    return [{ severity: 'error', where: name, message: what, cost, fix }];
  }
  if (isReady) return [];
  const fix = `See why: \`k3s kubectl get events -n ${namespace}\` on the first server.`;
  return [{ severity: 'error', where: name, message: `it is not ready: ${message}`, cost: 'it does not work', fix }];
}
