import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../platform/platform.ts';
import { type Change, keysOf, listed } from './change.ts';

/** What users see differently on the hub's pages. */
export function pageChanges(before: Platform, after: Platform): Change[] {
  return [...looks(before, after), ...announced(before, after)].map((text): Change => ({ topic: 'Hub', text }));
}

function looks(before: Platform, after: Platform): string[] {
  const [old, now] = [before, after].map(({ hub }) => hub.pages.title ?? 'JupyterHub');
  const [logo, current] = [before, after].map(({ pageFiles }) => pageFiles.logo);
  return [
    ...(old === now ? [] : [`Its pages are called ${now} (was ${old}).`]),
    ...(isDeepStrictEqual(logo, current)
      ? []
      : [`Its pages have ${current ? 'another logo' : 'the logo of JupyterHub'}.`]),
    ...(isDeepStrictEqual(before.hub.pages.colors, after.hub.pages.colors)
      ? []
      : [`Buttons and links of its pages have ${colorsOf(after)} (was ${colorsOf(before)}).`]),
    ...templateChanges(before.pageFiles.templates, after.pageFiles.templates),
  ];
}

function colorsOf({ hub: { pages } }: Platform): string {
  return pages.colors
    ? `the colors ${pages.colors.light} and, in dark mode, ${pages.colors.dark}`
    : 'the default colors';
}

type Templates = Platform['pageFiles']['templates'];

function templateChanges(before: Templates, after: Templates): string[] {
  const changed = keysOf(before, after)
    .sort()
    .filter((name) => before[name] !== after[name]);
  return changed.length === 0 ? [] : [`Templates of its pages change: ${listed(changed)}.`];
}

function announced({ announcement: before }: Platform, { announcement: after }: Platform): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  const soon = 'within about two minutes, without a restart';
  if (after === undefined) return [`Its pages no longer announce "${before?.text}", ${soon}.`];
  const limits = [after.from && `from ${after.from}`, after.until && `until ${after.until}`].filter(Boolean).join(' ');
  const who = after.groups.length === 0 ? 'everyone' : listed(after.groups);
  return [`Its pages announce "${after.text}" to ${who}${limits && ` ${limits}`}, ${soon}.`];
}
