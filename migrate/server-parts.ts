import { isDeepStrictEqual } from 'node:util';
import { GPU_RESOURCE } from '../platform/gpus.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { cores, memoryBytes } from './conversions.ts';

/** What a size says of a server, in numbers, so that two ways to write the same are the same. */
export interface SizePart {
  /** In cores. */
  readonly cpu: Share;
  /** In bytes. */
  readonly memory: Share;
  readonly gpus: number;
  readonly nodeSelector: Mapping;
  readonly tolerations: readonly Mapping[];
}

export interface Share {
  readonly guarantee: number | undefined;
  readonly limit: number | undefined;
}

/** Keys that images and sizes stand for: they are compared by the servers that they make. */
export const OF_SERVERS =
  /^singleuser\.(image|cpu|memory|extraResource|nodeSelector|extraTolerations|profileList)(\.|$)/;

/** Traits of KubeSpawner that a size is made of. */
const OF_SIZE = new Set([
  'cpu_guarantee',
  'cpu_limit',
  'mem_guarantee',
  'mem_limit',
  'node_selector',
  'tolerations',
  'extra_resource_guarantees',
  'extra_resource_limits',
]);
/** Traits of KubeSpawner that an image is made of. */
const OF_IMAGE = new Set(['image', 'image_pull_policy', 'default_url', 'cmd', 'environment']);

export type Part = 'image' | 'size' | 'other';

/** Which part of a server a trait of KubeSpawner belongs to. */
export const partOf = (trait: string): Part => (OF_SIZE.has(trait) ? 'size' : OF_IMAGE.has(trait) ? 'image' : 'other');

/** The size of a server; a text says why no setting can say it. */
export function sizePart(traits: Mapping): SizePart | string {
  const resources = [traits.extra_resource_limits, traits.extra_resource_guarantees].filter(isMapping);
  const other = resources.flatMap(Object.keys).find((it) => it !== GPU_RESOURCE);
  if (other !== undefined) return `asks for ${other}, and sizes know only ${GPU_RESOURCE}`;
  const gpus = Math.max(0, ...resources.map((it) => Number(it[GPU_RESOURCE] ?? 0)));
  const cpu = { guarantee: amount(traits.cpu_guarantee, cores), limit: amount(traits.cpu_limit, cores) };
  const memory = { guarantee: amount(traits.mem_guarantee, memoryBytes), limit: amount(traits.mem_limit, memoryBytes) };
  const wrong = [...Object.values(cpu), ...Object.values(memory), gpus].some((it) => Number.isNaN(it));
  if (wrong) return 'its processor time, memory or GPUs are not amounts';
  const tolerations = Array.isArray(traits.tolerations) ? traits.tolerations.filter(isMapping) : [];
  return {
    cpu: withRequest(cpu),
    memory: withRequest(memory),
    gpus,
    nodeSelector: isMapping(traits.node_selector) ? traits.node_selector : {},
    tolerations: tolerations.filter((it) => !isOfChart(it)),
  };
}

/** None where nothing is set, no number where something else is. Zero means no limit and no guarantee. */
function amount(value: unknown, read: (value: unknown) => number | undefined): number | undefined {
  if (value === undefined || value === null || value === 0 || value === '0' || value === '') return undefined;
  return read(value) ?? Number.NaN;
}

/** Kubernetes reserves the limit where no guarantee is set. */
const withRequest = ({ guarantee, limit }: Share): Share => ({ guarantee: guarantee ?? limit, limit });

/** Tolerations that the chart gives to every server anyway. */
const isOfChart = ({ key }: Mapping) => key === 'hub.jupyter.org/dedicated' || key === 'hub.jupyter.org_dedicated';

/** Whether two sizes are the same for Kubernetes. */
export function isSameSize(one: SizePart, other: SizePart): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

const comparable = (size: SizePart) => ({
  ...size,
  // A size has whole millicores and whole MiB.
  cpu: rounded(size.cpu, 0.001),
  memory: rounded(size.memory, 2 ** 20),
  tolerations: size.tolerations
    .map(({ key, operator = 'Equal', value, effect }) => JSON.stringify([key, operator, value ?? '', effect ?? '']))
    .sort(),
});

const rounded = ({ guarantee, limit }: Share, unit: number) => {
  const round = (it: number | undefined) => (it === undefined ? undefined : Math.ceil(it / unit - 1e-6));
  return { guarantee: round(guarantee), limit: round(limit) };
};
