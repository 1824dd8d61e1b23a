import type { ChartValues } from '../imports/z2jh-values.ts';
import { isDatabaseOnNode } from '../platform/database-place.ts';
import { names } from '../platform/names.ts';
import type { Node, Taint } from '../platform/nodes.ts';
import { nodesForHub } from '../platform/nodes-for-hub.ts';
import type { Platform } from '../platform/platform.ts';
import { valueAt } from '../system/mapping.ts';

type Hub = Pick<Platform['hub'], 'placement' | 'nodeSelector'>;

/** The label by which the chart keeps nodes for the hub and nodes for servers apart. */
export const nodePurpose = 'hub.jupyter.org/node-purpose';
/** Where the chart puts the hub and the proxy by itself, for a cluster whose nodes are labelled for that. */
const OWN_PURPOSE = { key: nodePurpose, operator: 'In', values: ['core'] };
/** K3s sets it on its servers. */
const IS_SERVER = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' };

/**
 * When a node stops answering, Kubernetes waits for 40 seconds before it says so, and starts its pods elsewhere so many
 * seconds later; without this, 300. Source: the admission plugin DefaultTolerationSeconds.
 */
const MOVES_AFTER = 60;
const MOVES_SOON = ['not-ready', 'unreachable'].map((it) => ({
  key: `node.kubernetes.io/${it}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: MOVES_AFTER,
}));

/** Taints that keep pods away from a control plane, by the words of Kubernetes and of k3s. */
const OF_SERVERS = [
  { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' },
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
];

/**
 * A preference and no more: a database on a local disk is bound to its node, and on an agent it would keep a hub that must
 * run on a server from ever starting. On a cluster that is new it decides all the same, since nothing else runs there.
 */
const PREFERS_SERVERS = {
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, preference: { matchExpressions: [OWN_PURPOSE] } },
      { weight: 50, preference: { matchExpressions: [IS_SERVER] } },
    ],
  },
};

/** The chart values that say which nodes run the hub and the proxy, and what gives way to them there. */
export function placementValues(platform: Pick<Platform, 'hub' | 'cluster' | 'storage'>): ChartValues {
  const { hub, cluster } = platform;
  const prefersServers = hub.placement === 'servers' && !isPlaced(hub.values);
  const isHigh = hub.priority === 'high';
  const tolerations = [...(hub.placement === 'servers' ? OF_SERVERS : []), ...taintsOf(hub, cluster.nodes)];
  const nodeSelector = Object.keys(hub.nodeSelector).length > 0 ? { nodeSelector: { ...hub.nodeSelector } } : {};
  const part = (ofPart: readonly object[]) => ({
    ...nodeSelector,
    ...(ofPart.length > 0 && { tolerations: [...ofPart] }),
    ...((prefersServers || isHigh) && {
      extraPodSpec: {
        ...(prefersServers && { affinity: PREFERS_SERVERS }),
        ...(isHigh && { priorityClassName: names.hubPriority }),
      },
    }),
  });
  return {
    // With its database on the disk of a node, it can run nowhere else: it goes on when that node is back.
    hub: part([...tolerations, ...(isDatabaseOnNode(platform) ? [] : MOVES_SOON)]),
    proxy: { chp: part([...tolerations, ...MOVES_SOON]) },
    // The chart writes an affinity of its own beside that of extraPodSpec, of which Kubernetes would take one.
    ...(prefersServers && { scheduling: { corePods: { nodeAffinity: { matchNodePurpose: 'ignore' } } } }),
  };
}

/** Whether raw values say what the chart does about its nodes for the hub. */
const isPlaced = (values: unknown) =>
  valueAt(values, ['scheduling', 'corePods', 'nodeAffinity', 'matchNodePurpose']) !== undefined;

/** Whoever chooses the nodes of the hub means it: it tolerates their taints. */
function taintsOf(hub: Hub, nodes: readonly Node[]) {
  if (hub.placement === 'any' && Object.keys(hub.nodeSelector).length === 0) return [];
  const taints = nodesForHub(hub, nodes).flatMap((it) => it.taints);
  const idOf = ({ key, value, effect }: Taint) => `${key}=${value}:${effect}`;
  const distinct = taints.filter((it, i) => taints.findIndex((other) => idOf(other) === idOf(it)) === i);
  return distinct.map(({ key, value, effect }) => ({ key, operator: 'Equal', value, effect }));
}
