import type { Platform } from '../platform/platform.ts';
import type { ProblemAt } from '../system/problem.ts';
import type { RecordedHost } from './cluster-folder.ts';
import type { Candidate } from './preflight.ts';

/** A cluster whose k3s has run: no second one may begin in its place. */
export interface BegunCluster {
  readonly recorded: readonly RecordedHost[];
  /** Digests of its CA. */
  readonly authorities: ReadonlySet<string>;
}

/** What would begin a second cluster, or has, in the place of one that is there or was lost. Pure. */
export function checkBegun(
  candidates: readonly Candidate[],
  platform: Pick<Platform, 'cluster'>,
  begun: BegunCluster | undefined,
): ProblemAt[] {
  return [...newFirst(candidates, platform, begun?.recorded ?? []), ...begunAnew(candidates, begun)];
}

/** A first server without k3s would begin another cluster, while other servers have this one, or had it. */
function newFirst(
  candidates: readonly Candidate[],
  { cluster }: Pick<Platform, 'cluster'>,
  recorded: readonly RecordedHost[],
): ProblemAt[] {
  const first = candidates.find((it) => it.node.name === cluster.nodes[0]?.name);
  if (first === undefined || first.facts.hasToken) return [];
  const where = first.node.name;
  const has = ({ node, facts, claim }: Candidate) => node.role === 'server' && facts.hasToken && claim.state === 'ours';
  const others = candidates.filter(has).map((it) => it.node.name);
  if (others.length > 0) {
    const message = `it is the first server and has no k3s, while the cluster runs on ${others.join(', ')}`;
    const fix = `List ${others[0]} first in platform.yaml: this one then joins it.`;
    return [{ severity: 'error', where, message, fix }];
  }
  const servers = recorded.filter((it) => it.role === 'server');
  const own = servers.find((it) => it.name === where);
  // A machine that was recorded and never set up begins the cluster.
  if (servers.length === 0 || (own !== undefined && own.machineId !== first.facts.machineId)) return [];
  const agents = recorded.filter((it) => it.role === 'agent' && cluster.nodes.some(({ name }) => name === it.name));
  const restore = `\`npx hubwright restore --cluster${agents.map((it) => ` --keep ${it.name}`).join('')}\``;
  const anew = 'To begin anew: `npx hubwright down`, then this again.';
  const cost = "k3s would begin another cluster, without users' homes and the hub's database";
  const had = servers.flatMap((it) => (it === own ? [] : it.name)).join(', ');
  const [message, fix] =
    had !== ''
      ? [
          `it is the first server and has no k3s, while the cluster is on ${had}: ${cost}`,
          `If ${had} runs, list it first in platform.yaml. If it is lost, bring the cluster back onto this one: ${restore}. ${anew}`,
        ]
      : [
          `it was the first server of this cluster and has no k3s any more: ${cost}`,
          `If a disk is not mounted there, mount it at /var/lib/rancher. If it is lost, bring the cluster back: ${restore}. ${anew}`,
        ];
  return [{ severity: 'error', where, message, fix }];
}

/** A server whose k3s came up on an empty disk, where it begins another cluster with the token in its settings. */
function begunAnew(candidates: readonly Candidate[], begun: BegunCluster | undefined): ProblemAt[] {
  return candidates.flatMap(({ node, facts, claim }): ProblemAt[] => {
    if (begun === undefined || facts.authority === undefined || claim.state !== 'ours') return [];
    if (begun.authorities.has(facts.authority)) return [];
    const message =
      'its k3s has another certificate authority than this cluster: it has begun anew, with an empty datastore';
    const fix =
      'If a disk is not mounted there, stop k3s, mount it at /var/lib/rancher and start k3s. If the datastore is lost, ' +
      'delete /var/lib/rancher/k3s and bring the cluster back: `npx hubwright restore --cluster`. If you have replaced ' +
      'the certificate authority: `npx hubwright adopt`.';
    return [{ severity: 'error', where: node.name, message, fix }];
  });
}
