import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError } from '../../system/user-error.ts';

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

/** What YAML may give to a trait: one kind of thing, or one of several shapes. */
export interface Shape {
  /** @default - there are `options` */
  readonly is?:
    | 'any'
    | 'scalar'
    | 'bool'
    | 'int'
    | 'number'
    | 'text'
    | 'choice'
    | 'class'
    | 'list'
    | 'mapping'
    | 'bytes'
    | 'function'
    | 'object';
  readonly options?: readonly Shape[];
  /** Whether null is taken too. @default false */
  readonly null?: boolean;
  /** Of a list or a mapping, what each entry is. @default - anything */
  readonly of?: Shape;
  /** Of a choice the values, of a class the short names, and whether upper and lower case are the same. */
  readonly values?: readonly (string | number)[];
  readonly caseless?: boolean;
  /** Of a number, and of a list its length. */
  readonly min?: number;
  readonly max?: number;
  readonly minlen?: number;
  readonly maxlen?: number;
}

/** What can be configured in a class of the hub image. What it inherits unchanged is listed with its base. */
export interface HubClass {
  /** The Python module that it comes from. */
  readonly module: string;
  /** The names that JupyterHub takes for its import path: `github`. */
  readonly names: readonly string[];
  /** The classes that it is based on, the nearest first. */
  readonly bases: readonly string[];
  readonly traits: Readonly<Record<string, Shape>>;
  /** What a former name that is still applied is called now. */
  readonly renamed: Readonly<Record<string, string>>;
  /** What took the place of a former name that is refused or ignored. */
  readonly removed: Readonly<Record<string, string>>;
}

// Read at the first use: most platforms set no raw values, and then none of it is needed.
const load = createRequire(import.meta.url);

/** The chart's own schema of its values. */
export const chartSchema = (): Schema => load('../../imports/z2jh.schema.json');

/**
 * The same, compiled; a checkout makes it when its packages are installed.
 *
 * @throws UserError where that was left out
 */
export function validateChartValues(path = '../../imports/z2jh-validate.cjs'): Validator {
  try {
    return load(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new UserError('imports/z2jh-validate.cjs, which checks chart values, is missing', {
      fix: `Run \`npm run prepare\` in ${join(import.meta.dirname, '../..')}, after \`npm ci\`.`,
      cause,
    });
  }
}

/** The chart's default values. */
export const chartDefaults = (): Readonly<Record<string, unknown>> => load('../../imports/z2jh-defaults.json');

/** The types of Kubernetes, by name: the type of each field, with `!` where it is needed. */
export const kubernetesTypes = (): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  load('../../imports/kubernetes-types.json');

/** What roles and services of JupyterHub may have. */
export const hubAccess = (): { readonly scopes: readonly string[]; readonly serviceFields: readonly string[] } =>
  load('../../imports/hub-access.json');

/** The classes of the hub image, by name. */
export const hubClasses = (): Readonly<Record<string, HubClass>> => load('../../imports/hub-classes.json');
