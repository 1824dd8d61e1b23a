import { isMapping, type Mapping } from '../../system/mapping.ts';
import type { PathSegment } from '../../system/problem.ts';
import { camelCase } from './spawner-settings.ts';

/** A value of the chart that goes into a pod or another object of Kubernetes. */
export interface PodValue {
  /** Its key as Kubernetes writes it, also where KubeSpawner calls it `node_selector`; empty where the key is a name. */
  readonly key: string;
  /** The key that it is below, likewise. */
  readonly parent: string;
  readonly value: unknown;
  readonly path: readonly PathSegment[];
}

/** What only the user's own software reads, or what is checked elsewhere. */
const FREE =
  /^(custom|hub\.(templateVars|extraFiles|extraConfig|loadRoles)|singleuser\.extraFiles|proxy\.traefik\.extra(Static|Dynamic)Config|scheduling\.userScheduler\.plugin\w*|hub\.config\.\w*(?<!Spawner))$/;

/** Mappings whose keys are names that a person chose, so that a volume may be called "resources". */
const NAMED =
  /^(profileOptions|choices|groupOverrides|services|(extra)?(volumes|volumeMounts|initContainers|containers|tolerations|images)|limits|requests|guarantees|\w*Resource(Limits|Guarantees))$/i;

/** What holds texts by name. */
export const TEXTS = /^(nodeSelector|matchLabels|labels|annotations|\w+(Labels|Annotations))$/;
/** What holds environment variables, as a mapping or a list. */
export const VARIABLES = /^(env|extraEnv|environment)$/;

/** The values that go into pods and other objects, at any depth. */
export function podValues(values: Mapping, at: readonly PathSegment[]): PodValue[] {
  return walk(values, at, '', at.length);
}

function walk(value: unknown, path: readonly PathSegment[], parent: string, depth: number): PodValue[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...path, index], parent, depth));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = [...path, name];
    if (FREE.test(place.slice(depth).join('.'))) return [];
    const key = NAMED.test(parent) && typeof path.at(-1) === 'string' ? '' : camelCase(name);
    const found = { key, parent, value: inner, path: place };
    return TEXTS.test(key) || VARIABLES.test(key) ? [found] : [found, ...walk(inner, place, key, depth)];
  });
}
