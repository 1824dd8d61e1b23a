import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { formatPath, type PathSegment } from '../../system/problem.ts';
import { yamlOptions } from '../../system/yaml.ts';
import type { MovedSetting } from '../moved-settings.ts';
import type { Edited } from './edited.ts';

const FILE = 'platform.yaml';

/** What a newer version changes in platform.yaml. */
export interface SettingsNews {
  readonly moved: readonly MovedSetting[];
  /** Images of notebooks that an older version was made with, and the one that took their place. */
  readonly images: ReadonlyMap<string, string>;
  /** Settings that pin a release, by path, and which release took the place of which. */
  readonly pinned: Readonly<Record<string, ReadonlyMap<string, string>>>;
}

/** Brings settings forward. Comments and order are preserved; a text with nothing to change stays as it is, byte for byte. */
export function editSettings(text: string, { moved, images, pinned }: SettingsNews): Edited {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...yamlOptions, lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      text,
      done: [],
      left: [`${FILE} is not valid YAML: \`npx hubwright synth\` says where; then run this again`],
    };
  }
  const place = (path: readonly PathSegment[]) => {
    const [start = 0] = (pairAt(document, path)?.key as { range?: number[] } | undefined)?.range ?? [];
    return `${FILE}:${lines.linePos(start).line}`;
  };
  const done: string[] = [];
  const left: string[] = [];
  for (const setting of moved) {
    for (const path of found(document, setting.from)) {
      const at = place(path);
      const { isDone, what } = move(document, path, setting);
      if (what !== undefined) (isDone ? done : left).push(`${at}: ${what}`);
    }
  }
  for (const path of found(document, 'images[*].image')) {
    const newer = replaced(document, path, images);
    if (newer === undefined) continue;
    done.push(`${place(path)}: ${formatPath(path)} is ${newer}`);
    document.setIn(path, newer);
  }
  for (const [pattern, newer] of Object.entries(pinned)) {
    for (const path of found(document, pattern))
      left.push(...lagging(document, path, newer).map((it) => `${place(path)}: ${it}`));
  }
  return printed(document, { text, done, left });
}

function printed(document: Document, { text, done, left }: Edited): Edited {
  if (done.length === 0) return { text, done, left };
  try {
    return { text: document.toString(yamlOptions), done, left };
  } catch (cause) {
    if (!(cause as Error).message.startsWith('Unresolved alias')) throw cause;
    const byHand = 'an anchor ("&name") is in the way of these, which you change yourself:';
    return { text, done: [], left: [`${FILE}: ${byHand}`, ...done, ...left] };
  }
}

function move(
  document: Document,
  path: readonly PathSegment[],
  { to, value = (it) => it }: MovedSetting,
): { readonly isDone: boolean; readonly what?: string } {
  const name = formatPath(path);
  if (to === undefined) {
    document.deleteIn(path);
    return { isDone: true, what: `${name} is gone: it has no effect any more` };
  }
  const target = filledIn(to, path);
  const old = plain(document, path);
  const renewed = value(old);
  const [isPlaceSame, isValueSame] = [isDeepStrictEqual(target, path), isDeepStrictEqual(old, renewed)];
  if (isPlaceSame && isValueSame) return { isDone: true };
  if (!isPlaceSame && isTaken(document, target)) {
    return {
      isDone: false,
      what: `${name} is ${formatPath(target)} now, and something else is there: set it yourself`,
    };
  }
  if (!isValueSame) renew(document, path, renewed);
  if (!isPlaceSame) relocate(document, path, target);
  const what = isPlaceSame ? `${name} is now` : `${name} is ${formatPath(target)} now`;
  return { isDone: true, what: isValueSame ? what : `${what}${isPlaceSame ? '' : ':'} ${JSON.stringify(renewed)}` };
}

/** Whether there is something at a place, or something else than a mapping above it. */
function isTaken(document: Document, target: readonly PathSegment[]): boolean {
  const above = target.slice(1).map((_, i) => document.getIn(target.slice(0, i + 1), true));
  return document.hasIn(target) || above.some((it) => it !== undefined && !isMap(it) && !isSeq(it));
}

/** A scalar stays where it is with the comment beside it. */
function renew(document: Document, path: readonly PathSegment[], value: unknown): void {
  const pair = pairAt(document, path);
  if (pair === undefined) return;
  const made = document.createNode(value);
  const { comment, commentBefore, spaceBefore } = (pair.value ?? {}) as Partial<typeof made>;
  pair.value = Object.assign(made, { comment, commentBefore, spaceBefore });
}

function relocate(document: Document, path: readonly PathSegment[], target: readonly PathSegment[]): void {
  const pair = pairAt(document, path);
  if (pair === undefined || !isScalar(pair.key)) return;
  pair.key.value = target.at(-1);
  const [from, into] = [path.slice(0, -1), target.slice(0, -1)];
  if (isDeepStrictEqual(from, into)) return;
  if (!isMap(document.getIn(into))) document.setIn(into, document.createNode({}));
  (document.getIn(into) as YAMLMap).items.push(pair);
  const old = document.getIn(from) as YAMLMap;
  old.items.splice(old.items.indexOf(pair), 1);
  const outer = pairAt(document, from)?.key as Partial<Scalar> | undefined;
  if (old.items.length === 0 && outer && !outer.commentBefore && !old.comment) document.deleteIn(from);
}

function lagging(document: Document, path: readonly PathSegment[], newer: ReadonlyMap<string, string>): string[] {
  const now = replaced(document, path, newer);
  if (now === undefined) return [];
  const what = `${formatPath(path)} pins ${plain(document, path)}; this version is made for ${now}`;
  return [`${what}: write that, or remove the line to follow Hubwright`];
}

function replaced(
  document: Document,
  path: readonly PathSegment[],
  by: ReadonlyMap<string, string>,
): string | undefined {
  const value = document.getIn(path);
  return typeof value === 'string' ? by.get(value) : undefined;
}

function plain(document: Document, path: readonly PathSegment[]): unknown {
  const node = document.getIn(path, true) as { toJS?: (document: Document) => unknown } | undefined;
  return node?.toJS?.(document);
}

function pairAt(document: Document, path: readonly PathSegment[]): Pair | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  return isMap(map) ? map.items.find((it) => isScalar(it.key) && it.key.value === path.at(-1)) : undefined;
}

const segments = (pattern: string) => pattern.replaceAll('[*]', '.*').split('.');

/** Every place in a document that a pattern names. */
function found(document: Document, pattern: string): PathSegment[][] {
  return matches(document.contents, segments(pattern), []);
}

function matches(node: unknown, [first, ...rest]: readonly string[], at: readonly PathSegment[]): PathSegment[][] {
  if (first === undefined) return [[...at]];
  if (first === '*') return isSeq(node) ? node.items.flatMap((it, i) => matches(it, rest, [...at, i])) : [];
  return isMap(node) && node.has(first) ? matches(node.get(first, true) ?? null, rest, [...at, first]) : [];
}

/** A pattern with the indices of a path. */
function filledIn(pattern: string, path: readonly PathSegment[]): PathSegment[] {
  const indices = path.filter((it) => typeof it === 'number');
  return segments(pattern).map((it) => (it === '*' ? (indices.shift() ?? 0) : it));
}
