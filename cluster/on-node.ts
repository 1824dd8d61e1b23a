import { z } from 'zod';
import { type Host, HostError } from '../system/hosts/host.ts';
import { HUB_CLAIM } from './storage.ts';

/** Something that lies on the disk of a node, and is lost with it. */
export interface Stored {
  readonly kind: 'database' | 'home' | 'other';
  /** Whose home it is; undefined for all else. */
  readonly user: string | undefined;
  readonly namespace: string;
  readonly claim: string;
  /** Name of the volume. */
  readonly volume: string;
  /** Size that was asked for: `10Gi`. */
  readonly capacity: string;
  /** Undefined where the node cannot be asked. */
  readonly bytes: number | undefined;
}

/** What a cluster tells of its nodes and their volumes. */
export interface OnNodes {
  readonly nodes: readonly string[];
  /** What lies on a node, the largest first. */
  readonly of: (node: string) => readonly Stored[];
}

/** The label of the claims that KubeSpawner makes. */
const OF_A_HOME = 'singleuser-storage';
const HOSTNAME = 'kubernetes.io/hostname';

const strings = z.record(z.string(), z.string()).default({});
const term = z.object({
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
const folder = z.object({ path: z.string() }).optional();
const LIST = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      metadata: z.object({ name: z.string(), namespace: z.string().optional(), labels: strings, annotations: strings }),
      spec: z
        .object({
          capacity: strings,
          claimRef: z.object({ namespace: z.string(), name: z.string() }).optional(),
          local: folder,
          hostPath: folder,
          nodeAffinity: z.object({ required: z.object({ nodeSelectorTerms: z.array(term) }).optional() }).optional(),
        })
        .optional(),
    }),
  ),
});
type Expression = z.output<typeof term>['matchExpressions'][number];
type Item = z.output<typeof LIST>['items'][number];

const SIZES = 'for path; do if [ -d "$path" ]; then du --summarize --block-size=1 "$path"; fi; done';

/**
 * Asks a server which volumes lie on which node, and a node that goes how much is in them. Changes nothing.
 *
 * @param namespace the hub's
 * @param going undefined where it cannot be reached
 */
export async function storedOnNodes(
  { server, namespace, going }: { readonly server: Host; readonly namespace: string; readonly going: Host | undefined },
  signal: AbortSignal,
): Promise<OnNodes> {
  const argv = ['k3s', 'kubectl', 'get', 'nodes,pv,pvc', '-A', '-o', 'json', '--request-timeout=60s'];
  const { stdout } = await server.run(argv, { sudo: true, timeout: 2 * 60_000, signal });
  const { items } = LIST.parse(JSON.parse(stdout));
  const paths = going === undefined ? [] : itemsOn(items, going.name).map(pathOf);
  const sizes = going === undefined || paths.length === 0 ? new Map() : await measure(going, paths, signal);
  return {
    nodes: items.filter((it) => it.kind === 'Node').map((it) => it.metadata.name),
    of: (node) =>
      itemsOn(items, node)
        .map((it) => asStored(it, { items, sizes, namespace }))
        .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0)),
  };
}

/** The volumes that no other node can reach. */
function itemsOn(items: readonly Item[], node: string): Item[] {
  return items.filter(
    ({ kind, spec }) =>
      kind === 'PersistentVolume' &&
      // Each of the terms is enough by itself.
      spec?.nodeAffinity?.required?.nodeSelectorTerms.every((it) =>
        it.matchExpressions.some((one) => isOnly(one, node)),
      ),
  );
}

function isOnly({ key, operator, values }: Expression, node: string): boolean {
  return key === HOSTNAME && operator === 'In' && values.length === 1 && values[0] === node;
}

const pathOf = ({ spec }: Item): string => spec?.local?.path ?? spec?.hostPath?.path ?? '';

async function measure(host: Host, paths: readonly string[], signal: AbortSignal): Promise<Map<string, number>> {
  const options = { sudo: true, timeout: 30 * 60_000, signal };
  const { stdout } = await host.run(['sh', '-c', SIZES, 'measure', ...paths], options).catch((error) => {
    // That it does not answer is told when it is to be removed.
    if (error instanceof HostError && error.reason === 'unreachable') return { stdout: '' };
    throw error;
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), Number.parseInt(line, 10)]));
}

function asStored(
  volume: Item,
  of: { readonly items: readonly Item[]; readonly sizes: ReadonlyMap<string, number>; readonly namespace: string },
): Stored {
  const { namespace = '', name: claim = '' } = volume.spec?.claimRef ?? {};
  const isOfHub = namespace === of.namespace;
  const found = of.items.find(
    ({ kind, metadata }) =>
      kind === 'PersistentVolumeClaim' && metadata.name === claim && metadata.namespace === namespace,
  );
  const isHome = isOfHub && (found?.metadata.labels.component === OF_A_HOME || /^claim-/.test(claim));
  return {
    kind: isOfHub && claim === HUB_CLAIM ? 'database' : isHome ? 'home' : 'other',
    user: isHome
      ? (found?.metadata.annotations['hub.jupyter.org/username'] ?? claim.replace(/^claim-/, ''))
      : undefined,
    namespace,
    claim,
    volume: volume.metadata.name,
    capacity: volume.spec?.capacity.storage ?? '',
    bytes: of.sizes.get(pathOf(volume)),
  };
}
