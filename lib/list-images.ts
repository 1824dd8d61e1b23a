import { parseAllDocuments } from 'yaml';
import { pluginNodes } from '../platform/gpus.ts';
import type { Platform } from '../platform/platform.ts';
import { devicePluginImage } from '../platform/versions.ts';
import { isMapping, type Mapping, valueAt, withDefaults } from '../system/mapping.ts';

/** What the images of a platform are found in. */
export interface ImageSources {
  /** Those of {@link platformImages}. */
  readonly platform: readonly string[];
  /** The values that the chart is installed with. */
  readonly values: Mapping;
  /** The chart's default values. */
  readonly defaults: Mapping;
  /** The chart's rendered templates as YAML. @default - not at hand: the images are derived from the values */
  readonly rendered?: string;
}

/** The images of a platform that are in no chart: those that users choose from, and the device plugin's. */
export function platformImages(platform: Pick<Platform, 'images' | 'cluster'>): string[] {
  const choices = platform.images.map((it) => it.reference);
  return pluginNodes(platform).length > 0 ? [...choices, devicePluginImage] : choices;
}

/** Every image that a cluster needs besides those of k3s itself, which its own airgap archive holds. */
export interface ImageList {
  /** Sorted, each once. */
  readonly images: readonly string[];
  /** What the images of the chart were taken from. */
  readonly from: 'templates' | 'values';
}

/** Lists the images of the platform and of the chart. */
export function listImages({ platform, values, defaults, rendered }: ImageSources): ImageList {
  const merged = withDefaults(defaults, values) as Mapping;
  const ofChart = rendered === undefined ? imagesOfChart(merged) : imagesInManifests(rendered);
  // What KubeSpawner starts is in no template: it reads the values itself.
  const images = [...platform, ...ofChart, ...imagesOfServers(merged)];
  return {
    images: [...new Set(images)].sort(),
    from: rendered === undefined ? 'values' : 'templates',
  };
}

/** The images of all containers in a stream of Kubernetes objects. */
export function imagesInManifests(text: string): string[] {
  return parseAllDocuments(text).flatMap((document) => imagesOfContainers(document.toJS()));
}

function imagesOfContainers(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOfContainers);
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^(c|initC|ephemeralC)ontainers$/.test(key) ? images(inner) : imagesOfContainers(inner),
  );
}

/** The images that the chart's own workloads use with these values. */
function imagesOfChart(values: Mapping): string[] {
  const isOn = (path: string) => at(values, `${path}.enabled`) === true;
  const isPulled = isOn('prePuller.hook') || isOn('prePuller.continuous');
  const https = isOn('proxy.https') ? at(values, 'proxy.https.type') : undefined;
  const used: Record<string, boolean> = {
    'hub.image': true,
    'proxy.chp.image': true,
    'proxy.traefik.image': https === 'letsencrypt',
    'proxy.secretSync.image': https === 'letsencrypt',
    'scheduling.userScheduler.image': isOn('scheduling.userScheduler'),
    'scheduling.userPlaceholder.image': isOn('scheduling.userPlaceholder'),
    'prePuller.hook.image': isOn('prePuller.hook'),
    'prePuller.pause.image': isPulled,
  };
  const extra = isPulled ? Object.values(asMapping(at(values, 'prePuller.extraImages'))).flatMap(reference) : [];
  const beside = ['hub.initContainers', 'hub.extraContainers', 'proxy.traefik.extraInitContainers'];
  return [
    ...Object.keys(used).flatMap((path) => (used[path] ? reference(at(values, path)) : [])),
    ...extra,
    ...beside.flatMap((path) => images(at(values, path))),
  ];
}

/** The images that KubeSpawner starts servers with. */
function imagesOfServers(values: Mapping): string[] {
  const spawner = asMapping(at(values, 'hub.config.KubeSpawner'));
  const profiles = [at(values, 'singleuser.profileList'), spawner.profile_list];
  const singleuser = reference(at(values, 'singleuser.image'));
  const own = typeof spawner.image === 'string' ? [spawner.image] : singleuser;
  const blocks = at(values, 'singleuser.cloudMetadata.blockWithIptables') === true;
  const beside = [
    at(values, 'singleuser.initContainers'),
    at(values, 'singleuser.extraContainers'),
    spawner.init_containers,
    spawner.extra_containers,
  ];
  return [
    ...own,
    ...profiles.flatMap(imagesOfOverrides),
    ...beside.flatMap(images),
    ...(blocks ? reference(at(values, 'singleuser.networkTools.image')) : []),
  ];
}

/** The images that profiles and their choices put in place of the default. */
function imagesOfOverrides(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOfOverrides);
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'unlisted_choice') return []; // Whatever a user types: nobody can list it.
    if (key !== 'kubespawner_override') return imagesOfOverrides(inner);
    const { image, init_containers, extra_containers } = asMapping(inner);
    return [...(typeof image === 'string' ? [image] : []), ...images(init_containers), ...images(extra_containers)];
  });
}

/** The images of a list of containers, or of a mapping of them, as KubeSpawner takes both. */
function images(containers: unknown): string[] {
  const list = Array.isArray(containers) ? containers : Object.values(asMapping(containers));
  return list.flatMap((container) => (typeof container?.image === 'string' ? [container.image] : []));
}

/** The chart's `{name, tag}` as one reference. */
function reference(image: unknown): string[] {
  const { name, tag } = asMapping(image);
  if (typeof name !== 'string' || name === '') return [];
  return [tag === undefined || tag === null || tag === '' ? name : `${name}:${String(tag)}`];
}

const at = (values: Mapping, path: string) => valueAt(values, path.split('.'));

const asMapping = (value: unknown): Mapping => (isMapping(value) ? value : {});
