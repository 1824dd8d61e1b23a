import { type Mapping, valueAt, withDefaults } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found, listed, typeName, unknownKey } from '../explain.ts';
import { chartDefaults, chartSchema, type Schema, type SchemaError, validateChartValues } from './chart-facts.ts';
import { movedValue } from './moved.ts';

/** How many known keys are named beside an unknown one, where there are many. */
const FEW = 8;
/** How many unknown keys are reported one by one. */
const MANY = 15;

/** Checks raw values, as Helm merges them with the chart's defaults, against the chart's own schema. */
export function checkChartSchema(values: Mapping, at: readonly PathSegment[]): SettingsProblem[] {
  const merged = withDefaults(chartDefaults(), values);
  const validate = validateChartValues();
  if (validate(merged)) return [];
  const problems = (validate.errors ?? []).flatMap((error) => explain(error, merged, at));
  const unknown = problems.filter((it) => it.message === 'unknown key');
  if (unknown.length <= MANY) return problems;
  return [otherChart(values, unknown.length, at), ...problems.filter((it) => it.message !== 'unknown key')];
}

/** Of the values of another chart, hundreds of keys may be unknown: one line says what is the case. */
function otherChart(values: Mapping, count: number, at: readonly PathSegment[]): SettingsProblem {
  const signs = ['hub.image.registry', 'singleuser.image.registry', 'global.imageRegistry', 'proxy.image.registry'];
  const isBitnami = signs.some((it) => valueAt(values, it.split('.')) !== undefined);
  return {
    path: at,
    message: `${count} keys are unknown: these look like the values of another chart${isBitnami ? " (Bitnami's)" : ''}`,
    fix: 'write the values of zero-to-jupyterhub, or remove them',
  };
}

function explain(error: SchemaError, merged: unknown, at: readonly PathSegment[]): SettingsProblem[] {
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
): SettingsProblem {
  if (schema?.patternProperties?.['^[A-Z].*$']) {
    return { path, atKey: true, message: 'expected the name of a Python class, starting with a capital letter' };
  }
  const fix = movedValue(inner);
  if (fix) return { path, atKey: true, message: 'unknown key', fix };
  return unknownKey(path, key, Object.keys(schema?.properties ?? {}), FEW);
}

function types(type: unknown): string {
  const names = (Array.isArray(type) ? type : String(type).split(',')).filter((name) => name !== 'null');
  return names.map((name) => typeName(name === 'integer' ? 'int' : name)).join(' or ');
}

/** The schema of the value at a path. */
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
