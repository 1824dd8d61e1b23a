import * as z from 'zod';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { inHub, saidInHub } from '../in-hub.ts';

/** What usage is summed up by: names, or parts of the time. */
export const BY = ['user', 'group', 'image', 'size', 'day', 'week', 'month'] as const;

export interface UsageQuestion {
  readonly by: (typeof BY)[number];
  /** The first day in UTC, `2026-11-01`. @default - 30 days, 12 weeks or 12 months, as on the hub's page */
  readonly from?: string | undefined;
  /** The last one. @default - today */
  readonly until?: string | undefined;
}

/** Hours of servers, and what these reserved meanwhile; `lastUsed` is a day, null if there was nothing. */
const amounts = {
  hours: z.number(),
  processorHours: z.number(),
  memoryHours: z.number(),
  gpuHours: z.number(),
  starts: z.number(),
  lastUsed: z.string().nullable(),
};
const report = z.object({
  from: z.string(),
  until: z.string(),
  by: z.enum(BY),
  rows: z.array(z.object({ name: z.string(), ...amounts })),
  total: z.object(amounts),
  /** The first day of the ledger. */
  oldest: z.string(),
});
const problem = z.discriminatedUnion('problem', [
  z.object({ problem: z.literal('empty') }),
  z.object({ problem: z.literal('database'), reason: z.string() }),
]);

export type UsageReport = z.output<typeof report>;

/** What the hub's ledger says, up to a minute behind. */
export async function askUsage(
  server: Host,
  question: UsageQuestion & { readonly namespace: string },
  signal: AbortSignal,
): Promise<UsageReport> {
  return report.parse(await answerOf(server, question, [], signal));
}

/** The same as the CSV file of the hub's page. */
export async function askUsageCsv(
  server: Host,
  question: UsageQuestion & { readonly namespace: string },
  signal: AbortSignal,
): Promise<string> {
  return z.object({ csv: z.string() }).parse(await answerOf(server, question, ['--csv'], signal)).csv;
}

/** @throws UserError if the hub cannot be asked, or has counted nothing */
async function answerOf(
  server: Host,
  { by, from, until, namespace }: UsageQuestion & { readonly namespace: string },
  extra: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const days = [...(from === undefined ? [] : ['--from', from]), ...(until === undefined ? [] : ['--until', until])];
  const script = ['python3', '-m', 'hubwright.usage.outside', '--by', by, ...days, ...extra];
  const { stdout } = await server
    .run(inHub(namespace, script), { sudo: true, timeout: 120_000, signal })
    .catch((error) => {
      throw error instanceof HostError && error.reason === 'exit' ? refusalOf(error) : error;
    });
  const answer: unknown = JSON.parse(stdout);
  const found = problem.safeParse(answer);
  if (!found.success) return answer;
  if (found.data.problem === 'empty') {
    throw new UserError('the hub has not counted any usage yet', {
      fix: 'It counts from the first start of a server on: ask again a minute after one.',
    });
  }
  throw new UserError(`the hub cannot read its database: ${found.data.reason}`, {
    fix: '`npx hubwright logs hub` says more.',
  });
}

function refusalOf(error: HostError): UserError {
  if (/No module named '?hubwright/.test(error.stderr)) {
    return new UserError('the hub on the cluster is of an older version, which does not answer this', {
      fix: 'Run `npx hubwright up`.',
      cause: error,
    });
  }
  return new UserError(`the hub cannot be asked: ${saidInHub(error)}`, {
    fix: '`npx hubwright status` shows whether it runs, `npx hubwright logs hub` what it says.',
    cause: error,
  });
}
