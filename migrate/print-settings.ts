import { Document, isCollection, isMap, isPair, isScalar, type Node, type Pair, visit, type YAMLMap } from 'yaml';
import type { PathSegment } from '../system/problem.ts';
import { yamlOptions } from '../system/yaml.ts';
import type { Draft } from './draft.ts';

const ORDER = ['cluster', 'hub', 'auth', 'images', 'sizes', 'servers', 'storage', 'registry', 'certificateAuthority'];
/** A mapping of single values that is no longer is one line. */
const ONE_LINE = 70;

/** Says where a key of the chart was: `cull.timeout, values.yaml:12`. */
export type Whereabouts = (key: string) => string;

/** platform.yaml with a comment at each setting that says which values it comes from. */
export function printSettings(
  { settings, made }: Pick<Draft, 'settings' | 'made'>,
  where: Whereabouts,
  header: readonly string[],
): string {
  const document = new Document(inOrder(settings), yamlOptions);
  shorten(document, made);
  for (const { path, keys } of made) if (keys.length > 0) comment(document, path, keys.map(where).join('; '));
  const raw = pairAt(document, ['hub', 'values']);
  if (raw !== undefined) (raw.key as Node).commentBefore = ' What no other setting says, as it was.';
  const contents = document.contents as YAMLMap<Node, Node>;
  for (const { key } of contents.items) key.spaceBefore = true;
  const start = header.map((it) => (it === '' ? '#' : `# ${it}`)).join('\n');
  return `${start}\n\n${document.toString(yamlOptions).replace(/^\n+/, '')}`;
}

function inOrder(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rank = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  const hub = settings.hub as Readonly<Record<string, unknown>> | undefined;
  const { values, ...rest } = hub ?? {};
  const all = { ...settings, ...(hub && { hub: { ...rest, ...(values !== undefined && { values }) } }) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => rank(a) - rank(b)));
}

/** Puts small mappings of settings on one line; raw values stay as people know them. */
function shorten(document: Document, made: Draft['made']): void {
  const parents = new Set(made.filter((it) => it.keys.length > 0).map((it) => document.getIn(it.path.slice(0, -1))));
  visit(document, {
    Pair: (_, pair, path) =>
      isScalar(pair.key) && pair.key.value === 'values' && path.length === 4 ? visit.SKIP : undefined,
    Map: (_, map) => {
      const isFlat = map.items.length > 0 && map.items.every((it) => !isCollection(it.value));
      const isShort = isFlat && JSON.stringify(map.toJSON()).length <= ONE_LINE;
      const isWhole = map.items.every(
        (it) => isScalar(it.key) && !['name', 'title', 'image'].includes(String(it.key.value)),
      );
      if (isShort && isWhole && map !== document.contents && !parents.has(map)) map.flow = true;
    },
  });
}

function comment(document: Document, path: readonly PathSegment[], text: string): void {
  const pair = pairAt(document, path);
  if (pair === undefined) return;
  const { key, value } = pair as Pair<Node, Node | null>;
  if (isScalar(value) || (isCollection(value) && value.flow)) value.comment = ` ${text}`;
  else key.commentBefore = ` ${text}`;
}

function pairAt(document: Document, path: readonly PathSegment[]): Pair | undefined {
  const above = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(above)) return undefined;
  return above.items.find((it) => isPair(it) && isScalar(it.key) && it.key.value === path.at(-1));
}
