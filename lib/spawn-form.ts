import { neverOn } from '../platform/capacity.ts';
import { GPU_RESOURCE, GPU_RUNTIME_CLASS } from '../platform/gpus.ts';
import { areOnNodes } from '../platform/home-place.ts';
import { pullPolicy } from '../platform/image-reference.ts';
import type { Platform, PlatformImage } from '../platform/platform.ts';
import { spawnerCpu, spawnerSize } from '../platform/quantities.ts';
import type { ServerSize } from '../platform/schema/choices.ts';
import type { Variables } from '../platform/schema/environment.ts';
import { escapeXml } from './escape-xml.ts';
import { environmentValues } from './server-environment.ts';

/** Tolerations that the chart gives to every server; a size that has its own keeps them. */
const USER_POD_TOLERATIONS = ['hub.jupyter.org/dedicated', 'hub.jupyter.org_dedicated'].map((key) => ({
  key,
  operator: 'Equal' as const,
  value: 'user',
  effect: 'NoSchedule' as const,
}));

/** The preselected image. */
export const defaultImage = ({ images }: Platform) => preselected(images);

/** The preselected size. */
export const defaultSize = ({ sizes }: Pick<Platform, 'sizes'>) => preselected(sizes);

function preselected<T extends { readonly default: boolean }>(choices: readonly T[]): T {
  return choices.find((it) => it.default) ?? (choices[0] as T);
}

/**
 * The spawn form: one profile with the choice of an image and of a size, each by name.
 *
 * Source: KubeSpawner 7.0.0, `KubeSpawner.profile_list`.
 */
export function profileList(platform: Platform): Record<string, unknown>[] {
  return [
    {
      display_name: 'Server',
      slug: 'server',
      default: true,
      profile_options: {
        image: {
          display_name: 'Image',
          choices: choices(platform.images, defaultImage(platform), imageOverride(platform)),
        },
        size: { display_name: 'Size', choices: choices(platform.sizes, defaultSize(platform), sizeOverride) },
      },
    },
  ];
}

/** The groups that may choose what is not for everyone, as the hub's configuration reads them. */
export function choiceGroups({ images, sizes }: Platform) {
  return { image: groupsOf(images), size: groupsOf(sizes) };
}

/**
 * The nodes on which sizes never run: a home on one of them keeps its user from these, as the hub's configuration reads it.
 * Absent where homes are not on nodes.
 */
export function sizesNeverOn({ sizes, cluster, storage }: Platform) {
  // Homes elsewhere may be reached from any node.
  if (!areOnNodes(storage)) return {};
  const never = sizes.map((it) => [it.name, neverOn(it, cluster.nodes)] as const);
  const limited = never.filter(([, nodes]) => nodes.length > 0);
  return { neverOn: { size: Object.fromEntries(limited) } };
}

interface Choice {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** What is in an image. */
  readonly contents?: readonly string[];
  readonly groups: readonly string[];
}

function choices<T extends Choice>(all: readonly T[], chosen: T, override: (choice: T) => Record<string, unknown>) {
  return Object.fromEntries(
    all.map((choice) => [
      choice.name,
      {
        // KubeSpawner's own template of the form reads it as HTML.
        display_name: escapeXml(choice.title ?? choice.name),
        ...(choice.description !== undefined && { description: choice.description }),
        ...(choice.contents?.length && { contents: choice.contents.join(' · ') }),
        ...(choice === chosen && { default: true }),
        kubespawner_override: override(choice),
      },
    ]),
  );
}

function groupsOf(all: readonly Choice[]) {
  return Object.fromEntries(
    all.filter((it) => it.groups.length > 0).map((it) => [it.name, { groups: [...it.groups] }]),
  );
}

/** The pull policy is that of the default image, except for images that need another. */
function imageOverride(platform: Platform) {
  const policy = (reference: string) => platform.servers.pullPolicy ?? pullPolicy(reference);
  const usual = policy(defaultImage(platform).reference);
  return ({ name, reference, defaultUrl, command, environment }: PlatformImage) => ({
    image: reference,
    ...(policy(reference) !== usual && { image_pull_policy: policy(reference) }),
    ...(defaultUrl !== undefined && { default_url: defaultUrl }),
    ...(command && { cmd: [...command] }),
    ...environmentOverride(environment, `images.${name}.`),
  });
}

const environmentOverride = (variables: Variables, prefix: string) =>
  Object.keys(variables).length > 0 && { environment: environmentValues(variables, prefix) };

function sizeOverride({
  name,
  cpu,
  memory,
  gpus,
  nodeSelector,
  tolerations,
  environment,
}: ServerSize): Record<string, unknown> {
  const devices = { [GPU_RESOURCE]: gpus };
  return {
    cpu_guarantee: spawnerCpu(cpu.guarantee),
    cpu_limit: cpu.limit ? spawnerCpu(cpu.limit) : null,
    mem_guarantee: spawnerSize(memory.guarantee),
    mem_limit: memory.limit ? spawnerSize(memory.limit) : null,
    // KubeSpawner merges mappings into what raw values set, key by key, so that neither replaces the other.
    ...(gpus > 0 && {
      extra_resource_guarantees: devices,
      extra_resource_limits: devices,
      extra_pod_config: { runtimeClassName: GPU_RUNTIME_CLASS },
    }),
    ...(Object.keys(nodeSelector).length > 0 && { node_selector: { ...nodeSelector } }),
    ...(tolerations.length > 0 && { tolerations: [...USER_POD_TOLERATIONS, ...tolerations.map((it) => ({ ...it }))] }),
    ...environmentOverride(environment, `sizes.${name}.`),
  };
}
