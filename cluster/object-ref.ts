import { parseAllDocuments } from 'yaml';
import * as z from 'zod';

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
  return parseAllDocuments(text).flatMap(
    (document) => refOf(document.errors.length > 0 ? undefined : document.toJS()) ?? [],
  );
}

/** Which object that is; undefined if it is none. */
export function refOf(object: unknown): ObjectRef | undefined {
  const { success, data } = OBJECT.safeParse(object);
  if (!success) return undefined;
  const { apiVersion, kind, metadata } = data;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
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

/** What is not as the manifests and the releases say. */
export interface FoundObjects {
  /** Objects of the manifests that are not there. */
  readonly missing: readonly ObjectRef[];
  /** Objects that are not there, of each release. */
  readonly missingOfReleases: readonly (readonly ObjectRef[])[];
  /** Those of either that are there still and are being deleted. */
  readonly leaving: readonly ObjectRef[];
}

/** Whether that is what kubectl says of a kind of which the cluster knows nothing, and so has no objects. */
export function isUnknownKind(line: string): boolean {
  return /no matches for kind|ensure CRDs are installed/.test(line);
}

/**
 * Reads the lines of `present` in cluster-look.sh: objects in columns, what kubectl has said, and how it ended.
 *
 * @returns undefined if it could not be asked, so that nothing counts as missing
 */
export function foundObjects(
  lines: readonly string[],
  wanted: readonly ObjectRef[],
  ofReleases: readonly (readonly ObjectRef[])[],
): FoundObjects | undefined {
  const isObject = (line: string) => /^\S+ +[A-Z]\w* +\S+ +\S+ +\S+$/.test(line) && !/^(error|warning)/i.test(line);
  const found = lines.filter(isObject).map((line) => ({ ...fromWords(line), isLeaving: !line.endsWith('<none>') }));
  const errors = lines.filter((line) => !isObject(line) && !/^(ended |Warning:)/.test(line));
  const [, code] = /^ended (\d+)$/.exec(lines.at(-1) ?? '') ?? [];
  if (code !== '0' && (code !== '1' || errors.length === 0 || !errors.every(isUnknownKind))) return undefined;
  // A Job may be gone because it is done: Kubernetes deletes those that have a time to live.
  const lacking = (refs: readonly ObjectRef[]) =>
    refs.filter((ref) => ref.kind !== 'Job' && !found.some((it) => isSame(ref, it)));
  return {
    missing: lacking(wanted),
    missingOfReleases: ofReleases.map(lacking),
    leaving: [...wanted, ...ofReleases.flat()].filter((ref) => found.some((it) => it.isLeaving && isSame(ref, it))),
  };
}
