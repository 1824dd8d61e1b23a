import { availableParallelism, totalmem } from 'node:os';
import { Size } from 'cdk8s';
import { freeOn, reservedIn } from '../platform/capacity.ts';
import { offeredGpus } from '../platform/gpus.ts';
import { labelsSetByOthers, type Node } from '../platform/nodes.ts';
import { nodesForHub } from '../platform/nodes-for-hub.ts';
import type { Share } from '../platform/placement.ts';
import type { Platform } from '../platform/platform.ts';

/** What the hub of the preview is told of a cluster, as the Kubernetes API would tell it. */
export interface PlannedNodes {
  readonly nodes: readonly KubernetesNode[];
  /** The one of the hub. */
  readonly pods: readonly KubernetesPod[];
}

interface KubernetesNode {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly taints: Node['taints'] };
  readonly status: {
    readonly allocatable: Readonly<Record<string, string>>;
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
}

interface KubernetesPod {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly nodeName: string;
    readonly containers: readonly { readonly resources: { readonly requests: Readonly<Record<string, string>> } }[];
  };
  readonly status: { readonly phase: string };
}

/** Names of other machines than this one of which the settings do not say how large they are. */
export const unmeasured = (nodes: readonly Node[]): string[] =>
  nodes.filter((it) => !it.isHere && (it.cpus === undefined || it.memory === undefined)).map((it) => it.name);

/**
 * The nodes of platform.yaml, each with what the capacity report leaves to pods, and the hub on the first that may run it.
 *
 * @param here what a node has of which the settings do not say it
 */
export function plannedNodes(
  { cluster, hub, sizes, servers }: Pick<Platform, 'cluster' | 'hub' | 'sizes' | 'servers'>,
  here: { readonly cpus: number; readonly memory: Size } = thisMachine(),
): PlannedNodes {
  const labels = labelsSetByOthers(
    sizes.map((it) => it.nodeSelector),
    cluster.nodes,
  );
  const nodes = cluster.nodes.map((node) => ({
    metadata: { name: node.name, labels: { ...labels.get(node), ...labelsOf(node) } },
    spec: { taints: node.taints },
    status: {
      allocatable: {
        ...resources(freeOn({ ...node, cpus: node.cpus ?? here.cpus, memory: node.memory ?? here.memory })),
        pods: '110',
        ...(node.gpus > 0 && { 'nvidia.com/gpu': String(offeredGpus(node)) }),
      },
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion: cluster.k3sVersion },
    },
  }));
  const [node] = nodesForHub(hub, cluster.nodes);
  const requests = resources(reservedIn({ hub, servers }).hub);
  const spec = node && { nodeName: node.name, containers: [{ resources: { requests } }] };
  return { nodes, pods: spec ? [{ metadata: { name: 'hub' }, spec, status: { phase: 'Running' } }] : [] };
}

function labelsOf({ name, role, labels }: Node): Record<string, string> {
  const roles: Record<string, string> = role === 'server' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {};
  return { ...labels, 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...roles };
}

const resources = ({ millis, mebibytes }: Share) => ({
  cpu: `${Math.max(0, millis)}m`,
  memory: `${Math.max(0, mebibytes)}Mi`,
});

const thisMachine = () => ({
  cpus: availableParallelism(),
  memory: Size.mebibytes(Math.floor(totalmem() / 2 ** 20)),
});
