import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Tags,
  visit,
} from 'yaml';
import { problemOfAlias, type YamlProblem } from '../settings/yaml-problem.ts';
import { UserError } from '../system/user-error.ts';
import { guardTemplates } from './templates.ts';

/** A file to import, as YAML. */
export interface YamlFile {
  /** Its path as the person wrote it. */
  readonly name: string;
  /** Its documents with something in them. */
  readonly documents: readonly YamlDocument[];
  /** Lines with statements of a template language, which had to be left out. */
  readonly statements: readonly number[];
}

export interface YamlDocument {
  readonly data: unknown;
  /** The line, counted from 1, of a key; undefined where there is none. */
  lineOf(path: readonly string[]): number | undefined;
}

/** Helm reads YAML 1.1, in which `yes` is true; TLJH reads 1.2, in which it is a text. */
export type YamlVersion = '1.1' | '1.2';

/**
 * The documents in the text of a file.
 *
 * @throws UserError if it is empty or no YAML
 */
export function yamlFile(name: string, text: string, version: YamlVersion): YamlFile {
  const { documents, lines, statements } = parse(name, text, version);
  const filled = documents.filter((it) => it.contents !== null && !isEmptyScalar(it.contents));
  if (filled.length === 0)
    throw new UserError(`${name} is empty`, {
      fix: 'Name the file that was given to `helm upgrade --values`.',
      exitCode: 2,
    });
  return {
    name,
    documents: filled.map((it) => ({
      data: dataOf(name, it, lines),
      lineOf: (path) => lineOf(it, path, lines),
    })),
    statements,
  };
}

/** @throws UserError if an alias stands for nothing, for what it is in, or for more than a person writes */
function dataOf(name: string, document: Document.Parsed, lines: LineCounter): unknown {
  const refuse = ({ offset, message, fix }: YamlProblem): never => {
    const { line, col } = lines.linePos(offset);
    throw new UserError(`${name}:${line}:${col}: ${message}`, { ...(fix && { fix }), exitCode: 2 });
  };
  visit(document, {
    Alias(_, alias, above) {
      const problem = problemOfAlias(alias, document, above);
      if (problem) refuse(problem);
    },
  });
  try {
    return document.toJS({ maxAliasCount: 10_000 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const offset = document.contents?.range[0] ?? 0;
    return refuse({ offset, message: 'its aliases stand for more than can be read', fix: 'write the values out' });
  }
}

interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  readonly statements: readonly number[];
}

function parse(name: string, text: string, version: YamlVersion): Parsed {
  const plain = parseText(text, version);
  if (!isBroken(plain)) return { ...plain, statements: [] };
  const guarded = guardTemplates(text);
  const again = parseText(guarded.text, version);
  if (!isBroken(again) && guarded.isChanged) return { ...again, statements: guarded.statements };
  const broken = plain.documents.flatMap((it) => it.errors)[0];
  if (broken === undefined) return { ...plain, statements: [] };
  const { line, col } = plain.lines.linePos(broken.pos[0]);
  throw new UserError(`${name}:${line}:${col}: not valid YAML: ${broken.message.split('\n', 1)[0]}`, {
    fix: 'Fix it there, or name the values that Helm has: `helm get values RELEASE --output yaml > values.yaml`.',
    exitCode: 2,
  });
}

/** Numbers and dates that Helm takes for text: `1:30`, `2024-01-01`. */
const asHelm = (tags: Tags): Tags =>
  tags.filter((it) => typeof it === 'string' || !(it.format === 'TIME' || it.tag.endsWith(':timestamp')));

function parseText(text: string, version: YamlVersion) {
  const lines = new LineCounter();
  const found = parseAllDocuments(text, {
    version,
    merge: true,
    // Helm takes the last.
    uniqueKeys: false,
    logLevel: 'silent',
    lineCounter: lines,
    prettyErrors: false,
    customTags: asHelm,
  });
  return { documents: Array.isArray(found) ? found : [], lines };
}

/** Whether something is no YAML, or is `{{ … }}` read as mappings of mappings. */
function isBroken({ documents }: { readonly documents: readonly Document.Parsed[] }): boolean {
  return documents.some((it) => it.errors.length > 0 || hasMappingAsKey(it.contents));
}

function hasMappingAsKey(node: unknown): boolean {
  if (isMap(node)) return node.items.some((it) => isMap(it.key) || hasMappingAsKey(it.value));
  return isNode(node) && 'items' in node && (node.items as unknown[]).some(hasMappingAsKey);
}

const isEmptyScalar = (node: unknown) => isScalar(node) && node.value === null;

function lineOf(document: Document, path: readonly string[], lines: LineCounter): number | undefined {
  let node: Node | null | undefined = document.contents as Node | null;
  let offset: number | undefined;
  for (const key of path) {
    if (isSeq(node)) {
      node = node.items[Number(key)] as Node | undefined;
      offset = node?.range?.[0];
      continue;
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find((it) => isScalar(it.key) && String(it.key.value) === key);
    if (pair === undefined) return undefined;
    offset = (pair.key as Node).range?.[0];
    node = pair.value as Node | null;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}
