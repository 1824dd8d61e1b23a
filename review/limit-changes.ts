import { Cpu } from 'cdk8s-plus-27';
import type { Platform } from '../platform/platform.ts';
import { millisOf } from '../platform/quantities.ts';
import type { LimitRule, Limits } from '../platform/schema/limits.ts';
import { type Change, keysOf, written } from './change.ts';

/** What each limit is of. */
const WORDS: Readonly<Record<keyof LimitRule, string>> = {
  servers: 'servers at once',
  processors: 'processors at once',
  memory: 'memory at once',
  gpus: 'GPUs at once',
  hours: 'hours of servers',
  processorHours: 'processor hours',
  memoryHours: 'GiB hours of memory',
  gpuHours: 'GPU hours',
  longestRun: 'longest run',
  idle: 'idle time',
};

/** What users may use at once, and how long. */
export function limitChanges({ limits: before }: Platform, { limits: after }: Platform): Change[] {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  const rules = keysOf(old, now).flatMap((whose) => {
    const [previous, current] = [old[whose] ?? {}, now[whose] ?? {}];
    const changed = (Object.keys(WORDS) as (keyof LimitRule)[]).flatMap((key) => {
      const [was, is] = [previous[key], current[key]].map(limit);
      return was === is ? [] : [`${WORDS[key]} ${is} (was ${was})`];
    });
    if (changed.length === 0) return [];
    const text = `Limits of ${whose}: ${changed.join(', ')}. Applies within about two minutes, without a restart; a time applies to running servers too.`;
    return [{ topic: 'Users' as const, text }];
  });
  return [...rules, ...hourChanges(before, after)];
}

/** When hours begin again, and what happens to servers then; only where they are limited differently. */
function hourChanges(before: Limits | undefined, after: Limits | undefined): Change[] {
  const [old, now] = [before, after].map((it) => ({ window: it?.window ?? 'month', stops: it?.whenUsedUp === 'stop' }));
  const texts = [
    ...(old?.window === now?.window ? [] : [`Hours in limits begin again each ${now?.window} (was ${old?.window}).`]),
    ...(old?.stops === now?.stops
      ? []
      : [`Running servers ${now?.stops ? 'stop' : 'no longer stop'} when their hours are used up.`]),
  ];
  return texts.map((text) => ({ topic: 'Users', text }));
}

const limit = (value: LimitRule[keyof LimitRule]) =>
  value instanceof Cpu ? `${millisOf(value) / 1000}` : written(value);

/** Each rule by whom it is for. */
function rulesOf(limits: Limits | undefined): Record<string, LimitRule> {
  const { all, groups = {}, users = {} } = limits ?? {};
  const each = <T>(rules: Readonly<Record<string, T>>, name: (key: string) => string) =>
    Object.entries(rules).map(([key, rule]) => [name(key), rule] as const);
  const together = Object.entries(groups).flatMap(([key, rule]) =>
    rule.together ? [[`all members of ${key} together`, rule.together] as const] : [],
  );
  return Object.fromEntries([
    ...(all ? [['each user', all] as const] : []),
    ...each(groups, (key) => `each member of ${key}`),
    ...together,
    ...each(users, (key) => `the user ${key}`),
  ]);
}
