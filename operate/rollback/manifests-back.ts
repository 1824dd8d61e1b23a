import { parse } from 'yaml';
import { names } from '../../platform/names.ts';
import { type ObjectChanges, objectChanges } from '../../review/object-changes.ts';
import { identity, type KubeObject, type ParsedManifests, parseManifests } from '../../review/side.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';

/** Texts by file name; empty where a file is emptied to have k3s delete what it made from it. Secret. */
export type ManifestTexts = ReadonlyMap<string, string>;

/** Manifests of before an upgrade and of now. */
export interface TwoSides {
  readonly before: ManifestTexts;
  readonly now: ManifestTexts;
}

/**
 * The manifests as a rollback leaves them. With the datastore, all are those of before. Without it, k3s would delete what came since
 * with the data in its volumes, and people who were removed could log in again: then only the file with the hub's release goes back.
 *
 * @param hubFile the file with the hub's release, where that goes back
 */
export function manifestsBack(
  { before, now }: TwoSides,
  isDatastore: boolean,
  hubFile: string | undefined,
): ManifestTexts {
  if (isDatastore) return new Map([...[...now.keys()].map((it) => [it, ''] as const), ...before]);
  const back = hubFile === undefined ? undefined : before.get(hubFile);
  if (hubFile === undefined || back === undefined) return now;
  return new Map([...now, [hubFile, withoutLoss(back, now.get(hubFile) ?? '')]]);
}

/** A manifest of before, with the users of now and what came since. */
function withoutLoss(before: string, now: string): string {
  const back = documentsOf(before).filter((it) => !isOfUsers(it.object));
  const known = new Set(back.map(({ object }) => identity(object)));
  const kept = documentsOf(now).filter(({ object }) => !known.has(identity(object)));
  if (kept.length === 0 && back.length === documentsOf(before).length) return before;
  return [...back, ...kept].map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n');
}

function documentsOf(manifest: string): { readonly text: string; readonly object: KubeObject }[] {
  // At the start of a line, this is the end of a document even within a text.
  return manifest.split(/^---[ \t]*\r?\n/m).flatMap((text) => {
    return objectsOf(parseManifests(new Map([['', text]]))).map((object) => ({ text, object }));
  });
}

/** What somebody has written there by hand may be anything. */
const objectsOf = (parsed: ParsedManifests) =>
  [...parsed.values()].flat().filter((it) => isMapping(it) && typeof it.metadata?.name === 'string');

const isOfUsers = ({ kind, metadata }: KubeObject) => kind === 'Secret' && metadata.name.startsWith(names.users(''));

/** What a rollback changes in the manifests. */
export interface ManifestChanges extends ObjectChanges {
  /** Users of before who were removed or disabled since. */
  readonly returning: readonly string[];
  /** Users who get their password of before. */
  readonly olderPassword: readonly string[];
  /** Users who came since. */
  readonly missing: readonly string[];
}

/** What differs between the manifests of now and those that a rollback leaves. */
export function manifestChanges(now: ManifestTexts, after: ManifestTexts): ManifestChanges {
  const [old, next] = [now, after].map((it) => objectsOf(parseManifests(it))) as [KubeObject[], KubeObject[]];
  const [users, usersAfter] = [usersOf(old), usersOf(next)];
  const back = [...usersAfter].filter(([, hash]) => hash !== undefined);
  return {
    ...objectChanges(new Map([['', old]]), new Map([['', next]])),
    returning: back.flatMap(([name]) => (users.get(name) === undefined ? name : [])),
    olderPassword: back.flatMap(([name, hash]) => {
      const known = users.get(name);
      return known !== undefined && known !== hash ? name : [];
    }),
    missing: [...users].flatMap(([name, hash]) => (hash !== undefined && !usersAfter.has(name) ? name : [])),
  };
}

/** The hash of every user's password; undefined for one who is disabled. */
function usersOf(objects: readonly KubeObject[]): ReadonlyMap<string, unknown> {
  const texts = objects.filter(isOfUsers).map((it) => valueAt(it, ['stringData', 'users.json']));
  return new Map(
    texts.flatMap((text) => {
      const users = typeof text === 'string' ? parse(text) : undefined;
      if (!isMapping(users)) return [];
      return Object.entries(users).map(([name, user]) => {
        const { hash, disabled } = isMapping(user) ? user : {};
        return [name, disabled === true ? undefined : hash] as const;
      });
    }),
  );
}

/** The values of the hub's release in a manifest; none if it is not there. */
export function hubValues(manifest: string): Mapping {
  const release = objectsOf(parseManifests(new Map([['', manifest]]))).find(
    ({ kind, metadata }) => kind === 'HelmChart' && metadata.name === names.release,
  );
  const text = valueAt(release, ['spec', 'valuesContent']);
  const values: unknown = typeof text === 'string' ? parse(text) : undefined;
  return isMapping(values) ? values : {};
}

/** Where the chart keeps the hub's database: `sqlite-pvc`, `postgres` and so on, as `hub.db.type` of its values. */
export function databaseType(manifest: string): string {
  const type = valueAt(hubValues(manifest), ['hub', 'db', 'type']);
  return typeof type === 'string' ? type : 'sqlite-pvc';
}
