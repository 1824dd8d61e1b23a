import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../system/mapping.ts';
import type { PackageFacts } from '../project-files.ts';
import type { Release } from '../releases.ts';
import type { Edited } from './edited.ts';

const FIELDS = [
  'engines',
  'devDependencies',
  'overrides',
  'allowScripts',
] as const satisfies readonly (keyof PackageFacts)[];

export interface PackageNews {
  /** The release that the project comes from; undefined where nobody knows. */
  readonly from: Release | undefined;
  readonly past: readonly Release[];
  readonly now: Release;
}

/** Brings a project's package.json forward: what `init` wrote follows, what a person wrote stays. */
export function editPackage(text: string, { from, past, now }: PackageNews): Edited {
  const manifest = JSON.parse(text) as Record<string, Record<string, unknown> | undefined>;
  const done: string[] = [];
  const left: string[] = [];
  for (const field of FIELDS) {
    const news: Readonly<Record<string, unknown>> = now.package[field];
    for (const key of new Set([news, ...past.map((it) => it.package[field])].flatMap((it) => Object.keys(it)))) {
      const [current, next, original] = [manifest[field]?.[key], news[key], from?.package[field][key]];
      if (isDeepStrictEqual(current, next)) continue;
      const isOurs =
        current === undefined
          ? from !== undefined && original === undefined
          : past.some((it) => isDeepStrictEqual(it.package[field][key], current));
      const shown = next === undefined ? 'gone' : JSON.stringify(next);
      if (isOurs) {
        done.push(`package.json: ${field}.${key} is ${shown}`);
        set(manifest, field, key, next);
      } else if (field === 'overrides' && !isDeepStrictEqual(original, next)) {
        left.push(`package.json: ${field}.${key} was edited; \`init\` writes ${shown} now`);
      }
    }
  }
  return { text: done.length === 0 ? text : `${JSON.stringify(manifest, undefined, indent(text))}\n`, done, left };
}

function set(manifest: Record<string, unknown>, field: string, key: string, value: unknown): void {
  const old = isMapping(manifest[field]) ? manifest[field] : {};
  const { [key]: _, ...others } = old;
  manifest[field] = value === undefined ? others : { ...old, [key]: value };
}

const indent = (text: string) => /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
