import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { unknownKey } from '../explain.ts';
import type { Schema } from './chart-facts.ts';

/** A schema that may have no other keys than those it names. */
type Closed = Schema & { readonly additionalProperties?: unknown };

/** Finds unknown keys without a value: Helm refuses them, and merging with the defaults would take them for removed. */
export function checkUnknownNulls(
  values: unknown,
  schema: Closed | undefined,
  at: readonly PathSegment[],
): SettingsProblem[] {
  if (!isMapping(values) || schema === undefined) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...at, key];
    const inner = schema.properties?.[key] ?? matching(schema, key);
    if (value !== null) return checkUnknownNulls(value, inner, path);
    if (inner !== undefined || schema.additionalProperties !== false) return [];
    return [unknownKey(path, key, Object.keys(schema.properties ?? {}))];
  });
}

const matching = ({ patternProperties = {} }: Schema, key: string) =>
  Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
