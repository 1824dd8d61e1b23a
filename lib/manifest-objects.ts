import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
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

/** An object of a manifest. */
export interface Found {
  /** Name of the file that it is in. */
  readonly file: string;
  readonly kind: string;
  readonly metadata: z.infer<typeof OBJECT>['metadata'];
  /** All of it. */
  readonly object: Mapping;
}

/**
 * The objects of some kinds. What cannot be one of them is not parsed: the Secrets of thousands of users take seconds.
 *
 * @param manifests texts by file name
 */
export function objectsOfKinds(manifests: ReadonlyMap<string, string>, kinds: readonly string[]): Found[] {
  const may = new RegExp(`^kind: *["']?(${kinds.join('|')})["']?\\s*$|^\\{`, 'm');
  return [...manifests].flatMap(([file, text]) =>
    text
      .split(/^---(?=\s|$)/m)
      .filter((part) => may.test(part))
      .flatMap((part) => parseAllDocuments(part))
      .flatMap((document): Found[] => {
        const { success, data } = OBJECT.safeParse(document.errors.length > 0 ? undefined : document.toJS());
        if (!success || !kinds.includes(data.kind)) return [];
        const { kind, metadata } = data;
        return [{ file, kind, metadata, object: data }];
      }),
  );
}
