import { isMapping } from '../../system/mapping.ts';
import { listed } from '../explain.ts';
import type { Shape } from './chart-facts.ts';

interface Kind {
  readonly takes: (value: unknown, shape: Shape) => boolean;
  readonly says: (shape: Shape) => string;
}

/** What Python's `float` reads, and one of JupyterHub's four letters after it. */
const BYTES = /^\s*[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?\s*[KMGT]$/;

// traitlets takes true for 1 and false for 0, and the other way round.
const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'boolean';
const isWithin = (value: unknown, { min = -Infinity, max = Infinity }: Shape) =>
  Number(value) >= min && Number(value) <= max;

const kinds: Readonly<Record<Shape['is'] & string, Kind>> = {
  any: { takes: () => true, says: () => 'any value' },
  scalar: { takes: (v) => typeof v !== 'object' || v === null, says: () => 'a single value' },
  bool: { takes: (v) => typeof v === 'boolean' || v === 0 || v === 1, says: () => 'true or false' },
  int: {
    takes: (v, shape) => isNumber(v) && Number.isInteger(Number(v)) && isWithin(v, shape),
    says: (shape) => `a whole number${limits(shape)}`,
  },
  number: { takes: (v, shape) => isNumber(v) && isWithin(v, shape), says: (shape) => `a number${limits(shape)}` },
  text: { takes: (v) => typeof v === 'string', says: () => 'text' },
  choice: { takes: isChoice, says: ({ values = [] }) => listed(values.filter((it) => typeof it === 'string')) },
  class: {
    takes: (v, shape) => typeof v === 'string' && (/^[\p{L}_]\w*(\.\w+)+$/u.test(v) || isChoice(v, shape)),
    says: () => 'the import path of a class or one of the short names',
  },
  list: {
    takes: (v, shape) =>
      Array.isArray(v) &&
      v.length >= (shape.minlen ?? 0) &&
      v.length <= (shape.maxlen ?? Infinity) &&
      v.every((it) => fits(it, shape.of)),
    says: ({ of, minlen, maxlen }) => `a list${length(minlen, maxlen)}${plural(of)}`,
  },
  mapping: {
    takes: (v, { of }) => isMapping(v) && Object.values(v).every((it) => fits(it, of)),
    says: ({ of }) => `a mapping${plural(of) && ` with ${says(of as Shape)} under each key`}`,
  },
  bytes: {
    takes: (v) => isNumber(v) || (typeof v === 'string' && BYTES.test(v)),
    says: () => 'bytes as a number, or text ending in K, M, G or T (2G means 2Gi)',
  },
  function: { takes: () => false, says: () => 'a function, which only Python in hub.extraConfig can give' },
  object: { takes: () => false, says: () => 'an object, which only Python in hub.extraConfig can give' },
};

/** Whether a value of YAML fits a shape. */
export function fits(value: unknown, shape: Shape = { is: 'any' }): boolean {
  if (value === null && shape.null) return true;
  if (shape.options) return shape.options.some((option) => fits(value, option));
  return kinds[shape.is ?? 'any'].takes(value, shape);
}

/** The part of a value that does not fit, and what it should be: an entry of a list rather than the list. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly shape: Shape;
}

/** What of a value does not fit a shape; undefined when it fits. */
export function misfit(value: unknown, shape: Shape = { is: 'any' }): Misfit | undefined {
  if (fits(value, shape)) return undefined;
  const kind = Array.isArray(value) ? 'list' : isMapping(value) ? 'mapping' : undefined;
  const inner = (shape.options ?? [shape]).find((it) => it.is === kind);
  for (const [key, entry] of kind && inner ? Object.entries(value as object) : []) {
    const found = misfit(entry, inner?.of);
    if (found) return { ...found, path: [kind === 'list' ? Number(key) : key, ...found.path] };
  }
  return { path: [], value, shape };
}

/** A shape in words: `a list of texts or text`. What only Python can give is left out where YAML has a choice. */
export function says(shape: Shape): string {
  if (!shape.options) return kinds[shape.is ?? 'any'].says(shape);
  const writable = shape.options.filter(({ is }) => is !== 'function' && is !== 'object');
  return (writable.length > 0 ? writable : shape.options).map(says).join(' or ');
}

/** The texts that may be chosen from, where a shape is a choice. */
export function choicesOf({ values = [], options = [] }: Shape): string[] {
  return [...values.filter((it) => typeof it === 'string'), ...options.flatMap(choicesOf)];
}

function isChoice(value: unknown, { values = [], caseless }: Shape): boolean {
  const plain = (it: unknown) => (caseless && typeof it === 'string' ? it.toLowerCase() : it);
  return values.some((it) => plain(it) === plain(typeof value === 'boolean' ? Number(value) : value));
}

function limits({ min, max }: Shape): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  return min !== undefined ? ` of at least ${min}` : max !== undefined ? ` of at most ${max}` : '';
}

function length(minlen: number | undefined, maxlen: number | undefined): string {
  return minlen !== undefined && minlen === maxlen ? ` of ${minlen} entries` : '';
}

function plural(items: Shape | undefined): string {
  const names: Partial<Record<Shape['is'] & string, string>> = { text: ' of texts', mapping: ' of mappings' };
  return names[items?.is ?? 'any'] ?? '';
}
