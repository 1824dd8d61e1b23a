import { type Mapping, withDefaults } from '../../lib/mapping.ts';
import { found, listed, typeName, unknownKey } from '../explain.ts';
import type { PathSegment, Problem } from '../problem.ts';
import { chartDefaults, chartSchema, type Schema, type SchemaError, validateChartValues } from './chart-facts.ts';
import { movedValue } from './moved.ts';

/** Checks raw values, as Helm merges them with the chart's defaults, against the chart's own schema. */
export function checkChartSchema(values: Mapping, at: readonly PathSegment[]): Problem[] {
  const merged = withDefaults(chartDefaults(), values);
  const validate = validateChartValues();
  if (validate(merged)) return [];
  return (validate.errors ?? []).flatMap((error) => explain(error, merged, at));
}

function explain(error: SchemaError, merged: unknown, at: readonly PathSegment[]): Problem[] {
  const inner = error.instancePath.split('/').slice(1).map(unescapePointer);
  const path = [...at, ...typed(inner, merged)];
  const value = inner.reduce<unknown>((outer, key) => (outer as Record<string, unknown> | undefined)?.[key], merged);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      return [unknownValue([...path, key], key, schemaAt(inner), [...inner, key])];
    }
    case 'required':
      // An option of oneOf: that none or two of them fit is said once, for all.
      if (error.schemaPath.includes('/oneOf/')) return [];
      return [{ path, message: `missing: ${String(error.params.missingProperty)}, which the chart needs` }];
    case 'type':
      return [{ path, message: `expected ${types(error.params.type)}${found(path, value)}` }];
    case 'enum':
      return [{ path, message: `expected ${listed(error.params.allowedValues as unknown[])}${found(path, value)}` }];
    case 'minimum':
      return [{ path, message: `expected at least ${String(error.params.limit)}${found(path, value)}` }];
    case 'oneOf':
      return [{ path, message: 'expected exactly one of data, stringData and binaryData' }];
    default:
      // `if` only says that its `then`, or an option of oneOf, failed, and that one is an error of its own.
      return [];
  }
}

function unknownValue(
  path: readonly PathSegment[],
  key: string,
  schema: Schema | undefined,
  inner: readonly string[],
): Problem {
  if (schema?.patternProperties?.['^[A-Z].*$']) {
    return { path, atKey: true, message: 'expected the name of a Python class, which begins with a capital' };
  }
  const hint = movedValue(inner);
  if (hint) return { path, atKey: true, message: 'unknown key', hint };
  return unknownKey(path, key, Object.keys(schema?.properties ?? {}));
}

function types(type: unknown): string {
  const names = (Array.isArray(type) ? type : String(type).split(',')).filter((name) => name !== 'null');
  return names.map((name) => typeName(name === 'integer' ? 'int' : name)).join(' or ');
}

/** The schema of what stands at a path. */
function schemaAt(path: readonly string[]): Schema | undefined {
  return path.reduce<Schema | undefined>(
    (schema, key) => schema?.properties?.[key] ?? Object.values(schema?.patternProperties ?? {})[0],
    chartSchema(),
  );
}

/** The same path with the indexes of lists as numbers. */
function typed(path: readonly string[], document: unknown): PathSegment[] {
  let value = document;
  return path.map((key) => {
    const segment = Array.isArray(value) ? Number(key) : key;
    value = (value as Record<PathSegment, unknown> | undefined)?.[segment];
    return segment;
  });
}

const unescapePointer = (segment: string) => segment.replaceAll('~1', '/').replaceAll('~0', '~');
