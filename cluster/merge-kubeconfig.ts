import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parse,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { toYaml } from '../system/yaml.ts';

const LISTS = { clusters: 'cluster', contexts: 'context', users: 'user' } as const;
type List = keyof typeof LISTS;

const ODD = 'its form cannot be edited';

/** A named entry: `{ name, cluster }`, `{ name, context }` or `{ name, user }`. */
type Entry = Readonly<Record<string, unknown>>;
type Config = { readonly [list in List]: readonly Entry[] } & { readonly 'current-context': string };

/** A part of a text, and what comes in its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether it comes after all others at its place. */
  readonly isLast?: boolean;
}

/**
 * One kubeconfig in the text of another: entries of the same name are replaced, others are added after the last; all the
 * rest stays byte by byte, comments, quotes and order included. A context keeps what was set in it besides, such as a
 * namespace.
 *
 * @param into undefined or empty where there is none yet
 * @param added as k3s's own was made ours: one cluster, one user, one context
 * @param isCurrent whether its context becomes the current one if the text names none
 * @throws Error with what keeps the text from being edited
 */
export function mergeKubeconfig(into: string | undefined, added: string, isCurrent = true): string {
  const text = into ?? '';
  const document = parsed(text);
  const more = parse(added) as Config;
  const root = document.contents as Node | null;
  if (root === null || (isScalar(root) && root.value === null)) return joined(text, added);
  if (!isMap(root)) throw new Error('expected a mapping');

  const before = document.toJS() as Readonly<Record<string, unknown>>;
  const entries = (Object.keys(LISTS) as List[]).map((list) => ({ list, entry: entryFor(list, more, before) }));
  const isNamed = !isCurrent || (before['current-context'] ?? '') !== '';
  const current = isNamed ? [] : currentEdits(text, root, more['current-context']);
  const edits = entries.flatMap(({ list, entry }) => listEdits(text, document, root, list, entry));
  const edited = apply(text, [...edits, ...current]);
  const expected = {
    ...before,
    ...Object.fromEntries(entries.map(({ list, entry }) => [list, withEntry(before[list], entry)])),
    ...(isNamed ? {} : { 'current-context': more['current-context'] }),
  };
  // What is odd enough to be misread here is better left alone.
  if (!isReadAs(edited, expected)) throw new Error(ODD);
  return edited;
}

/** Whether a kubeconfig has an entry of this name, and whether it has a current context. */
export function lookInto(text: string, name: string): { readonly hasEntry: boolean; readonly isCurrentSet: boolean } {
  const config = (parsed(text).toJS() ?? {}) as Readonly<Record<string, unknown>>;
  const lists = Object.keys(LISTS).map((list) => config[list]);
  const hasEntry = lists.some((it) => Array.isArray(it) && it.some((entry) => String(entry?.name) === name));
  return { hasEntry, isCurrentSet: (config['current-context'] ?? '') !== '' };
}

/** Errors do not contain the text: it may be a secret. */
function parsed(text: string): Document {
  const lines = new LineCounter();
  const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false, lineCounter: lines });
  const faults = [...document.errors, ...document.warnings];
  const fault = faults.find((it) => it.code in FAULTS) ?? faults[0];
  if (fault === undefined) return document;
  const { line } = lines.linePos(fault.pos[0]);
  throw new Error(FAULTS[fault.code] ?? `line ${line} is not valid YAML`);
}

const FAULTS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'it has several YAML documents',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
};

function isReadAs(text: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(parsed(text).toJS(), expected);
  } catch {
    return false;
  }
}

function joined(text: string, added: string): string {
  const own = added.replace(/^(#.*\n)+/, '');
  return text.trim() === '' ? own : `${text}${text.endsWith('\n') ? '' : '\n'}${own}`;
}

/** The one entry of a list that is added, with what the old one of its name has besides. */
function entryFor(list: List, more: Config, before: Readonly<Record<string, unknown>>): Entry {
  const entry = more[list][0] as Entry;
  const old = list === 'contexts' ? entriesOf(before[list]).find((it) => isCalled(it, entry)) : undefined;
  return old === undefined
    ? entry
    : { ...entry, context: { ...(old.context as object), ...(entry.context as object) } };
}

function withEntry(value: unknown, entry: Entry): readonly Entry[] {
  const entries = entriesOf(value);
  const isThere = entries.some((it) => isCalled(it, entry));
  return isThere ? entries.map((it) => (isCalled(it, entry) ? entry : it)) : [...entries, entry];
}

function entriesOf(value: unknown): readonly Entry[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((it) => typeof it === 'object' && it !== null)) return value;
  throw new Error('clusters, contexts and users are lists of entries with a name');
}

const isCalled = (one: Entry, other: Entry) => String(one.name) === String(other.name);

function listEdits(text: string, document: Document, root: YAMLMap, list: List, entry: Entry): Edit[] {
  const pair = root.items.find((it) => isScalar(it.key) && it.key.value === list) as
    | Pair<Node, Node | null>
    | undefined;
  if (pair === undefined) return [addedKey(text, root, list, [entry])];
  const { value } = pair;
  const isEmpty = value === null || (isScalar(value) && value.value === null);
  if (isEmpty || (isSeq(value) && value.items.length === 0)) return emptyEdits(text, root, pair, entry);
  if (!isSeq(value)) throw new Error(`${list} cannot be edited`);
  const entries = value.toJS(document) as Entry[];
  const index = entries.findIndex((it) => isCalled(it, entry));
  if (index !== entries.findLastIndex((it) => isCalled(it, entry))) {
    throw new Error(`${list} has "${entry.name}" twice`);
  }
  if (index >= 0 && isDeepStrictEqual(entries[index], entry)) return [];
  return [index < 0 ? appended(text, value, entry) : replaced(text, value, index, entry)];
}

function appended(text: string, list: YAMLSeq, entry: Entry): Edit {
  const end = endOf(list.items.at(-1) as Node);
  if (list.flow) return { start: end, end, text: `, ${JSON.stringify(entry)}` };
  return insertedLines(text, end, asItem(entry, columnOf(list)));
}

function replaced(text: string, list: YAMLSeq, index: number, entry: Entry): Edit {
  const item = list.items[index] as Node;
  if (list.flow) return { start: item.range?.[0] ?? 0, end: endOf(item), text: JSON.stringify(entry) };
  const token = list.srcToken;
  const start =
    token?.type === 'block-seq' ? token.items[index]?.start.find((it) => it.type === 'seq-item-ind') : undefined;
  if (start === undefined) throw new Error(ODD);
  const end = endOf(item);
  const lines = asItem(entry, columnOf(list)).trimStart();
  return { start: start.offset, end, text: text[end - 1] === '\n' ? lines : lines.trimEnd() };
}

/** A list that is there and has nothing in it. */
function emptyEdits(text: string, root: YAMLMap, { key, value }: Pair<Node, Node | null>, entry: Entry): Edit[] {
  const [start, end] = value?.range ?? [endOf(key), endOf(key)];
  if (root.flow) return [{ start, end, text: JSON.stringify([entry]) }];
  const { length } = text.slice(start, end).trimEnd();
  const isLast = /^[ \t]*\r?(\n|$)/.test(text.slice(start + length));
  const before = isLast ? text.slice(0, start).trimEnd().length : start;
  return [{ start: before, end: start + length, text: '' }, insertedLines(text, start + length, asItem(entry, 0))];
}

function currentEdits(text: string, root: YAMLMap, name: string): Edit[] {
  const pair = root.items.find((it) => isScalar(it.key) && it.key.value === 'current-context') as Pair<
    Node,
    Node | null
  >;
  if (pair === undefined) return [addedKey(text, root, 'current-context', name)];
  const [start, end] = pair.value?.range ?? [endOf(pair.key), endOf(pair.key)];
  const written = root.flow ? JSON.stringify(name) : toYaml(name).trim();
  const [before, after] = [/\s$/.test(text.slice(0, start)) ? '' : ' ', text[end] === '#' ? ' ' : ''];
  return [{ start, end, text: `${before}${written}${after}` }];
}

function addedKey(text: string, root: YAMLMap, key: string, value: unknown): Edit {
  if (!root.flow) return { ...insertedLines(text, endOf(root), toYaml({ [key]: value })), isLast: true };
  const last = root.items.at(-1) as Pair<Node, Node | null> | undefined;
  const end = last === undefined ? (root.range?.[0] ?? 0) + 1 : endOf(last.value ?? last.key);
  const written = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  return { start: end, end, text: `${last === undefined ? '' : ', '}${written}`, isLast: true };
}

/** Lines after the one that ends here. */
function insertedLines(text: string, from: number, lines: string): Edit {
  const next = text.indexOf('\n', from === 0 ? 0 : from - 1);
  const at = next < 0 ? text.length : next + 1;
  return { start: at, end: at, text: next < 0 && text !== '' ? `\n${lines}` : lines };
}

function asItem(entry: Entry, column: number): string {
  return toYaml([entry]).replaceAll(/^(?=.)/gm, ' '.repeat(column));
}

function columnOf({ srcToken }: YAMLSeq): number {
  return srcToken !== undefined && 'indent' in srcToken ? srcToken.indent : 0;
}

function endOf(node: Node): number {
  if (isCollection(node) || node.range) return node.range?.[1] ?? 0;
  throw new Error(ODD);
}

/** Edits at one place come in their order. */
function apply(text: string, edits: readonly Edit[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const ordered = [...edits.filter((it) => !it.isLast), ...edits.filter((it) => it.isLast)];
  // From the end, so that places stay what they were.
  return ordered
    .reverse()
    .sort((a, b) => b.start - a.start)
    .reduce(
      (rest, { start, end, text }) => rest.slice(0, start) + text.replaceAll('\n', newline) + rest.slice(end),
      text,
    );
}
