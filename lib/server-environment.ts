import type { ChartValues } from '../imports/z2jh-values.ts';
import { names } from '../platform/names.ts';
import type { Variables } from '../platform/schema/environment.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';

/** Variables as KubeSpawner takes them; a secret is named by its key in the Secret of the servers. */
export function environmentValues(variables: Variables, prefix: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? value
        : { valueFrom: { secretKeyRef: { name: names.serverSecrets, key: `${prefix}${name}` } } },
    ]),
  );
}

type ServerValues = NonNullable<ChartValues['singleuser']>;
type WithEnvironment = Pick<ServerValues, 'extraEnv' | 'profileList'>;

/**
 * The variables of all servers and of the choices, such that each choice replaces those of the ones before it. KubeSpawner
 * merges them key by key: where a mapping meets a text it fails, and the keys of two mappings add up to one that Kubernetes
 * refuses. So what is a mapping anywhere is one everywhere, and says of what it replaces that it is gone.
 *
 * Source: KubeSpawner 7.0.0, `recursive_update` in `utils.py`: None removes a key.
 */
export function mergeableEnvironments({ extraEnv, profileList }: WithEnvironment): WithEnvironment {
  const overridden = new Set(environmentsIn(profileList).flatMap(mappingsIn));
  if (overridden.size === 0) return { extraEnv, profileList };
  const replacing = (environment: Mapping) => mapped(environment, overridden, REPLACING);
  return {
    ...(profileList && { profileList: withEnvironments(profileList, replacing) as unknown[] }),
    ...(isMapping(extraEnv) && { extraEnv: mapped(extraEnv, overridden, {}) }),
  };
}

const REPLACING = { value: null, valueFrom: null };

const mappingsIn = (environment: Mapping) => Object.keys(environment).filter((name) => isMapping(environment[name]));

function mapped(environment: Mapping, names: ReadonlySet<string>, empty: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      if (!names.has(name)) return [name, value];
      return [name, { ...empty, ...(isMapping(value) ? value : { value }) }];
    }),
  );
}

function environmentsIn(value: unknown): Mapping[] {
  const found: Mapping[] = [];
  withEnvironments(value, (environment) => {
    found.push(environment);
    return environment;
  });
  return found;
}

/** Profiles with other variables in the overrides of each, and of each of their choices. */
function withEnvironments(value: unknown, change: (environment: Mapping) => Mapping): unknown {
  if (Array.isArray(value)) return value.map((item) => withEnvironments(item, change));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== 'kubespawner_override') return [key, withEnvironments(inner, change)];
      const isGiven = isMapping(inner) && isMapping(inner.environment);
      return [key, isGiven ? { ...inner, environment: change(inner.environment as Mapping) } : inner];
    }),
  );
}
