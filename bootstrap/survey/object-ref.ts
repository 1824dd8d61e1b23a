import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** Which object of Kubernetes, and nothing of what is in it. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined where it is not in one, or in that which is the default. */
  readonly namespace: string | undefined;
  readonly name: string;
}

const OBJECT = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
});

/** The objects of manifests. What is no object is left to k3s, which says so. */
export function objectsIn(text: string): ObjectRef[] {
  return parseAllDocuments(text).flatMap((document) => {
    const { success, data } = OBJECT.safeParse(document.errors.length > 0 ? undefined : document.toJS());
    if (!success) return [];
    const { apiVersion, kind, metadata } = data;
    return [{ apiVersion, kind, namespace: metadata.namespace, name: metadata.name }];
  });
}

/** As a person reads it: `Secret jupyterhub/hubwright-users-0`. */
export function nameOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** A line of words, as cluster-look.sh takes and prints it. */
export function toWords({ apiVersion, kind, namespace = '-', name }: ObjectRef): string {
  return `${apiVersion} ${kind} ${namespace} ${name}`;
}

/** A line of such words; columns that kubectl has nothing for hold `<none>`. */
export function fromWords(line: string): ObjectRef {
  const [apiVersion = '', kind = '', namespace = '', name = ''] = line.split(/\s+/);
  return { apiVersion, kind, namespace: ['-', '<none>'].includes(namespace) ? undefined : namespace, name };
}

/** Whether it is that object. Which kinds lie in no namespace, and which namespace is the default, only the cluster knows. */
export function isSame(wanted: ObjectRef, found: ObjectRef): boolean {
  const isThere = found.namespace === undefined || found.namespace === (wanted.namespace ?? 'default');
  return wanted.apiVersion === found.apiVersion && wanted.kind === found.kind && wanted.name === found.name && isThere;
}
