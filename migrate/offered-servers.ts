import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping, valueAt } from '../system/mapping.ts';

/** One server that a user could start: a profile of the chart with one choice of each of its options. */
export interface OfferedServer {
  /** Index in `singleuser.profileList`; undefined where there are no profiles. */
  readonly profile: number | undefined;
  readonly isDefault: boolean;
  /** What the profile and each choice set, in this order, with their titles. */
  readonly layers: readonly Layer[];
  /** Traits of KubeSpawner: those of every server, and over them what the layers set. */
  readonly traits: Mapping;
  /** Groups that may start it; undefined: everyone. */
  readonly groups: readonly string[] | undefined;
}

/** A profile or a choice. */
export interface Layer {
  readonly title: string;
  readonly description: string | undefined;
  readonly override: Mapping;
}

/** So many servers are looked at: a form that offers more is not one that a person reads. */
const MOST = 2000;

/** What every server has, as traits, unless a profile says otherwise. */
const BASE: readonly (readonly [key: string, trait: string])[] = [
  ['cpu.limit', 'cpu_limit'],
  ['cpu.guarantee', 'cpu_guarantee'],
  ['memory.limit', 'mem_limit'],
  ['memory.guarantee', 'mem_guarantee'],
  ['nodeSelector', 'node_selector'],
  ['extraTolerations', 'tolerations'],
  ['extraResource.limits', 'extra_resource_limits'],
  ['extraResource.guarantees', 'extra_resource_guarantees'],
  ['image.pullPolicy', 'image_pull_policy'],
];

/** The servers that values of the chart offer. @param values With the chart's defaults. */
export function offeredServers(values: Mapping): OfferedServer[] {
  const base = baseTraits(values);
  const profiles = valueAt(values, ['singleuser', 'profileList']);
  const list = Array.isArray(profiles) ? profiles.filter(isMapping) : [];
  if (list.length === 0) {
    return [{ profile: undefined, isDefault: true, layers: [], traits: base, groups: undefined }];
  }
  const hasDefault = list.some((it) => it.default === true);
  return list.flatMap((profile, index) => {
    const isDefault = hasDefault ? profile.default === true : index === 0;
    return combinations(profile).map(({ layers, isChosen }) => ({
      profile: index,
      isDefault: isDefault && isChosen,
      layers,
      traits: layers.reduce<Mapping>((traits, { override }) => overridden(traits, override), base),
      groups: groupsOf(profile),
    }));
  });
}

/** The reference of an image as the chart writes it in two parts. */
export function imageOf(value: unknown): string | undefined {
  if (!isMapping(value) || typeof value.name !== 'string' || value.name === '') return undefined;
  const tag = value.tag === undefined || value.tag === null || value.tag === '' ? '' : `:${value.tag}`;
  return `${value.name}${tag}`;
}

/** The chart's own, for values that have a key for the image and nothing in it. */
const usualImage = () => imageOf(valueAt(chartDefaults(), ['singleuser', 'image']));

function baseTraits(values: Mapping): Mapping {
  const singleuser = valueAt(values, ['singleuser']);
  const entries = BASE.map(([key, trait]) => [trait, valueAt(singleuser, key.split('.'))] as const);
  const set = entries.filter(([, value]) => value !== undefined && value !== null);
  return { ...Object.fromEntries(set), image: imageOf(valueAt(singleuser, ['image'])) ?? usualImage() };
}

/** KubeSpawner merges mappings, and replaces anything else. */
function overridden(traits: Mapping, override: Mapping): Mapping {
  const entries = Object.entries(override).map(([key, value]) => {
    const before = traits[key];
    return [key, isMapping(before) && isMapping(value) ? { ...before, ...value } : value];
  });
  return { ...traits, ...Object.fromEntries(entries) };
}

interface Combination {
  readonly layers: readonly Layer[];
  /** Whether every choice in it is the preselected one. */
  readonly isChosen: boolean;
}

function combinations(profile: Mapping): Combination[] {
  const own: Combination = { layers: [layerOf(profile)], isChosen: true };
  const options = isMapping(profile.profile_options) ? Object.values(profile.profile_options) : [];
  return options.reduce<Combination[]>(
    (all, option) => {
      const choices = isMapping(option) && isMapping(option.choices) ? Object.values(option.choices) : [];
      const known = choices.filter(isMapping);
      if (known.length === 0) return all;
      const chosen = known.find((it) => it.default === true) ?? known[0];
      return all
        .flatMap(({ layers, isChosen }) =>
          known.map((it) => ({ layers: [...layers, layerOf(it)], isChosen: isChosen && it === chosen })),
        )
        .slice(0, MOST);
    },
    [own],
  );
}

function layerOf(it: Mapping): Layer {
  return {
    title: String(it.display_name ?? it.slug ?? ''),
    description: typeof it.description === 'string' ? it.description : undefined,
    override: isMapping(it.kubespawner_override) ? it.kubespawner_override : {},
  };
}

/** A key of 2i2c's, which plain KubeSpawner does not read, and older names of it. */
function groupsOf(profile: Mapping): readonly string[] | undefined {
  const found = profile.allowed_groups ?? profile.allowed_teams;
  return Array.isArray(found) ? found.filter((it) => typeof it === 'string') : undefined;
}
