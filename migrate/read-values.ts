import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseAllDocuments, type Tags } from 'yaml';
import { SourceFile } from '../settings/source-file.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import { findChartValues, KNOWN_KEYS } from './find-chart-values.ts';
import { guardTemplates } from './templates.ts';

/** The values of the chart in one file. */
export interface ValuesFile {
  /** Its path as the person wrote it, who knows it by that. */
  readonly name: string;
  readonly values: Mapping;
  /** The line, counted from 1, of a key of the values; undefined where the file has no such key. */
  lineOf(path: readonly string[]): number | undefined;
  /** Keys of the file that are of something else than the chart, and why they are left. */
  readonly beside: readonly string[];
  /** Lines with statements of a template language, which had to be left out. */
  readonly statements: readonly number[];
}

/**
 * Reads a file of chart values as Helm does, in YAML 1.1, wherever in it they are: below the name of the chart, in a
 * HelmRelease of Flux, an Application of Argo CD or a HelmChart.
 *
 * @throws UserError that says what the file is instead
 */
export function readValues(path: string): ValuesFile {
  const name = path;
  const { text } = SourceFile.read(path);
  const { documents, lines, statements } = parse(name, text);
  const filled = documents.filter((it) => it.contents !== null && !isEmptyScalar(it.contents));
  if (filled.length === 0)
    throw refused(`${name} is empty`, 'Name the file that was given to `helm upgrade --values`.');
  const found = filled.flatMap((document) => {
    const data = document.toJS({ maxAliasCount: 10_000 }) as unknown;
    const place = findChartValues(data);
    return place === undefined ? [] : [{ document, data, ...place }];
  });
  const [only, second] = found;
  if (only === undefined) throw refused(...ofSomethingElse(name, filled));
  if (second !== undefined) {
    throw refused(
      `${name} has chart values in ${found.length} documents, separated by "---"`,
      'Put each into a file of its own, and name them in the order in which they are merged.',
    );
  }
  const { document, data, values, path: at, isText } = only;
  return {
    name,
    values,
    lineOf: (key) => (isText ? undefined : lineOf(document, [...at, ...key], lines)),
    beside: keysBeside(data, at),
    statements,
  };
}

const refused = (message: string, fix: string) => new UserError(message, { fix, exitCode: 2 });

function ofSomethingElse(name: string, documents: readonly Document[]): [message: string, fix: string] {
  const data = documents[0]?.toJS() as unknown;
  const fix = 'Name the values of Zero to JupyterHub, the chart `jupyterhub`.';
  if (!isMapping(data)) return [`${name} is not a file of chart values: expected a mapping`, fix];
  const keys = Object.keys(data).slice(0, 5).join(', ');
  return [`${name} has none of the chart's keys (${KNOWN_KEYS.join(', ')}), but: ${keys}`, fix];
}

interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  readonly statements: readonly number[];
}

function parse(name: string, text: string): Parsed {
  const plain = parseText(text);
  if (!isBroken(plain)) return { ...plain, statements: [] };
  const guarded = guardTemplates(text);
  const again = parseText(guarded.text);
  if (!isBroken(again) && guarded.isChanged) return { ...again, statements: guarded.statements };
  const broken = plain.documents.flatMap((it) => it.errors)[0];
  if (broken === undefined) return { ...plain, statements: [] };
  const { line, col } = plain.lines.linePos(broken.pos[0]);
  throw refused(
    `${name}:${line}:${col}: not valid YAML: ${broken.message.split('\n', 1)[0]}`,
    'Fix it there, or name the values that Helm has: `helm get values RELEASE --output yaml > values.yaml`.',
  );
}

/** Numbers and dates that Helm takes for text: `1:30`, `2024-01-01`. */
const asHelm = (tags: Tags): Tags =>
  tags.filter((it) => typeof it === 'string' || !(it.format === 'TIME' || it.tag.endsWith(':timestamp')));

function parseText(text: string) {
  const lines = new LineCounter();
  const found = parseAllDocuments(text, {
    version: '1.1',
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
    if (!isMap(node)) return undefined;
    const pair = node.items.find((it) => isScalar(it.key) && String(it.key.value) === key);
    if (pair === undefined) return undefined;
    offset = (pair.key as Node).range?.[0];
    node = pair.value as Node | null;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** The keys next to the way down to the values. */
export function keysBeside(data: unknown, at: readonly string[]): string[] {
  return at.flatMap((key, i) => {
    const level = at.slice(0, i).reduce((inner, it) => (inner as Record<string, unknown>)[it], data);
    const others = Object.keys(level as object).filter((it) => it !== key && !OF_MANIFESTS.has(it));
    return others.map((it) => [...at.slice(0, i), it].join('.'));
  });
}

/** What every manifest has, and a lock that names what is encrypted. */
const OF_MANIFESTS = new Set(['apiVersion', 'kind', 'metadata', 'status', 'sops']);
