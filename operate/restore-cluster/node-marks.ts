import * as z from 'zod';
import { idOf, notedOn, wordsOf } from '../../bootstrap/k3s/labels.ts';
import type { K3sNode } from '../../cluster/node-config.ts';

const TAINT = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });
/** Asks for little: a Node that is odd must not keep a cluster from coming back. */
const NODE = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({ taints: z.array(TAINT).default([]), unschedulable: z.boolean().default(false) }).prefault({}),
});

/** Labels that k3s and Kubernetes set again by themselves, or programs that look at the hardware. */
const LABELS_MADE = [
  /^(beta\.)?kubernetes\.io\/(arch|os|hostname)$/,
  /^(beta|node)\.kubernetes\.io\/instance-type$/,
  /^node-role\.kubernetes\.io\/(control-plane|etcd|master)$/,
  /^(egress\.)?k3s\.io\/(cluster|hostname|internal-ip|external-ip)$/,
  /^p2p\.k3s\.cattle\.io\//,
  /^plan\.upgrade\.cattle\.io\//,
  /^feature\.node\.kubernetes\.io\//,
  /^nvidia\.com\/(?!mig\.config$)/,
  /^hubwright\//,
];
/** Taints that tell of a state. */
const TAINTS_MADE = /^(node\.(cloudprovider\.)?kubernetes\.io|hubwright)\//;

export interface MarkQuestion {
  /** By the name of an old node: the new one that has what was on it. */
  readonly assigned: ReadonlyMap<string, string>;
  /** Agents that are the same machines still. */
  readonly kept: readonly string[];
  /** Those of the settings. */
  readonly nodes: readonly Pick<K3sNode, 'name' | 'labels' | 'taints'>[];
}

/**
 * Labels, taints and cordons of the old nodes that a restore does not bring back, as no settings name them: a sentence for each
 * node, with what sets them again. They are not set unasked: other machines may lack what a label says, and a taint may leave
 * the hub without a node.
 *
 * @param nodes Nodes as Kubernetes gives them
 */
export function leftMarks(nodes: readonly unknown[], { assigned, kept, nodes: wanted }: MarkQuestion): string[] {
  return nodes.flatMap((object) => {
    const { success, data: node } = NODE.safeParse(object);
    if (!success) return [];
    const { name } = node.metadata;
    const to = wanted.find((it) => it.name === (assigned.get(name) ?? name));
    const commands = marksOf(node, to).map(
      ([verb, ...words]) => `kubectl ${verb} node ${to?.name ?? 'NODE'} ${words.join(' ')}`,
    );
    if (node.spec.unschedulable && kept.includes(name)) commands.push(`kubectl cordon ${name}`);
    if (commands.length === 0) return [];
    return [
      `${name} was marked by hand, and that is not restored. To do it again: ${commands.map((it) => `\`${it}\``).join(', ')}.`,
    ];
  });
}

/** What the settings neither say of the new node nor said of the old one: `label` and `taint`, with words for kubectl. */
function marksOf({ metadata, spec }: z.output<typeof NODE>, to: MarkQuestion['nodes'][number] | undefined): string[][] {
  const [labels, taints] = [notedOn(metadata, 'labels'), notedOn(metadata, 'taints')];
  const isSet = new Set(to?.taints.map(idOf));
  const lost = [
    [
      'label',
      ...Object.entries(metadata.labels)
        .filter(([key]) => !labels.has(key) && !(key in (to?.labels ?? {})) && !LABELS_MADE.some((it) => it.test(key)))
        .map(([key, value]) => `${key}=${value}`),
    ],
    [
      'taint',
      ...spec.taints
        .filter((it) => !taints.has(idOf(it)) && !isSet.has(idOf(it)) && !TAINTS_MADE.test(it.key))
        .map(wordsOf),
    ],
  ];
  return lost.filter((it) => it.length > 1);
}
