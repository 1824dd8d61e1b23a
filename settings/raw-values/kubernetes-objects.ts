import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import { checkObject, type Reading } from './kubernetes-types.ts';
import type { PodValue } from './pod-values.ts';
import { isOverride, spawnerSetting } from './spawner-settings.ts';

type Path = readonly PathSegment[];

/** Settings that are lists of objects, of which KubeSpawner takes mappings by name too. */
const LISTS: Readonly<Record<string, string>> = {
  volumes: 'V1Volume',
  extraVolumes: 'V1Volume',
  volumeMounts: 'V1VolumeMount',
  extraVolumeMounts: 'V1VolumeMount',
  initContainers: 'V1Container',
  extraContainers: 'V1Container',
  tolerations: 'V1Toleration',
  nodeAffinityRequired: 'V1NodeSelectorTerm',
  nodeAffinityPreferred: 'V1PreferredSchedulingTerm',
  podAffinityRequired: 'V1PodAffinityTerm',
  podAffinityPreferred: 'V1WeightedPodAffinityTerm',
  podAntiAffinityRequired: 'V1PodAffinityTerm',
  podAntiAffinityPreferred: 'V1WeightedPodAffinityTerm',
  'networkPolicy.ingress': 'V1NetworkPolicyIngressRule',
  'networkPolicy.egress': 'V1NetworkPolicyEgressRule',
  imagePullSecrets: 'V1LocalObjectReference',
};
/** Settings that are one object, and whether it is only a part of one. */
const OBJECTS: Readonly<Record<string, readonly [type: string, reading?: Reading]>> = {
  lifecycleHooks: ['V1Lifecycle', { isMade: true }],
  extraPodConfig: ['V1PodSpec', { isMade: true, isPart: true }],
  extraContainerConfig: ['V1Container', { isMade: true, isPart: true }],
  extraPodSpec: ['V1PodSpec', { isPart: true }],
  podSecurityContext: ['V1PodSecurityContext'],
  containerSecurityContext: ['V1SecurityContext'],
  resources: ['V1ResourceRequirements'],
};

/** Checks what pods are made of against the types of Kubernetes, as the chart or KubeSpawner passes it on. */
export function checkKubernetesObjects(values: readonly PodValue[], depth: number): SettingsProblem[] {
  let inner: Path | undefined;
  return values.flatMap((entry) => {
    if (inner !== undefined && startsWith(entry.path, inner)) return [];
    const problems = check(entry, entry.path.slice(depth).join('.'));
    if (problems === undefined) return [];
    inner = entry.path;
    return problems;
  });
}

/** Undefined where there is no object of Kubernetes. */
function check({ key, parent, value, path }: PodValue, place: string): SettingsProblem[] | undefined {
  const setting = spawnerSetting(place);
  const names = [setting ?? key, `${parent}.${key}`];
  const list = names.map((it) => LISTS[it]).find((it) => it !== undefined);
  const [object, reading] = names.map((it) => OBJECTS[it]).find((it) => it !== undefined) ?? [];
  if (value === null || value === undefined) return undefined;
  // A mapping is merged into the one beneath it.
  const isPart = isOverride(place) && isMapping(value);
  if (object !== undefined)
    return checkObject(value, object, path, { ...reading, isPart: isPart || !!reading?.isPart });
  if (list === undefined) return undefined;
  return items(value, path, (item, at) => {
    if (list === 'V1LocalObjectReference' && typeof item === 'string') return [];
    if (item === null && isPart) return [];
    return checkObject(item, list, at, { isMade: setting !== undefined, isPart });
  });
}

function items(
  value: unknown,
  path: Path,
  checkItem: (item: unknown, path: Path) => SettingsProblem[],
): SettingsProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkItem(item, [...path, index]));
  const isByName = isMapping(value) && Object.values(value).every((item) => item === null || isMapping(item));
  if (isByName) return Object.entries(value).flatMap(([name, item]) => checkItem(item, [...path, name]));
  return [{ path, message: `expected a list${found(path, value)}` }];
}

const startsWith = (path: Path, start: Path) => start.every((segment, index) => path[index] === segment);
