import { createRequire } from 'node:module';

/** A JSON schema, as far as it is read here. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
}

/** What ajv tells of one thing that does not fit the schema. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A validator that ajv made: its errors are those of the last call. */
export interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}

/** What can be configured in a class of the hub image. */
export interface HubClass {
  /** The Python module that it comes from. */
  readonly module: string;
  /** The kind of each trait: `Bool`, `Union(Unicode, Callable)`; with `?` it may be null. */
  readonly traits: Readonly<Record<string, string>>;
  /** What a trait's former name is called now. */
  readonly renamed: Readonly<Record<string, string>>;
}

// Read at the first use: most platforms set no raw values, and then none of it is needed.
const load = createRequire(import.meta.url);

/** The chart's own schema of its values. */
export const chartSchema = (): Schema => load('../../imports/z2jh.schema.json');

/** The same, compiled. */
export const validateChartValues = (): Validator => load('../../imports/z2jh-validate.cjs');

/** The chart's default values. */
export const chartDefaults = (): Readonly<Record<string, unknown>> => load('../../imports/z2jh-defaults.json');

/** The classes of the hub image, by name. */
export const hubClasses = (): Readonly<Record<string, HubClass>> => load('../../imports/hub-classes.json');
