import type * as z from 'zod';
import type { PathSegment, SettingsProblem } from '../system/problem.ts';
import { explain } from './explain.ts';

/** What a document says: the value, when there is one to reason about, and everything that is wrong with it. */
export interface Parsed<T> {
  /** The whole value; after a problem, what is left without the faulty parts, if that is valid. */
  readonly value: T | undefined;
  readonly problems: readonly SettingsProblem[];
}

/**
 * Parses data with a schema. After a problem, the faulty parts are left out and the rest is parsed again, so that the
 * checks which follow can report what else is wrong in the same run.
 */
export function parseWith<S extends z.ZodType>(schema: S, data: unknown): Parsed<z.output<S>> {
  const first = schema.safeParse(data);
  if (first.success) return { value: first.data, problems: [] };
  const problems = explain(schema, data, first.error);
  const rest = structuredClone(data);
  const removable = problems.every((problem) => removeKey(rest, problem.path));
  const second = removable ? schema.safeParse(rest) : undefined;
  return { value: second?.success ? second.data : undefined, problems };
}

/** Removes a key from a mapping; an entry of a list is kept, since all others would move. */
function removeKey(data: unknown, path: readonly PathSegment[]): boolean {
  const key = path.at(-1);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((value, segment) => (value as Record<PathSegment, unknown> | null | undefined)?.[segment], data);
  if (typeof key !== 'string' || typeof parent !== 'object' || parent === null || Array.isArray(parent)) return false;
  delete (parent as Record<string, unknown>)[key];
  return true;
}
