import * as z from 'zod';
import { claimOn, doubtAbout } from '../../cluster/claim.ts';
import { type K3sNode, k3sNodes } from '../../cluster/node-config.ts';
import { type HostFacts, probe } from '../../cluster/probe.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { AskedCluster } from '../ask-server.ts';
import { onNode } from './node-program.ts';

const SNAPSHOT = z.object({
  name: z.string(),
  /** Milliseconds since 1970, by the node's clock. */
  time: z.number(),
  /** The release of k3s. */
  k3s: z.string(),
  /** Whether it has the datastore. */
  first: z.boolean(),
  /** Where the hub's database was on this node; null if it was on another. */
  database: z.string().nullable(),
  /** Whether the volume of that database is there. */
  hasVolume: z.boolean(),
  /** When that database was last written to, in milliseconds since 1970; null if it is gone. */
  written: z.number().nullable(),
  /** What it should have and does not. */
  missing: z.array(z.string()),
  /** Users whose own password is another one now; null if a database cannot be read. */
  changed: z.array(z.string()).nullable(),
});
const LOOK = z.object({
  snapshots: z.array(SNAPSHOT),
  volumes: z.array(z.object({ path: z.string(), namespace: z.string(), claim: z.string() })),
});

/** A snapshot on a node. */
type NodeSnapshot = z.output<typeof SNAPSHOT>;

/** A node, what it has now, and what it goes back to. */
export interface RollbackNode {
  readonly node: K3sNode;
  readonly host: Host;
  readonly facts: HostFacts;
  /** Undefined where it has come since. */
  readonly snapshot: NodeSnapshot | undefined;
  readonly volumes: z.output<typeof LOOK>['volumes'];
}

/** The same with all its snapshots. */
export interface LookedNode extends Omit<RollbackNode, 'snapshot'> {
  readonly snapshots: readonly NodeSnapshot[];
}

/**
 * Every node, all at once. Changes nothing.
 *
 * @throws UserError with all that do not answer or cannot say what they have, and why: an agent that stayed newer than its servers is not supported
 */
export async function lookAtNodes(cluster: AskedCluster): Promise<readonly LookedNode[]> {
  const { platform, hosts, signal } = cluster;
  let hasEnded = false;
  const looked = await Promise.all(
    k3sNodes(platform).map(async (node): Promise<LookedNode | string> => {
      const host = hosts.find((it) => it.name === node.name);
      if (host === undefined) throw new Error(`There is no host for ${node.name}`);
      try {
        const facts = await probe(host, {}, signal);
        const recorded = cluster.recorded.find((it) => it.name === node.name);
        const doubt = doubtAbout(claimOn({ node: node.name, facts, recorded, identity: cluster.identity }));
        if (doubt === undefined) {
          // An upgrade that was cut off may have left none, but then there are Python and a snapshot.
          if (!facts.units.has(node.unit) && !facts.hasPython) return { node, host, facts, snapshots: [], volumes: [] };
          const found = await onNode(host, { part: 'look' }, { signal });
          return { node, host, facts, ...LOOK.parse(JSON.parse(found)) };
        }
        return `${node.name} (${host.describe()}): ${doubt}`;
      } catch (error) {
        throwUnlessHostFailed(error);
        hasEnded ||= error.reason === 'exit';
        return `${node.name} (${host.describe()}): ${[error.what, ...error.printed].join('\n    ')}`;
      }
    }),
  );
  const faults = looked.filter((it) => typeof it === 'string');
  if (faults.length > 0) {
    throw new UserError(`a rollback needs every node:\n${faults.map((it) => `  ${it}`).join('\n')}`, {
      fix: [
        ...(hasEnded ? ['Fix what the commands that failed have printed.'] : []),
        'Bring hosts that are gone back, or take agents that are gone out of the cluster with `npx hubwright down --node`.',
        'Nothing was changed.',
      ].join(' '),
    });
  }
  return looked.filter((it) => typeof it !== 'string');
}
