import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
  YAMLParseError,
} from 'yaml';
import type { LocatedProblem, Location, PathSegment, SettingsProblem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';
import { plainTexts, scalarProblems } from './scalar-problems.ts';
import {
  firstProblem,
  MOST_LEVELS,
  nestedTooDeeply,
  problemOfAlias,
  problemOfText,
  type YamlProblem,
} from './yaml-problem.ts';

/** More than any settings file needs: 100,000 users fit. */
const LARGEST_MIB = 24;
/** More aliases than a person writes; far fewer than an alias bomb needs. */
const MOST_ALIASES = 100;

/** The text of one settings file, and the position of each value in it. */
export class SourceFile {
  #parsed: ReturnType<typeof parse> | undefined;

  constructor(
    /** The name shown in messages, relative to the working directory. */
    readonly name: string,
    readonly text: string,
  ) {}

  /** Reads a file; throws a {@link UserError} for what cannot be one. */
  static read(path: string): SourceFile {
    return SourceFile.of(readBytes(path));
  }

  /** Of what was read; throws a {@link UserError} for what is no text. */
  static of({ name, bytes }: { readonly name: string; readonly bytes: Buffer }): SourceFile {
    return new SourceFile(name, decode(name, bytes));
  }

  /** What keeps the text from being one YAML document of plain data. */
  get syntaxProblems(): readonly LocatedProblem[] {
    return this.#parse().broken.map((it) => ({ file: this.name, path: [], ...it }));
  }

  /** The data of the document; only when there are no {@link syntaxProblems}. */
  get data(): unknown {
    return this.#parse().data;
  }

  /** Values and keys that mean something else to other readers of YAML; only when there are no {@link syntaxProblems}. */
  get problems(): readonly SettingsProblem[] {
    return this.#parse().problems;
  }

  /** Every text that is written without quotes. */
  plainTexts(): { path: readonly PathSegment[]; text: string }[] {
    return plainTexts(this.#parse().root);
  }

  /** The position of the value at the path, or of its key; for a path that does not exist, the nearest parent that does. */
  locate({ path, atKey }: Pick<SettingsProblem, 'path' | 'atKey'>): Location {
    const { root, lines } = this.#parse();
    const offset = root === null ? 0 : offsetOf(root, path, atKey ?? false);
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  }

  #parse() {
    this.#parsed ??= parse(this.text);
    return this.#parsed;
  }
}

/**
 * The bytes of a file of a size that people keep, and its name for messages; else a {@link UserError} that says why.
 *
 * @param takesPipe Whether it may be what a program prints, as `<(…)` of a shell names it. That can be read once.
 */
export function readBytes(path: string, takesPipe = false): { name: string; bytes: Buffer } {
  const name = relative(process.cwd(), path) || path;
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      throw new UserError(`${name}: expected a file, found a folder`, {
        exitCode: 2,
        fix: 'use the settings file in it',
      });
    }
    if (!stat.isFile() && !(takesPipe && stat.isFIFO()))
      throw new UserError(`${name}: expected a regular file`, { exitCode: 2 });
    if (stat.size > LARGEST_MIB * 2 ** 20) {
      const found = Math.round(stat.size / 2 ** 20);
      throw new UserError(`${name}: the file is ${found} MiB; the limit is ${LARGEST_MIB} MiB`, {
        exitCode: 2,
        fix: 'check that this is the file you meant',
      });
    }
    return { name, bytes: readFileSync(path) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : (error as Error).message;
    const fix =
      code === 'ENOENT'
        ? 'run the command in the folder with the settings, or set that folder with `--directory`'
        : 'check the permissions of the file and of its folders';
    throw new UserError(`${name}: ${reason}`, { exitCode: 2, fix, cause: error });
  }
}

function decode(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const valid = new TextDecoder('utf-8').decode(bytes).indexOf('\uFFFD');
    const line = bytes.toString('utf8').slice(0, valid).split('\n').length;
    throw new UserError(`${name}:${line}: the file is not UTF-8 text`, {
      exitCode: 2,
      fix: 'save it as UTF-8',
    });
  }
}

function parse(text: string): Parsed {
  try {
    return parseText(text);
  } catch (error) {
    if ((error as Error).name !== 'RangeError') throw error;
    const lines = new LineCounter();
    lines.addNewLine(0);
    const { message, fix } = nestedTooDeeply(0);
    return { root: null, lines, broken: [{ line: 1, column: 1, message, fix }], data: undefined, problems: [] };
  }
}

type Placed = Location & Pick<LocatedProblem, 'message' | 'fix'>;

interface Parsed {
  readonly root: Node | null;
  readonly lines: LineCounter;
  readonly broken: readonly Placed[];
  readonly data: unknown;
  readonly problems: readonly SettingsProblem[];
}

function parseText(text: string): Parsed {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    // The parser compares each key with all before it: half of the time for ten thousand users.
    uniqueKeys: false,
  });
  const at = ({ offset, ...problem }: YamlProblem): Placed => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, ...problem };
  };
  const [document, second] = Array.isArray(documents) ? documents : [];
  document?.errors.push(...duplicateKeys(document));
  const unread = problemOfText(text) ?? directive(text) ?? (document && firstProblem(text, document));
  const root = document?.contents ?? null;
  if (unread) return { root, lines, broken: [at(unread)], data: undefined, problems: [] };
  if (document === undefined || root === null)
    return { root, lines, broken: [at({ offset: 0, message: 'the file is empty' })], data: undefined, problems: [] };
  const broken = [
    ...(second
      ? [{ offset: second.range[0], message: 'expected one YAML document, found a second one after "---"' }]
      : []),
    ...problemsOfReferences(document),
  ].map(at);
  const problems = broken.length > 0 ? [] : scalarProblems(root);
  if (broken.length > 0) return { root, lines, broken, data: undefined, problems };
  try {
    return { root, lines, broken, data: document.toJS({ maxAliasCount: MOST_ALIASES * 100 }) as unknown, problems };
  } catch (error) {
    const message = `aliases that cannot be resolved: ${(error as Error).message}`;
    return { root, lines, broken: [at({ offset: 0, message })], data: undefined, problems };
  }
}

/** Directives, of which "%YAML 1.1" would change what words and numbers mean. */
function directive(text: string): YamlProblem | undefined {
  const offset = text.search(/^%/m);
  const isBefore = offset >= 0 && /^(?:\ufeff|#.*|\s*|%.*|\n)*$/.test(text.slice(0, offset));
  return isBefore
    ? {
        offset,
        message: 'a line that begins with "%" is a YAML directive',
        fix: 'remove it, or put the text in quotes',
      }
    : undefined;
}

/** Aliases that lead nowhere or make a small file large, and merge keys. */
function problemsOfReferences(document: Document.Parsed): YamlProblem[] {
  const problems: YamlProblem[] = [];
  let aliases = 0;
  visit(document, {
    Collection: (_key, node, path) => {
      if (path.filter(isCollection).length < MOST_LEVELS) return undefined;
      problems.push(nestedTooDeeply(node.range?.[0] ?? 0));
      return visit.BREAK;
    },
    Alias: (_key, node, path) => {
      const offset = node.range?.[0] ?? 0;
      const problem = problemOfAlias(node, document, path);
      if (problem) problems.push(problem);
      aliases += 1;
      if (aliases === MOST_ALIASES + 1) {
        problems.push({ offset, message: `more than ${MOST_ALIASES} aliases ("*name")`, fix: 'write the values out' });
      }
    },
    Pair: (_key, pair) => {
      const problem = problemOfKey(pair.key);
      if (problem) problems.push({ offset: (pair.key as ParsedNode).range[0], ...problem });
    },
  });
  return problems;
}

/** As the parser itself reports them. */
function duplicateKeys(document: Document.Parsed): YAMLParseError[] {
  const found: YAMLParseError[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const values = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const { value, range } = key;
        if (values.has(value)) found.push(new YAMLParseError([range?.[0] ?? 0, range?.[1] ?? 0], 'DUPLICATE_KEY', ''));
        values.add(value);
      }
    },
  });
  return found;
}

function problemOfKey(key: unknown): Pick<YamlProblem, 'message' | 'fix'> | undefined {
  if (isAlias(key)) return { message: 'an alias cannot be a key', fix: 'write the key out' };
  if (isCollection(key)) {
    return { message: 'a mapping or a list cannot be a key', fix: 'put text with "{{ }}" or "[ ]" in quotes' };
  }
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
    ? {
        message: 'YAML merge keys ("<<") are not supported',
        fix: 'write the keys out, or use an alias for a whole value',
      }
    : undefined;
}

type Entry = Pair<Node, Node | null>;

/** The entries of mappings by their keys, once one was looked for: many problems may be in one mapping of thousands. */
const entries = new WeakMap<YAMLMap, ReadonlyMap<string, Entry>>();

function entryOf(mapping: YAMLMap, key: string): Entry | undefined {
  let found = entries.get(mapping);
  if (found === undefined) {
    const isEntry = (item: unknown): item is Entry => isPair(item) && isScalar(item.key);
    const named = mapping.items.filter(isEntry).map((it) => [String((it.key as Scalar).value), it] as const);
    // Of two with one key the first counts.
    found = new Map(named.reverse());
    entries.set(mapping, found);
  }
  return found.get(key);
}

function offsetOf(root: Node, path: readonly PathSegment[], atKey: boolean): number {
  let node: Node = root;
  let offset = root.range?.[0] ?? 0;
  for (const [depth, segment] of path.entries()) {
    if (isMap(node)) {
      const pair = entryOf(node, String(segment));
      if (!pair) return offset;
      const last = depth === path.length - 1;
      offset = ((last && !atKey && pair.value?.range) || pair.key.range)?.[0] ?? offset;
      if (!isNode(pair.value)) return offset;
      node = pair.value;
    } else {
      const item = 'items' in node ? (node as { items: unknown[] }).items[Number(segment)] : undefined;
      if (!isNode(item)) return offset;
      node = item;
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}
