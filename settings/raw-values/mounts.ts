import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import type { PodValue } from './pod-values.ts';
import { spawnerSetting } from './spawner-settings.ts';

type Path = readonly PathSegment[];

/** A mapping in a list, or in a mapping by name. */
interface Item {
  readonly value: Mapping;
  readonly path: Path;
}

/** What a pod is made of that mounts are about. */
interface Parts {
  readonly volumes: readonly Item[];
  readonly containers: readonly Item[];
  /** The mounts of each container. */
  readonly mounts: readonly (readonly Item[])[];
}

/** A pod: what the chart puts into it by itself, and which values add to it. */
interface Pod {
  readonly container: string;
  readonly volumes: readonly string[];
  /** What KubeSpawner would call the setting at a place. */
  readonly settingAt: (place: string) => string | undefined;
}

/** Source: the chart's `files/hub/jupyterhub_config.py`. */
const server: Pod = { container: 'notebook', volumes: ['files', 'home'], settingAt: spawnerSetting };
/** Source: the chart's `templates/hub/deployment.yaml`. */
const hub: Pod = {
  container: 'hub',
  volumes: ['config', 'secret', 'existing-secret', 'files', 'pvc'],
  settingAt: (place) => {
    const name = /^hub\.(\w+)$/.exec(place)?.[1];
    return (
      { extraVolumes: 'volumes', extraVolumeMounts: 'volumeMounts', extraPodSpec: 'extraPodConfig' }[name ?? ''] ?? name
    );
  },
};

/**
 * Finds mounts of volumes that a pod does not have, and two things of one name or in one place.
 *
 * @param values What a person wrote.
 * @param all The same of all values that the chart gets: a volume of any profile may be meant.
 * @param python Python that may add volumes to servers.
 */
export function checkMounts(
  values: readonly PodValue[],
  all: readonly PodValue[],
  depth: number,
  python: string,
): SettingsProblem[] {
  return [server, hub].flatMap((pod) => {
    const partsOf = ({ value, path }: PodValue) => parts(pod.settingAt(path.slice(depth).join('.')), value, path);
    const names = all.flatMap((it) => partsOf(it).volumes).map(({ value }) => String(value.name));
    return values
      .map(partsOf)
      .flatMap(({ volumes, containers, mounts }) => [
        ...mounts.flat().flatMap((it) => unknownVolume(it, [...pod.volumes, ...names], pod === server ? python : '')),
        ...mounts.flatMap((it) => repeats(it, 'mountPath', 'another mount is here already')),
        ...(pod === hub ? repeats(volumes, 'name', 'another volume already has this name') : []),
        ...repeats(containers, 'name', 'another container already has this name', [pod.container]),
      ]);
  });
}

function parts(setting: string | undefined, value: unknown, path: Path): Parts {
  const inner = (key: string) => items(valueAt(value, [key]), [...path, key]);
  const mountsOf = (it: Item) =>
    ['volumeMounts', 'volume_mounts'].flatMap((key) => items(it.value[key], [...it.path, key]));
  const all = items(value, path);
  switch (setting) {
    case 'volumes':
      return { volumes: all, containers: [], mounts: [] };
    case 'volumeMounts':
      return { volumes: [], containers: [], mounts: [all] };
    case 'initContainers':
    case 'extraContainers':
      return { volumes: [], containers: all, mounts: all.map(mountsOf) };
    case 'extraPodConfig':
      return { volumes: inner('volumes'), containers: [], mounts: [] };
    default:
      return { volumes: [], containers: [], mounts: [] };
  }
}

function items(value: unknown, path: Path): Item[] {
  const all = Array.isArray(value) ? [...value.entries()] : Object.entries(isMapping(value) ? value : {});
  return all.flatMap(([key, it]) => (isMapping(it) ? [{ value: it, path: [...path, key] }] : []));
}

function unknownVolume({ value: { name }, path }: Item, known: readonly string[], python: string): SettingsProblem[] {
  // What a template becomes is known only when a server starts, and what a hook does too.
  if (typeof name !== 'string' || name.includes('{') || known.includes(name)) return [];
  if (python.includes(name) || python.includes('modify_pod_hook')) return [];
  const near = didYouMean(name, known);
  const fix = near === undefined ? 'add it to the volumes' : `did you mean "${near}"?`;
  return [
    { path: [...path, 'name'], message: `there is no volume "${name}" to mount: Kubernetes refuses the pod`, fix },
  ];
}

function repeats(
  all: readonly Item[],
  key: string,
  message: string,
  taken: readonly unknown[] = [],
): SettingsProblem[] {
  const values = [...taken, ...all.map(({ value }) => value[key])];
  return all.flatMap(({ value, path }, index) => {
    const isRepeated = typeof value[key] === 'string' && values.indexOf(value[key]) < index + taken.length;
    return isRepeated ? [{ path: [...path, key], message: `${message}: Kubernetes refuses the pod` }] : [];
  });
}
