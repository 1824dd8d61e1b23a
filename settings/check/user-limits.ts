import type { Duration } from 'cdk8s';
import { kubernetesSize, mebibytesOf, millisOf } from '../../platform/quantities.ts';
import type { ServerSize } from '../../platform/schema/choices.ts';
import { type GroupLimitRule, hasHours, type LimitRule, type Limits } from '../../platform/schema/limits.ts';
import type { Settings, Users } from '../../platform/schema/platform.ts';
import { counted } from '../../system/counted.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkMembers } from './members.ts';

type AtOnce = NonNullable<GroupLimitRule['together']>;

/** What is wrong with the limits of users, groups and sizes. */
export function checkUserLimits(settings: Settings, users: Users): SettingsProblem[] {
  const { limits, sizes } = settings;
  const timesOfSizes = sizes.flatMap((it, i) => checkTimes(it, ['sizes', i], settings));
  if (limits === undefined) return timesOfSizes;
  const { all, groups, users: named } = limits;
  const openTo = (own: readonly string[]) => sizes.filter((it) => isOpen(it, own));
  return [
    ...timesOfSizes,
    ...checkNames(settings, users),
    ...checkWindow(limits),
    ...(all ? checkRule(all, ['limits', 'all'], sizes, settings) : []),
    ...Object.entries(groups).flatMap(([group, rule]) => {
      const path = ['limits', 'groups', group];
      return [
        ...checkRule(rule, path, openTo([group]), settings),
        ...(rule.together ? checkRoom(rule.together, [...path, 'together'], openTo([group])) : []),
      ];
    }),
    ...Object.entries(named).flatMap(([name, rule]) =>
      checkRule(rule, ['limits', 'users', name], users[name] ? openTo(users[name].groups) : sizes, settings),
    ),
  ];
}

/** What becomes of hours, where no limit has any. */
function checkWindow(limits: Limits): SettingsProblem[] {
  if (hasHours(limits)) return [];
  const given = { window: limits.window === 'week', whenUsedUp: limits.whenUsedUp === 'stop' };
  return Object.entries(given).flatMap(([key, isGiven]) =>
    isGiven
      ? [
          {
            path: ['limits', key],
            severity: 'warning',
            message: 'has no effect: no limit is in hours',
            fix: 'remove it, or write a limit such as all: { gpuHours: 40 }',
          } as const,
        ]
      : [],
  );
}

const isOpen = ({ groups }: ServerSize, own: readonly string[]) =>
  groups.length === 0 || groups.some((it) => own.includes(it));

function checkNames(settings: Settings, users: Users): SettingsProblem[] {
  const named = {
    users: Object.keys(settings.limits?.users ?? {}),
    groups: Object.keys(settings.limits?.groups ?? {}),
  };
  const upper = named.users.filter((it) => it !== it.toLowerCase());
  return [
    ...upper.map((name) => ({
      path: ['limits', 'users', name],
      message: 'user names must be lower case',
      fix: `write "${name.toLowerCase()}"`,
    })),
    ...checkMembers(named, ['limits'], settings, users).flatMap((it) => {
      // A mapping has names where a list has places.
      const [kind, place] = it.path.slice(-2) as ['users' | 'groups', number];
      const name = named[kind][place] as string;
      return upper.includes(name) ? [] : [{ ...it, path: ['limits', kind, name] }];
    }),
  ];
}

function checkRule(
  rule: LimitRule,
  path: PathSegment[],
  sizes: readonly ServerSize[],
  settings: Settings,
): SettingsProblem[] {
  return [...checkRoom(rule, path, sizes), ...checkServers(rule, path, settings), ...checkTimes(rule, path, settings)];
}

/** A limit that keeps everyone concerned from starting anything. */
function checkRoom(rule: AtOnce, path: PathSegment[], sizes: readonly ServerSize[]): SettingsProblem[] {
  if (sizes.length === 0 || sizes.some((size) => fits(size, rule))) return [];
  const [smallest] = sizes.toSorted((a, b) => mebibytesOf(a.memory.guarantee) - mebibytesOf(b.memory.guarantee));
  const { name, cpu, memory, gpus } = smallest as ServerSize;
  const needs = [counted(millisOf(cpu.guarantee) / 1000, 'processor'), `${kubernetesSize(memory.guarantee)} of memory`];
  const all = [...needs, ...(gpus > 0 ? [counted(gpus, 'GPU')] : [])].join(', ');
  const message = `no size fits, so no server starts: the smallest one, "${name}", reserves ${all}`;
  return [{ path, message, fix: 'raise the limit, or add a smaller size' }];
}

function fits(size: ServerSize, { processors, memory, gpus }: AtOnce): boolean {
  const isWithin = <T>(limit: T | 'unlimited' | undefined, needed: (limit: T) => boolean) =>
    limit === undefined || limit === 'unlimited' || needed(limit as T);
  return (
    isWithin(processors, (it) => millisOf(size.cpu.guarantee) <= millisOf(it)) &&
    isWithin(memory, (it) => mebibytesOf(size.memory.guarantee) <= mebibytesOf(it)) &&
    isWithin(gpus, (it) => size.gpus <= it)
  );
}

function checkServers({ servers }: LimitRule, path: PathSegment[], settings: Settings): SettingsProblem[] {
  const most = 1 + (settings.servers.namedServers ?? 0);
  if (typeof servers !== 'number' || servers <= most) return [];
  const message = `has no effect: a user can have ${counted(most, 'server')} anyway`;
  const fix = 'lower it, or raise servers.namedServers';
  return [{ path: [...path, 'servers'], severity: 'warning', message, fix }];
}

interface Times {
  readonly longestRun?: Duration | 'unlimited' | undefined;
  readonly idle?: Duration | 'unlimited' | undefined;
}

/** Minutes. Servers tell the hub every five minutes whether they are used. */
const SHORTEST_IDLE = 10;

function checkTimes({ longestRun, idle }: Times, path: PathSegment[], { hub }: Settings): SettingsProblem[] {
  const { culling } = hub;
  const late = (key: keyof Times, time: Duration | 'unlimited' | undefined, other: Duration | undefined) => {
    if (!culling.enabled || !other || time === undefined) return [];
    if (time !== 'unlimited' && time.toSeconds() < other.toSeconds()) return [];
    const setting = key === 'idle' ? 'hub.culling.idle' : 'hub.culling.maxAge';
    const message = `has no effect on servers that ${setting} stops before`;
    const fix = `make it shorter, or raise ${setting}`;
    return [{ path: [...path, key], severity: 'warning' as const, message, fix }];
  };
  if (idle !== undefined && idle !== 'unlimited' && idle.toMinutes({ integral: false }) < SHORTEST_IDLE) {
    const message = 'servers report every five minutes whether they are used';
    return [{ path: [...path, 'idle'], message, fix: `write at least ${SHORTEST_IDLE}m` }];
  }
  return [...late('longestRun', longestRun, culling.maxAge), ...late('idle', idle, culling.idle)];
}
