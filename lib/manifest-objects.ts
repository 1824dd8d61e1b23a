import { parseAllDocuments } from 'yaml';
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

/** What was parsed of the manifests of a command, by document: many ask for objects of the same ones. */
const parsed = new WeakMap<ReadonlyMap<string, string>, Map<string, readonly Found[]>>();

/**
 * The objects of some kinds. What cannot be one of them is not parsed: the Secrets of thousands of users take seconds.
 *
 * @param manifests texts by file name
 */
export function objectsOfKinds(manifests: ReadonlyMap<string, string>, kinds: readonly string[]): Found[] {
  const candidate = new RegExp(`^kind: *["']?(${kinds.join('|')})["']?\\s*$|^\\{`, 'm');
  const known = parsed.get(manifests) ?? new Map<string, readonly Found[]>();
  parsed.set(manifests, known);
  return [...manifests]
    .flatMap(([file, text]) => documentsIn(text).map((document) => ({ file, document })))
    .filter(({ document }) => candidate.test(document))
    .flatMap(({ file, document }) => {
      const key = `${file}\n${document}`;
      const found = known.get(key) ?? objectsIn(file, document);
      known.set(key, found);
      return found.filter(({ kind }) => kinds.includes(kind));
    });
}

/** The documents of a manifest, as text. */
export function documentsIn(manifest: string): string[] {
  return manifest.split(/^---(?=\s|$)/m);
}

function objectsIn(file: string, text: string): Found[] {
  return parseAllDocuments(text).flatMap((document): Found[] => {
    const { success, data } = OBJECT.safeParse(document.errors.length > 0 ? undefined : document.toJS());
    return success ? [{ file, kind: data.kind, metadata: data.metadata, object: data }] : [];
  });
}
