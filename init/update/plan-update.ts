import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { MovedSetting } from '../moved-settings.ts';
import type { Pins, Release } from '../releases.ts';
import type { Edited } from './edited.ts';
import { editPackage } from './package-edit.ts';
import { digest, type Part, partIn } from './parts.ts';
import { editSettings } from './settings-edit.ts';

/** A version of Hubwright, as far as it brings projects forward. */
export interface Tool {
  readonly now: Release;
  /** The releases before it, oldest first. */
  readonly past: readonly Release[];
  readonly moved: readonly MovedSetting[];
  /** What it writes the same in each project. */
  readonly parts: ReadonlyMap<string, Part>;
}

/** What is left to a person. */
export interface Left {
  readonly text: string;
  /** A unified diff from what the project has to what a new project gets. */
  readonly patch?: string;
}

/** What an update does to the files of a project; nothing is written yet. */
export interface UpdatePlan {
  /** The content of each file, by path; undefined for one that goes. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly done: readonly string[];
  readonly left: readonly Left[];
}

/** A longer difference is of no use on a terminal. */
const MOST_LINES = 100;

/**
 * Works out how a project is brought forward. What a release of ours wrote and nobody changed follows, whichever release
 * that was; all else stays, and is named where it lags behind.
 *
 * @param from the version that the project comes from; undefined where nobody knows
 */
export function planUpdate(project: string, from: string | undefined, tool: Tool): UpdatePlan {
  const { now, past, moved } = tool;
  const origin = past.find((it) => it.version === from);
  const files = new Map<string, string | undefined>();
  const done: string[] = [];
  const left: Left[] = [];
  const edit = (path: string, change: (text: string) => Edited) => {
    const file = join(project, path);
    if (!existsSync(file)) return;
    const edited = change(readFileSync(file, 'utf8'));
    if (edited.done.length > 0) files.set(path, edited.text);
    done.push(...edited.done);
    left.push(...edited.left.map((text) => ({ text })));
  };

  const newer = (pin: keyof Pins) => newerOf(past, now, pin);
  const pinned = { 'cluster.k3sVersion': newer('k3s'), 'hub.chart.version': newer('chart') };
  edit('platform.yaml', (text) => editSettings(text, { moved, images: newer('base of notebooks'), pinned }));
  edit('package.json', (text) => editPackage(text, { from: origin, past, now }));
  for (const [name, part] of tool.parts) {
    const outcome = bring(project, name, part, { origin, isKnown: from === now.version, past, now });
    for (const [path, content] of outcome?.files ?? []) files.set(path, content);
    if (outcome?.done) done.push(outcome.done);
    if (outcome?.left) left.push(outcome.left);
  }
  left.push(...laggingImages(project, files, newer).map((text) => ({ text })));
  return { files, done, left };
}

/** What took the place of what earlier releases pinned. */
function newerOf(past: readonly Release[], now: Release, pin: keyof Pins): Map<string, string> {
  const former = past.map((it) => it.pins[pin]).filter((it) => it !== now.pins[pin]);
  return new Map(former.map((it) => [it, now.pins[pin]]));
}

interface Outcome {
  readonly files?: ReadonlyMap<string, string | undefined>;
  readonly done?: string;
  readonly left?: Left;
}

interface History {
  readonly origin: Release | undefined;
  /** Whether the project is of this version already, so that it has nothing to catch up on. */
  readonly isKnown: boolean;
  readonly past: readonly Release[];
  readonly now: Release;
}

function bring(
  project: string,
  name: string,
  part: Part,
  { origin, isKnown, past, now }: History,
): Outcome | undefined {
  const wanted = now.parts[name];
  const own = partIn(project, name);
  if (own === undefined) {
    const isNew = origin !== undefined && origin.parts[name] === undefined;
    return isNew ? { files: part, done: `${name}: added; \`init\` writes it now` } : undefined;
  }
  const found = digest(own);
  if (found === wanted) return undefined;
  if (past.some((it) => it.parts[name] === found)) {
    const gone = [...own.keys()].filter((it) => !part.has(it)).map((it) => [it, undefined] as const);
    return { files: new Map([...part, ...gone]), done: `${name}: as \`init\` writes it now` };
  }
  const isSame = (it: Release) => it.parts[name] === wanted;
  const isUnchanged = isKnown || (origin ? isSame(origin) : past.every(isSame));
  return isUnchanged ? undefined : { left: byHand(name, own, part) };
}

function byHand(name: string, own: Part, part: Part): Left {
  if (!part.has(name)) {
    return { text: `${name}/: \`init\` writes it differently now; yours was edited, so it is kept` };
  }
  const text = `${name}: \`init\` writes it differently now; yours was edited, so it is kept`;
  const [current, next] = [own.get(name) ?? '', part.get(name) ?? ''];
  const patch = createTwoFilesPatch(name, name, current, next, 'yours', 'new').replace(/^Index: .*\n=+\n/, '');
  return patch.split('\n').length > MOST_LINES ? { text } : { text, patch };
}

/** Lines of images that name what an earlier release pinned. */
function laggingImages(
  project: string,
  files: ReadonlyMap<string, unknown>,
  newer: (pin: keyof Pins) => ReadonlyMap<string, string>,
): string[] {
  const folder = join(project, 'image');
  if (!existsSync(folder)) return [];
  const pins = new Map([...newer('base of notebooks'), ...newer('base of the hub'), ...newer('JupyterHub')]);
  const paths = readdirSync(folder).flatMap((it) => [`image/${it}/Dockerfile`, `image/${it}/requirements.in`]);
  return paths
    .filter((path) => !files.has(path) && existsSync(join(project, path)))
    .flatMap((path) =>
      readFileSync(join(project, path), 'utf8')
        .split('\n')
        .flatMap((line, i) => {
          const [, old = ''] = /^(?:ARG BASE=|FROM |jupyterhub==)(\S+)\s*$/.exec(line) ?? [];
          const now = pins.get(old);
          return now === undefined
            ? []
            : [`${path}:${i + 1}: ${old} is the default of an earlier version: write ${now}`];
        }),
    );
}
