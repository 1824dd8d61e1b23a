import * as z from 'zod';
import { cpu, duration, expected, size } from './scalars.ts';
import { suggestCpu, suggestDuration, suggestSize } from './suggest.ts';

const orUnlimited = <T extends z.ZodType>(amount: T, what: string, suggest: (value: unknown) => string | undefined) =>
  z.union([z.literal('unlimited'), amount], expected(`${what}, or unlimited`, suggest));

const cores = () => orUnlimited(cpu(), 'a number of cores such as 2, 0.5 or 500m', suggestCpu);
const memory = () => orUnlimited(size(), 'a size in binary units such as 512Mi or 10Gi', suggestSize);
const time = () => orUnlimited(duration(), 'a duration such as 30m, 1h or 7d', suggestDuration);

const count = (least: number) =>
  z.union([z.literal('unlimited'), z.int().min(least).max(100_000)], expected('a number, or unlimited'));

/** What may be used at once. */
const atOnce = {
  servers: count(1).optional().describe('Servers, named ones included.'),
  processors: cores().optional().describe('Processors that servers reserve, as `cpu.guarantee` of their sizes.'),
  memory: memory().optional().describe('Memory that servers reserve, as `memory.guarantee` of their sizes.'),
  gpus: count(0).optional().describe('GPUs of servers.'),
};

const hours = (what: string) =>
  z
    .union([z.literal('unlimited'), z.number().min(0).max(10_000_000)], expected('a number of hours, or unlimited'))
    .optional()
    .describe(`Hours of ${what} in each \`window\`. If unset, no limit.`);

/** What may be used up in a window. */
const inWindow = {
  hours: hours('servers'),
  processorHours: hours('a processor, as servers reserve them'),
  memoryHours: hours('a GiB of memory, as servers reserve it'),
  gpuHours: hours('a GPU'),
};

/** How long servers of a size may run. */
export const timesOfSize = {
  longestRun: duration().optional().describe('How long a server may run, busy or not. If unset, no limit.'),
  idle: duration().optional().describe('How long a server may be idle, 10m at least. If unset, `hub.culling.idle`.'),
};

const HOURS = ['hours', 'processorHours', 'memoryHours', 'gpuHours'] as const;

/** Whether something of the limits is in hours of a window. */
export function hasHours({ all, groups, users }: Limits): boolean {
  const rules = [all, ...Object.values(groups).flatMap((it) => [it, it.together]), ...Object.values(users)];
  return rules.some((rule) => HOURS.some((key) => rule?.[key] !== undefined));
}

const isSomething = (rule: object) => Object.values(rule).some((it) => it !== undefined);
/** Of a rule in which something else is wrong, only that is reported. */
const orNothing = {
  error: () => 'limits nothing; remove it, or write a limit such as servers: 2',
  when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0,
};

const rule = {
  ...atOnce,
  ...inWindow,
  longestRun: time().optional().describe('How long each server may run, busy or not.'),
  idle: time().optional().describe('How long each server may be idle, 10m at least.'),
};

const userRule = z.strictObject(rule).refine(isSomething, orNothing).meta({ id: 'Limit' });

const groupRule = z
  .strictObject({
    ...rule,
    together: z
      .strictObject({ ...atOnce, ...inWindow })
      .refine(isSomething, orNothing)
      .optional()
      .describe('What all members use together. Of several groups of a user, that of each applies.'),
  })
  .refine(isSomething, orNothing)
  .meta({ id: 'GroupLimit' });

const nothingAtAll = {
  ...orNothing,
  error: () => 'limits nothing; remove it, or write a limit such as all: { servers: 2 }',
};

/** `limits`: what users may use at once, and how long. */
export const limitsSchema = z
  .strictObject({
    window: z
      .enum(['week', 'month'])
      .default('month')
      .describe('When hours begin again: on Mondays or on the first day of the month, at midnight in UTC.'),
    whenUsedUp: z
      .enum(['warn', 'stop'])
      .default('warn')
      .describe('What happens to running servers whose hours are used up. No other starts either way.'),
    all: userRule.optional().describe('Limits of each user.'),
    groups: z.record(z.string().min(1), groupRule).default({}).describe('Limits of each member of a group, by group.'),
    users: z.record(z.string().min(1), userRule).default({}).describe('Limits of single users, by name.'),
  })
  .refine(
    ({ all, groups, users }) => all !== undefined || Object.keys(groups).length + Object.keys(users).length > 0,
    nothingAtAll,
  )
  .optional()
  .describe(
    "What each user's servers may use at once, and how long they may run: docs/limits.md. For each limit, that of the user wins over that of their groups, of which the most generous one applies, and both over `all`; `unlimited` lifts it. Administrators are exempt. A change takes effect within about two minutes of `up`, without a restart.",
  );

export type Limits = NonNullable<z.output<typeof limitsSchema>>;
export type LimitRule = z.output<typeof userRule>;
export type GroupLimitRule = z.output<typeof groupRule>;
