import * as z from 'zod';
import { usersSchema } from '../platform/schema/users.ts';
import { platformSchema } from '../settings/platform-schema.ts';

/** The part of JSON schema that zod makes of our schemas. */
interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The files of this folder that are made from the schemas, by name. A test fails when they are out of date. */
export function generatedDocs(): Record<string, string> {
  const platform = jsonSchema(platformSchema());
  const users = jsonSchema(usersSchema);
  return {
    'platform.schema.json': `${JSON.stringify(platform, null, 2)}\n`,
    'users.schema.json': `${JSON.stringify(users, null, 2)}\n`,
    'reference.md': referencePage(platform, users),
  };
}

function jsonSchema(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Schema;
}

function referencePage(platform: Schema, users: Schema): string {
  const sections = Object.entries(platform.properties ?? {}).map(
    ([name, schema]) => `## ${name}\n\n${text(schema)}\n\n${table(schema, name)}`,
  );
  return [
    '# Settings',
    '<!-- Made by "npm run docs" from the schema in settings/. -->',
    'Every setting of `platform.yaml` and `users.yaml`. Durations are written `45s`, `30m`, `1h` or `7d`; sizes `512Mi`, `10Gi` or `2Ti`; processor time `0.5`, `2` or `500m`. A secret is never written down: `{ env: NAME }`, `{ file: path }` or `{ command: [program, argument] }` says where it is read from: [secrets.md](secrets.md).',
    ...sections,
    '## users.yaml',
    table(users, ''),
    ...Object.entries({ ...platform.definitions, ...users.definitions }).map(
      ([name, schema]) => `## ${name}\n\n${table(schema, '')}`,
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function table(schema: Schema, path: string): string {
  const rows = rowsOf(schema, path);
  if (rows.length === 0) return `A ${kindOf(schema)}.`;
  const lines = rows.map((row) => `| \`${row.path}\` | ${row.kind} | ${row.preset} | ${row.text} |`);
  return ['| setting | value | default | what it does |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

interface Row {
  readonly path: string;
  readonly kind: string;
  readonly preset: string;
  readonly text: string;
}

function rowsOf(schema: Schema, path: string): Row[] {
  const branches = branchesOf(schema);
  if (branches) return unionRows(branches, path);
  if (schema.items) return rowsOf(schema.items, `${path}[]`);
  if (schema.properties) return propertyRows(schema, path);
  if (typeof schema.additionalProperties === 'object') return rowsOf(schema.additionalProperties, `${path}.<name>`);
  return [];
}

/** What all branches of a union have in common, and then each branch under the value that chooses it. */
function unionRows(branches: readonly Schema[], path: string): Row[] {
  const all = branches.map((branch) => branchRows(branch, path));
  const key = (row: Row) => JSON.stringify(row);
  const shared = (all[0] ?? []).filter((row) => all.every((rows) => rows.some((other) => key(other) === key(row))));
  const isShared = (row: Row) => shared.some((other) => key(other) === key(row));
  return [...shared, ...all.flatMap((rows) => rows.filter((row) => !isShared(row)))];
}

/** The rows of one branch of a union, the value that chooses it first. */
function branchRows(branch: Schema, path: string): Row[] {
  const [key, chosen] = Object.entries(branch.properties ?? {}).find(([, schema]) => schema.const !== undefined) ?? [];
  const all = propertyRows(branch, path).filter((row) => row.path !== `${path}.${key}`);
  if (key === undefined || chosen === undefined) return all;
  return [{ path: `${path}.${key}`, kind: code(chosen.const), preset: '', text: `**${text(chosen)}**` }, ...all];
}

function propertyRows(schema: Schema, path: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, reference]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const required = schema.required?.includes(name) ?? false;
    const value = reference.default;
    const preset = value === undefined || typeof value === 'object' ? (required ? 'required' : '') : code(value);
    const own = { path: at, kind: kindOf(reference), preset, text: text(reference) };
    return [own, ...rowsOf(reference, at)];
  });
}

function branchesOf(schema: Schema): readonly Schema[] | undefined {
  const branches = schema.oneOf ?? schema.anyOf;
  return branches?.every((branch) => branch.properties) ? branches : undefined;
}

function kindOf(schema: Schema): string {
  const name = definitionName(schema);
  if (name) return `[${name}](#${name.toLowerCase()})`;
  if (schema.title) return schema.title;
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (branchesOf(schema)) return 'mapping';
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kindOf))].join(' or ');
  if (schema.items) return `list of ${kindOf(schema.items)}`;
  if (schema.type === 'integer') {
    const bounded =
      schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER;
    return bounded ? `${schema.minimum}–${schema.maximum}` : 'whole number';
  }
  if (typeof schema.additionalProperties === 'object' && definitionName(schema.additionalProperties)) {
    return `mapping to ${kindOf(schema.additionalProperties)}`;
  }
  return { string: 'text', object: 'mapping', boolean: '`true`, `false`' }[schema.type ?? ''] ?? 'any';
}

/** The name of the definition that a schema refers to; a reference with a description of its own is wrapped. */
function definitionName(schema: Schema): string | undefined {
  return (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
}

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

const text = ({ description }: Schema) => (description ?? '').replaceAll('|', '\\|');
