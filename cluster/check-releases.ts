import { k3sMinor } from '../platform/k3s-minor.ts';
import type { Platform } from '../platform/platform.ts';
import { compareVersions } from '../system/compare-versions.ts';
import { error, type Problem, type ProblemAt } from '../system/problem.ts';
import type { K3sNode } from './node-config.ts';
import type { HostFacts } from './probe.ts';

type Facts = ReadonlyMap<string, Pick<HostFacts, 'k3s' | 'running'>>;

/** How many minor versions a kubelet may be older than the API of its cluster. Source: Kubernetes, version skew policy. */
const KUBELET_SKEW = 3;

/**
 * The releases of k3s that a node has, oldest first: the installed one, and the one that it last ran, which is another one
 * after an upgrade that was cut off. None if k3s is not installed.
 */
export function releasesOn(name: string, facts: Facts): readonly string[] {
  const installed = facts.get(name)?.k3s;
  if (installed === undefined) return [];
  const ran = [...facts.values()].flatMap(({ running }) => running.get(name) ?? []);
  return [...new Set([installed, ...ran])].sort(compareVersions);
}

/** The nodes that cannot go from the k3s that they have to the one in the settings. Pure. */
export function checkReleases(
  nodes: readonly K3sNode[],
  facts: Facts,
  { cluster }: Pick<Platform, 'cluster'>,
): ProblemAt[] {
  return nodes.flatMap(({ name, role }) => {
    const releases = releasesOn(name, facts);
    const [oldest = cluster.k3sVersion, newest = oldest] = [releases[0], releases.at(-1)];
    const problem = CHECKS[role]({ oldest, newest, wanted: cluster.k3sVersion });
    return problem === undefined ? [] : [{ where: name, ...problem }];
  });
}

interface Move {
  readonly oldest: string;
  readonly newest: string;
  readonly wanted: string;
}

const CHECKS = { server: serverProblem, agent: agentProblem } as const;

function serverProblem({ oldest, newest, wanted }: Move): Problem | undefined {
  if (k3sMinor(newest) > k3sMinor(wanted)) {
    const fix =
      `Set \`cluster.k3sVersion: ${newest}\` again. The way back is a backup from before the upgrade, restored ` +
      'onto empty hosts: `npx hubwright restore --cluster`.';
    return error(
      `it runs ${newest}, and k3s cannot go back to ${wanted}, which does not read the newer datastore`,
      fix,
    );
  }
  return tooFar(oldest, wanted, 1);
}

function agentProblem({ oldest, newest, wanted }: Move): Problem | undefined {
  if (k3sMinor(newest) > k3sMinor(wanted)) {
    const fix = `Set \`cluster.k3sVersion\` to a release of ${minorName(k3sMinor(newest))}, which upgrades the servers first.`;
    return error(`it runs ${newest}, and an agent must not be newer than its servers, which get ${wanted}`, fix);
  }
  return tooFar(oldest, wanted, KUBELET_SKEW);
}

function tooFar(oldest: string, wanted: string, most: number): Problem | undefined {
  const from = k3sMinor(oldest);
  if (k3sMinor(wanted) - from <= most) return undefined;
  const many = most === 1 ? 'one minor version' : `${most} minor versions`;
  const fix = `Set \`cluster.k3sVersion\` to a release of ${minorName(from + most)} first, run \`up\`, and continue from there.`;
  return error(`from ${oldest} to ${wanted} is more than ${many}`, fix);
}

const minorName = (minor: number) => `v1.${minor}`;
