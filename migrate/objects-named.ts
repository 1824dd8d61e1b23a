import { isMapping, type Mapping } from '../system/mapping.ts';

/** An object of Kubernetes that values name, and that somebody else makes. */
export interface NamedByValues {
  /** `the Secret "oauth"`. */
  readonly object: string;
  /** Where, as keys of the chart. */
  readonly keys: readonly string[];
}

/** By the field of Kubernetes that refers to it, the kind of the object and the key of its name. */
const REFERENCES: Readonly<Record<string, readonly [kind: string, name: string]>> = {
  secretKeyRef: ['Secret', 'name'],
  secretRef: ['Secret', 'name'],
  secret: ['Secret', 'secretName'],
  configMapKeyRef: ['ConfigMap', 'name'],
  configMapRef: ['ConfigMap', 'name'],
  configMap: ['ConfigMap', 'name'],
  persistentVolumeClaim: ['claim', 'claimName'],
};

/** Keys of the chart that are names of Secrets. */
const SECRETS = ['existingSecret', 'imagePullSecrets', 'pullSecrets'];

/** The objects that raw values name, each once. What need not be there is left out. */
export function objectsNamed(values: Mapping): NamedByValues[] {
  const found = new Map<string, string[]>();
  const add = (kind: string, name: unknown, path: readonly string[]) => {
    if (typeof name !== 'string' || name === '') return;
    const object = `the ${kind} "${name}"`;
    found.set(object, [...(found.get(object) ?? []), path.join('.')]);
  };
  const walk = (value: unknown, path: readonly string[]): void => {
    if (Array.isArray(value)) for (const it of value) walk(it, path);
    if (!isMapping(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      const [kind, name = ''] = REFERENCES[key] ?? [];
      if (kind !== undefined && isMapping(inner) && inner.optional !== true) add(kind, inner[name], path);
      if (SECRETS.includes(key))
        for (const it of [inner].flat()) add('Secret', isMapping(it) ? it.name : it, [...path, key]);
      walk(inner, [...path, key]);
    }
  };
  walk(values, []);
  const { singleuser } = values;
  if (isMapping(singleuser)) add('ServiceAccount', singleuser.serviceAccountName, ['singleuser', 'serviceAccountName']);
  return [...found].map(([object, keys]) => ({ object, keys: [...new Set(keys)] }));
}
