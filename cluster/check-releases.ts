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
  return [...new Set([installed, ...ranOn(name, facts)])].sort(compareVersions);
}

/** What servers say that a node last ran, oldest first; none if no server answers. */
function ranOn(name: string, facts: Facts): string[] {
  return [...facts.values()].flatMap(({ running }) => running.get(name) ?? []).sort(compareVersions);
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
    const problem = CHECKS[role]({ oldest, newest, ran: ranOn(name, facts).at(-1), wanted: cluster.k3sVersion });
    return problem === undefined ? [] : [{ where: name, ...problem }];
  });
}

interface Move {
  readonly oldest: string;
  readonly newest: string;
  /** Undefined if that is not known. */
  readonly ran: string | undefined;
  readonly wanted: string;
}

const CHECKS = { server: serverProblem, agent: agentProblem } as const;

function serverProblem({ oldest, newest, ran, wanted }: Move): Problem | undefined {
  if (k3sMinor(newest) > k3sMinor(wanted)) {
    const fix =
      `Set \`cluster.k3sVersion: ${newest}\` again. The way back is the snapshot from ` +
      'before the upgrade: `npx hubwright rollback`.';
    // One that did not come up with it may have changed the datastore all the same.
    const has = newest === ran ? `it runs ${newest}` : `it has ${newest} installed and may have started it`;
    return error(`${has}, and k3s cannot go back to ${wanted}, which does not read the newer datastore`, fix);
  }
  return tooFar(oldest, wanted, 1);
}

/** An agent has no datastore: it can go back from a release that it has not run yet. */
function agentProblem({ oldest, newest, ran, wanted }: Move): Problem | undefined {
  if (k3sMinor(ran ?? newest) > k3sMinor(wanted)) {
    const fix = `Set \`cluster.k3sVersion\` to a release of ${minorName(k3sMinor(ran ?? newest))}, which upgrades the servers first.`;
    const has = ran === undefined ? `it has ${newest} installed` : `it runs ${ran}`;
    return error(`${has}, and an agent must not be newer than its servers, which get ${wanted}`, fix);
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
