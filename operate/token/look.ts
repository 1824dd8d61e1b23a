import type { PlannedNode } from '../../bootstrap/plan/plan-input.ts';
import { claimOn, doubtAbout } from '../../cluster/claim.ts';
import { readHosts, readSecret } from '../../cluster/cluster-folder.ts';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import { type HostFacts, probe } from '../../cluster/probe.ts';
import { proxyDropIn } from '../../cluster/proxy.ts';
import { notRunning } from '../../cluster/running-server.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { AskedCluster } from '../ask-server.ts';
import type { LeftAgent } from './left.ts';

const UNSURE = 'Run `npx hubwright doctor` to see whose it is.';

/** The nodes of a cluster before its token is rotated. */
export interface TokenLook {
  /** Those that answer and run k3s, servers first. */
  readonly nodes: readonly PlannedNode[];
  /** Agents that do not, and keep the old token for now. */
  readonly left: readonly LeftAgent[];
  /** Whether an earlier rotation has not finished, which is continued. */
  readonly hasBegun: boolean;
}

/**
 * Asks every host.
 *
 * @throws UserError if a server does not answer or runs no k3s: with the old token it could not start again
 */
export async function lookForRotation(cluster: AskedCluster, folder: string): Promise<TokenLook> {
  const nodes = k3sNodes(cluster.platform);
  const answers = await Promise.all(
    nodes.map(async (node) => {
      const host = cluster.hosts.find((it) => it.name === node.name);
      const files = [paths.started, paths.token, paths.tokenBefore, paths.config, proxyDropIn(node.unit)];
      return {
        node,
        found: host === undefined ? { why: 'it is not in platform.yaml' } : await ask(host, files, cluster, folder),
      };
    }),
  );
  const files = (it: (typeof answers)[number]) => ('why' in it.found ? undefined : it.found.files);
  const hasBegun = answers.some((it) => it.node.role === 'server' && files(it)?.has(paths.tokenBefore));
  const states = answers.map(({ node, found }) => ({ node, found: 'why' in found ? found : whyLeft(found, hasBegun) }));
  const asked = states.flatMap(({ node, found }) => ('why' in found ? [] : { node, facts: found }));
  const off = states.flatMap(({ node, found }) =>
    'why' in found ? { ...found, name: node.name, role: node.role } : [],
  );
  const servers = off.filter(({ role }) => role === 'server');
  if (servers.length > 0) {
    throw new UserError(servers.map(({ name, why }) => `${name}: ${why}`).join('\n'), {
      fix: 'All servers have to run: with the old token, k3s would not start again. Nothing was changed.',
    });
  }
  return { nodes: asked, left: off.map(({ name, why, fix }) => ({ name, why, fix })), hasBegun };
}

/** What a host of this cluster says, or why nothing can be done on it. */
async function ask(
  host: Host,
  files: readonly string[],
  { identity, signal }: AskedCluster,
  folder: string,
): Promise<HostFacts | Omit<LeftAgent, 'name'>> {
  try {
    const facts = await probe(host, { files }, signal);
    const recorded = readHosts(folder).find((it) => it.name === host.name);
    const claim = claimOn({ node: host.name, facts, recorded, identity });
    const why = doubtAbout(claim);
    if (why !== undefined) return { why, fix: claim.state === 'foreign' ? claim.fix : UNSURE };
    return facts;
  } catch (error) {
    throwUnlessHostFailed(error);
    return { why: error.what };
  }
}

/**
 * The facts of a node that gets the new token, or why it does not. One that tries to start may do so for ever without it, and
 * where a rotation was cut off, so may one that has given up.
 */
function whyLeft(facts: HostFacts, hasBegun: boolean): HostFacts | { why: string } {
  const state = [...facts.units.values()].map((it) => it.state).join(', ');
  const isTrying = state === 'activating' || (state !== '' && hasBegun && facts.hasToken);
  if (state === 'active' || (isTrying && facts.files.has(paths.token))) return facts;
  return { why: notRunning(facts) };
}

/** The token as it is known here. */
export function tokenHere(folder: string): string {
  const token = readSecret(folder, 'token')?.trim();
  if (token === undefined || token === '') {
    throw new UserError(`${folder}/token is missing`, {
      fix: 'Run `npx hubwright adopt`, which gets it from a server.',
    });
  }
  return token;
}
