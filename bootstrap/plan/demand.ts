import type { K3sNode } from '../../cluster/node-config.ts';
import type { Choice } from './chosen-steps.ts';
import { NODE_KINDS } from './step.ts';

/** What a run has to know before it begins: no more than the steps that were asked for need. */
export interface Demand {
  /** Names of the nodes whose hosts are asked. */
  readonly nodes: ReadonlySet<string>;
  /** Whether k3s is installed, configured or started anywhere, so that hosts have to be fit for it. */
  readonly isSetup: boolean;
  /** Whether images have to have been built. */
  readonly hasImages: boolean;
}

/** What these do sets a node up; all others need a cluster that is there. */
const SETUP: readonly string[] = NODE_KINDS;

/**
 * Pure.
 *
 * @param hasProxy whether nodes reach the internet through a proxy
 */
export function demandOf({ only, from }: Choice, nodes: readonly K3sNode[], hasProxy: boolean): Demand {
  const all = new Set(nodes.map((it) => it.name));
  const [kind = '', node] = (only ?? from ?? '').split('/', 2);
  const isPart = kind !== '' && (only !== undefined || kind !== 'token');
  if (!isPart || (from !== undefined && SETUP.includes(kind))) return { nodes: all, isSetup: true, hasImages: true };
  const [first] = nodes;
  if (!SETUP.includes(kind)) return { nodes: new Set(first && [first.name]), isSetup: false, hasImages: false };
  // The settings of a node name all servers, and what goes past a proxy all nodes.
  const needed = nodes.filter((it) => it.role === 'server' || it.name === node).map((it) => it.name);
  const hasImages = ['images', 'import'].includes(kind);
  return { nodes: node === undefined || hasProxy ? all : new Set(needed), isSetup: true, hasImages };
}
