import type { Size } from 'cdk8s';
import type { PathSegment } from '../system/problem.ts';
import type { GpuSharing } from './schema/cluster.ts';

/** A machine of the cluster. */
export interface Node {
  readonly name: string;
  readonly role: 'server' | 'agent';
  /** Where platform.yaml tells of it: `['cluster', 'agents', 0]`. */
  readonly path: readonly PathSegment[];
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
  /** How its host is reached. */
  readonly reach: Reach;
  /** Address that the nodes use among themselves; undefined where the settings don't say. */
  readonly nodeIp: string | undefined;
  /** Network interface of that address. */
  readonly interface: string | undefined;
  /** Measures of the machine that `up` makes; undefined of one that exists without it. */
  readonly made: Measures | undefined;
  /** Whether it is the machine that Hubwright runs on, for whose browsers the hub is at localhost. */
  readonly isHere: boolean;
  /** Whether it may be on several networks, with firewalls in between: `nodeIp` and `interface` then choose one. */
  readonly hasOwnNetworks: boolean;
  /** Whether pods can use its GPUs: what makes VMs may have none to give to them. */
  readonly hasUsableGpus: boolean;
}

/** How a host is reached, as far as its name is not enough. */
export interface Reach {
  /** IP address, host name, or alias of the SSH configuration. */
  readonly address?: string | undefined;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  /** Private key file, from the folder of platform.yaml. */
  readonly key?: string | undefined;
}

/** How large a machine is made. */
export interface Measures {
  readonly cpus: number;
  readonly memory: Size;
  readonly disk: Size;
}

/** A taint as Kubernetes knows it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
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

/**
 * Labels that a program on a node is taken to set, such as the model of its GPU, so that what selects them finds a node. Of
 * several values of one, each goes to another node where there are enough.
 */
export function labelsSetByOthers(
  selectors: readonly Readonly<Record<string, string>>[],
  nodes: readonly Node[],
): ReadonlyMap<Node, Readonly<Record<string, string>>> {
  const wanted = new Map<string, string[]>();
  for (const [key, value] of selectors.flatMap(Object.entries<string>)) {
    if (SET_BY_OTHERS.test(key)) wanted.set(key, [...new Set([...(wanted.get(key) ?? []), value])]);
  }
  return new Map(
    nodes.map((node, index) => {
      const lacking = [...wanted].filter(([key]) => labelOf(node, key) === undefined);
      return [node, Object.fromEntries(lacking.map(([key, values]) => [key, values[index % values.length] as string]))];
    }),
  );
}
