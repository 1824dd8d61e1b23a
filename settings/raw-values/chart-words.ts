import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { chartSchema, type Schema } from './chart-facts.ts';
import { traitOf } from './hub-classes.ts';
import { fits } from './shapes.ts';

/** Words that Helm reads as true and false, and YAML 1.2 as text. */
const WORDS = new Map([
  ...['y', 'yes', 'on'].map((word) => [word, true] as const),
  ...['n', 'no', 'off'].map((word) => [word, false] as const),
]);

/** A value that is written without quotes. */
export interface PlainText {
  readonly path: readonly PathSegment[];
  readonly text: string;
}

/** What a word such as `yes` means to Helm; undefined for any other text. */
function truthOf(text: string): boolean | undefined {
  const isWord = text === text.toLowerCase() || text === text.toUpperCase() || /^[A-Z][a-z]+$/.test(text);
  return isWord ? WORDS.get(text.toLowerCase()) : undefined;
}

/** Mappings of Kubernetes whose values are text, whatever they look like. */
const OF_TEXT =
  /^(?:(?:extra)?[lL]abels|(?:extra)?[aA]nnotations|matchLabels|nodeSelector|extraEnv|env|environment|node_selector|extra_labels|extra_annotations)$/;

/**
 * Raw values as Helm reads them: `yes` and its like become true or false, but stay text where text is wanted. Where
 * neither the chart nor the classes of the hub say what is wanted, a warning says what was understood.
 *
 * @param at Where the values stand in the document.
 * @param data The document; its values are changed.
 */
export function readWords(words: readonly PlainText[], at: readonly PathSegment[], data: unknown): SettingsProblem[] {
  return words.flatMap(({ path, text }) => {
    const truth = truthOf(text);
    if (truth === undefined || !at.every((segment, i) => path[i] === segment)) return [];
    const kinds = kindsAt(path.slice(at.length));
    if (kinds.includes('string') && !kinds.includes('boolean')) return [];
    setAt(data, path, truth);
    if (kinds.includes('boolean')) return [];
    const fix = `write ${truth}, or "${text}" in quotes`;
    return [{ path, severity: 'warning', message: `${text} without quotes is ${truth}, as Helm reads it`, fix }];
  });
}

/** The types that may stand at a path of the values, as a JSON schema calls them. */
function kindsAt(path: readonly PathSegment[]): readonly string[] {
  const [parent, key] = [String(path.at(-2)), String(path.at(-1))];
  if (OF_TEXT.test(parent) || (key === 'value' && typeof path.at(-2) === 'number')) return ['string'];
  const className = parent === 'kubespawner_override' ? 'KubeSpawner' : parent;
  const { shapes } = traitOf(className, key);
  if (shapes.length > 0) {
    const takes = (value: unknown) => shapes.some((shape) => shape.is !== 'any' && fits(value, shape));
    return [...(takes(true) ? ['boolean'] : []), ...(takes('yes') ? ['string'] : [])];
  }
  const schema = path.reduce<Schema | undefined>((outer, segment) => {
    const pattern = Object.entries(outer?.patternProperties ?? {}).find(([it]) => new RegExp(it).test(String(segment)));
    return outer?.properties?.[String(segment)] ?? pattern?.[1];
  }, chartSchema());
  return typeof schema?.type === 'string' ? [schema.type] : (schema?.type ?? []);
}

function setAt(data: unknown, path: readonly PathSegment[], value: boolean): void {
  const key = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((outer, it) => (outer as Record<PathSegment, unknown>)?.[it], data);
  if (key !== undefined && (isMapping(parent) || Array.isArray(parent)))
    (parent as Record<PathSegment, unknown>)[key] = value;
}
