import * as z from 'zod';
import { didYouMean } from '../system/did-you-mean.ts';
import type { PathSegment, SettingsProblem } from '../system/problem.ts';

/** Keys whose value may be a secret, written where a reference belongs: it is never shown. */
const SECRET_KEY = /password|secret|token|key$/i;

const UNSEEN = /[\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]/g;

/** The problems of a parse that failed, each with what was found and what to write. */
export function explain(schema: z.ZodType, data: unknown, error: z.ZodError): SettingsProblem[] {
  return error.issues.flatMap((issue) => explainIssue(schema, data, issue));
}

function explainIssue(schema: z.ZodType, data: unknown, issue: z.core.$ZodIssue): SettingsProblem[] {
  const path = issue.path as PathSegment[];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, data, path);
    return issue.keys.map((key) => unknownKey([...path, key], key, known));
  }
  if (issue.code === 'invalid_key') {
    const why = issue.issues[0]?.message;
    return [{ path, message: `"${String(path.at(-1))}" cannot be a key here${why ? `: ${why}` : ''}`, atKey: true }];
  }
  const value = valueAt(data, path);
  if (value === undefined) {
    const misspelt = issue.code === 'invalid_union' ? misspeltChooser(data, path) : undefined;
    if (misspelt) return [misspelt];
    return [{ path, message: `missing: ${wanted(issue)}` }];
  }
  const whole = issue.code === 'custom' && typeof value === 'object';
  // A scalar says itself what to write, after what was expected.
  const [what, ...suggested] = wanted(issue).split('; ');
  const message = `${what}${whole ? '' : found(path, value)}`;
  const fix = suggested.join('; ') || remedy(issue, value) || example(schema, data, path, issue, value);
  return [{ path, message, ...(fix && { fix }) }];
}

/** In a mapping whose one key decides which others exist, no other is known until that one is spelt right. */
function misspeltChooser(data: unknown, path: readonly PathSegment[]): SettingsProblem | undefined {
  const [parent, chooser] = [path.slice(0, -1), String(path.at(-1))];
  const written = didYouMean(chooser, Object.keys(valueAt(data, parent) ?? {}));
  return written === undefined ? undefined : unknownKey([...parent, written], written, [chooser]);
}

/** What to write for a value that is nearly right: in quotes or without, or in another spelling. */
function remedy(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  const options = issue.code === 'invalid_value' ? issue.values : 'options' in issue ? issue.options : undefined;
  if (Array.isArray(options) && typeof value === 'string') {
    const meant = didYouMean(value.trim(), options.map(String));
    return meant && `did you mean "${meant}"?`;
  }
  if (issue.code !== 'invalid_type') return undefined;
  const text = String(value).trim();
  switch (issue.expected) {
    case 'boolean':
      if (/^(?:true|yes|y|on|1)$/i.test(text)) return 'write true';
      return /^(?:false|no|n|off|0)$/i.test(text) ? 'write false' : undefined;
    case 'int':
    case 'number':
      return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(text) ? `write ${text} without quotes` : undefined;
    case 'string':
      if (!issue.message.startsWith('Invalid input')) return undefined; // This kind of text has its own message.
      return typeof value === 'number' || typeof value === 'boolean' ? 'put it in quotes' : undefined;
    case 'array':
      return /^-\S/.test(text) ? 'write a space after the "-"' : undefined;
    case 'object':
      return typeof value === 'string' && /^[\w-]+:\S/.test(text) ? 'write a space after the ":"' : undefined;
    default:
      return undefined;
  }
}

/** An example of the list or mapping that is expected. */
function example(
  schema: z.ZodType,
  data: unknown,
  path: readonly PathSegment[],
  issue: z.core.$ZodIssue,
  value: unknown,
): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  const { expected } = issue;
  const mapping = (at: readonly PathSegment[]) => {
    const keys = knownKeys(schema, data, at).slice(0, 2);
    return keys.length > 0 ? `{ ${keys.map((key) => `${key}: …`).join(', ')} }` : undefined;
  };
  const entry = typeof value === 'string' && found(path, value) !== '' ? value : mapping([...path, 0]);
  const shape = expected === 'array' ? entry && `[${entry}]` : expected === 'object' ? mapping(path) : undefined;
  return shape && `write it like ${shape}`;
}

/**
 * A key that the schema does not know: with the most likely known one, or all of them.
 *
 * @param most How many known keys are named; of more, none is. Default: however many there are.
 */
export function unknownKey(
  path: readonly PathSegment[],
  key: string,
  known: readonly string[],
  most = Infinity,
): SettingsProblem {
  const meant = didYouMean(key, known);
  const isShort = known.length > 0 && known.length <= most;
  const fix = meant ? `did you mean "${meant}"?` : isShort ? `known here: ${known.join(', ')}` : undefined;
  return { path, message: 'unknown key', atKey: true, ...(fix && { fix }) };
}

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return `expected ${typeName(issue.expected)}`;
  if (issue.code === 'invalid_value') return `expected ${listed(issue.values)}`;
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `expected ${listed(issue.options)}`;
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}${unit(issue.origin)}`;
  if (issue.code === 'too_big') return `expected at most ${issue.maximum}${unit(issue.origin)}`;
  return issue.message.startsWith('Invalid') ? issue.message.replace(/^Invalid input: /, '') : issue.message;
}

const unit = (origin: string) => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '');

/** Values that are allowed, as they are written. */
export const listed = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(' or ');

/** A type in words: `a mapping`. */
export function typeName(expected: string): string {
  const names: Record<string, string> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
  };
  return names[expected] ?? expected;
}

/** The login in a URL, up to the end of the password. */
const LOGIN_IN_ADDRESS = /(:\/\/[^\s/?#]*?:)[^\s]*@/g;

/** `, found …` for a value; nothing where it may be a secret, since its key says so. */
export function found(path: readonly PathSegment[], value: unknown): string {
  if (path.some((segment) => typeof segment === 'string' && SECRET_KEY.test(segment))) return '';
  if (value === null) return ', found nothing';
  if (Array.isArray(value)) return `, found a list of ${value.length}`;
  if (typeof value === 'object') return ', found a mapping';
  // An odd space would look like an ordinary one.
  const text = (JSON.stringify(value) ?? String(value))
    .replace(LOGIN_IN_ADDRESS, '$1…@')
    .replace(UNSEEN, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `, found ${text.length > 60 ? `${text.slice(0, 57)}…"` : text}`;
}

function valueAt(data: unknown, path: readonly PathSegment[]): unknown {
  return path.reduce<unknown>(
    (value, segment) => (value as Record<PathSegment, unknown> | null | undefined)?.[segment],
    data,
  );
}

/** The keys that the schema knows at the path; of a union, those of the branch that the data chose. */
function knownKeys(schema: z.ZodType, data: unknown, path: readonly PathSegment[]): string[] {
  const inner = unwrap(schema, data);
  if (inner instanceof z.ZodObject) {
    const [head, ...rest] = path;
    if (head === undefined) return Object.keys(inner.shape);
    const child = inner.shape[head as string] as z.ZodType | undefined;
    return child ? knownKeys(child, valueAt(data, [head]), rest) : [];
  }
  const [head, ...rest] = path;
  const element =
    inner instanceof z.ZodArray ? inner.element : inner instanceof z.ZodRecord ? inner.valueType : undefined;
  return element && head !== undefined ? knownKeys(element as z.ZodType, valueAt(data, [head]), rest) : [];
}

function unwrap(schema: z.ZodType, data: unknown): z.ZodType {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator, options } = schema.def as unknown as { discriminator: string; options: z.ZodType[] };
    const chosen = options.find(
      (option) =>
        option instanceof z.ZodObject && option.shape[discriminator]?.safeParse(valueAt(data, [discriminator])).success,
    );
    return chosen ? unwrap(chosen, data) : schema;
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType, data);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap() as z.ZodType, data);
  }
  return schema;
}
