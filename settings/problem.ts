import { distance } from 'fastest-levenshtein';

/** A place in a file, both counted from 1 as editors count. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** A step into a document: a key of a mapping or an index of a list. */
export type PathSegment = string | number;

/** One thing that is wrong with the settings, as a person can mend it. */
export interface Problem {
  /** Where in the document, from its root: `['hub', 'values', 'hub', 'db']`. */
  readonly path: readonly PathSegment[];
  /** What is wrong and what was found. Never holds a secret. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
  /** Whether the key is at fault and not its value: then the location is the key's. @default false */
  readonly atKey?: boolean;
  /** Whether synthesis goes on. @default 'error' */
  readonly severity?: 'error' | 'warning';
}

/** The known name that a misspelt one most likely means; undefined when none is near. */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  const limit = found.length < 4 ? 1 : Math.max(2, Math.floor(found.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const apart = distance(found.toLowerCase(), name.toLowerCase());
    if (apart <= limit && (best === undefined || apart < best.distance)) best = { name, distance: apart };
  }
  return best?.name;
}

/** A path as it is written in messages: `sizes[0].cpu.limit`. */
export function formatPath(path: readonly PathSegment[]): string {
  return path.map((s, i) => (typeof s === 'number' ? `[${s}]` : i === 0 ? s : `.${s}`)).join('');
}
