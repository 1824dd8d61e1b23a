import { CORE_SCHEMA, loadAll } from 'js-yaml';
import * as z from 'zod';
import type { Mapping } from '../system/mapping.ts';

const pairs = z.record(z.string(), z.string()).default({});
const OBJECT = z.looseObject({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    // Where k3s puts what names none.
    namespace: z.string().default('default'),
    labels: pairs,
    annotations: pairs,
  }),
});

/** Texts of manifests, by the names of their files. */
export type ManifestTexts = ReadonlyMap<string, string>;

/** An object of a manifest. */
export interface Found {
  /** Name of the file that it is in. */
  readonly file: string;
  readonly kind: string;
  readonly metadata: z.infer<typeof OBJECT>['metadata'];
  /** All of it. */
  readonly object: Mapping;
}

/** A document of a manifest. */
interface Document {
  /** As far as it shows in the text; undefined in JSON. */
  readonly kind: string | undefined;
  readonly objects: () => readonly Found[];
}

/** The documents of the manifests of a command: many ask for objects of the same ones. */
const read = new WeakMap<ManifestTexts, readonly Document[]>();

const KIND = /^kind: *["']?(\w+)["']?\s*$|^\{/m;

/**
 * The objects of some kinds. What cannot be one of them is not parsed: the Secrets of thousands of users take seconds.
 *
 * @param manifests texts by file name
 */
export function objectsOfKinds(manifests: ManifestTexts, kinds: readonly string[]): Found[] {
  return documentsOf(manifests)
    .filter(({ kind }) => kind === undefined || kinds.includes(kind))
    .flatMap(({ objects }) => objects().filter(({ kind }) => kinds.includes(kind)));
}

function documentsOf(manifests: ManifestTexts): readonly Document[] {
  const known = read.get(manifests);
  if (known !== undefined) return known;
  const documents = [...manifests].flatMap(([file, text]) =>
    documentsIn(text).flatMap((document): Document[] => {
      const found = KIND.exec(document);
      let objects: readonly Found[] | undefined;
      return found ? [{ kind: found[1], objects: () => (objects ??= objectsIn(file, document)) }] : [];
    }),
  );
  read.set(manifests, documents);
  return documents;
}

/** The documents of a manifest, as text. */
export function documentsIn(manifest: string): string[] {
  return manifest.split(/^---(?=\s|$)/m);
}

function objectsIn(file: string, text: string): Found[] {
  return parsed(text).flatMap((document): Found[] => {
    const { success, data } = OBJECT.safeParse(document);
    return success ? [{ file, kind: data.kind, metadata: data.metadata, object: data }] : [];
  });
}

/** What cannot be parsed has no objects. */
function parsed(text: string): unknown[] {
  try {
    return loadAll(text, null, { schema: CORE_SCHEMA });
  } catch {
    return [];
  }
}
