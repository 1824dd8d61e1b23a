import type { Size } from 'cdk8s';
import type { Cluster, GpuSharing } from './schema/cluster.ts';

/** A machine of the cluster. */
export interface Node {
  readonly name: string;
  readonly role: 'server' | 'agent';
  /** Processors; undefined where the settings don't say. */
  readonly cpus: number | undefined;
  /** Undefined where the settings don't say. */
  readonly memory: Size | undefined;
  /** GPUs that are in it. */
  readonly gpus: number;
  /** Undefined where a server has its GPUs to itself. */
  readonly gpuSharing: GpuSharing | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** A taint as Kubernetes knows it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** The nodes of a cluster, servers first. VMs are called `<cluster>-server-1`, `<cluster>-agent-1` and so on. */
export function nodesOf(cluster: Cluster): readonly Node[] {
  switch (cluster.provider) {
    case 'local': {
      const { name, cpus, memory, gpus, gpuSharing, labels, taints } = cluster;
      return [{ name, role: 'server', cpus, memory, gpus, gpuSharing, labels, taints }];
    }
    case 'ssh':
      return (['server', 'agent'] as const).flatMap((role) =>
        cluster[`${role}s`].map(({ name, cpus, memory, gpus, gpuSharing, labels, taints }) => ({
          name,
          role,
          cpus,
          memory,
          gpus,
          gpuSharing,
          labels,
          taints,
        })),
      );
    case 'multipass':
      return (['server', 'agent'] as const).flatMap((role) => {
        const { count, cpus, memory, gpus, labels, taints } = cluster[`${role}s`];
        return Array.from({ length: count }, (_, i) => ({
          name: `${cluster.name}-${role}-${i + 1}`,
          role,
          cpus,
          memory,
          gpus,
          gpuSharing: undefined,
          labels,
          taints,
        }));
      });
  }
}

/** Why none of the nodes has all of the labels, as far as the settings say; undefined where one may. */
export function labelObstacle(labels: Readonly<Record<string, string>>, nodes: readonly Node[]): string | undefined {
  const lacking = nodes.map((node) => Object.entries(labels).find(([key, value]) => !mayHave(node, key, value)));
  const [label] = lacking;
  if (label === undefined || lacking.includes(undefined)) return undefined;
  return `no node has the label ${label[0]}=${label[1]}`;
}

/** Labels that the kubelet, k3s and programs which look at a node's devices set by themselves. */
const SET_BY_OTHERS = /^(?:[-\w.]*\.)?(?:kubernetes|k8s|k3s)\.io\/|^(?:nvidia|intel|amd)\.com\//;

function mayHave(node: Node, key: string, value: string): boolean {
  const label = labelOf(node, key);
  return label === value || (label === undefined && SET_BY_OTHERS.test(key));
}

/** A label of the settings, or one of those that every node has. */
function labelOf(node: Node, key: string): string | undefined {
  if (key === 'kubernetes.io/hostname') return node.name;
  if (key === 'kubernetes.io/os') return 'linux';
  return node.labels[key];
}
