import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { kubernetesSize } from '../platform/quantities.ts';
import { few } from '../system/few.ts';

/** Whom or what a change concerns, in the order of a report. */
export const TOPICS = [
  'Hub',
  'Releases',
  'Users',
  'Images',
  'Sizes',
  'Servers',
  'Storage',
  'Access',
  'Cluster',
  'Deleted',
  'Settings',
] as const;

/** One thing that changes, in a sentence or two. */
export interface Change {
  readonly topic: (typeof TOPICS)[number];
  readonly text: string;
  /** Whether something is lost, refused or left behind, so that a reviewer should look twice. @default false */
  readonly caution?: boolean;
}

const MOST_NAMES = 12;

/** Names in a sentence; if there are many, the first ones and how many more. */
export function listed(names: readonly string[]): string {
  return few(names, MOST_NAMES);
}

/** A setting as a person would write it. */
export function written(value: unknown): string {
  if (value === undefined) return 'not set';
  if (value instanceof Size) return kubernetesSize(value);
  if (value instanceof Cpu) return value.amount;
  if (value instanceof Duration) return span(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A span in the largest unit that it is a whole number of; cdk8s's own text counts the last unit twice. */
function span(duration: Duration): string {
  const seconds = duration.toSeconds();
  const [unit, length] = (
    [
      ['d', 86400],
      ['h', 3600],
      ['m', 60],
    ] as const
  ).find(([, it]) => seconds % it === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** Whether a value is one setting and not a mapping of several. */
export function isSetting(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    value instanceof Size ||
    value instanceof Cpu ||
    value instanceof Duration
  );
}

/** The keys of two mappings, those of the first one first, each once. */
export function keysOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

/** What two lists of named things have in common, and what only one has. */
export function matched<T extends { readonly name: string }>(before: readonly T[], after: readonly T[]) {
  const old = new Map(before.map((it) => [it.name, it]));
  const now = new Set(after.map((it) => it.name));
  return {
    added: after.filter((it) => !old.has(it.name)),
    removed: before.filter((it) => !now.has(it.name)),
    kept: after.flatMap((it) => {
      const previous = old.get(it.name);
      return previous ? [{ previous, current: it }] : [];
    }),
  };
}
