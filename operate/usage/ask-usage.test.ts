import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { askUsage, askUsageCsv, type UsageReport } from './ask-usage.ts';
import { usageTable } from './usage-table.ts';

const { signal } = new AbortController();
const nothing = { hours: 0, processorHours: 0, memoryHours: 0, gpuHours: 0, starts: 0, lastUsed: null };
const bob = { hours: 107.04, processorHours: 28, memoryHours: 112, gpuHours: 14, starts: 1, lastUsed: '2026-11-24' };
const ada = { hours: 5, processorHours: 5, memoryHours: 10, gpuHours: 0, starts: 12, lastUsed: '2026-11-26' };
const total = { hours: 112.04, processorHours: 33, memoryHours: 122, gpuHours: 14, starts: 13, lastUsed: '2026-11-26' };
const report: UsageReport = {
  ...{ from: '2026-10-29', until: '2026-11-27', by: 'user', oldest: '2026-10-18', total },
  rows: [
    { name: 'bob', ...bob },
    { name: 'ada', ...ada },
  ],
};

/** A host whose hub prints this, or fails so; and what it was asked. */
function hubThat(says: string | { readonly stderr: string }) {
  const asked: string[] = [];
  const host = fakeHost('s1', {
    run: async (argv) => {
      asked.push(argv.join(' '));
      if (typeof says === 'string') return { exitCode: 0, stdout: says, stderr: '' };
      throw new HostError(host, { reason: 'exit', argv, exitCode: 1, ...says });
    },
  });
  return { host, asked };
}
const ask = (says: Parameters<typeof hubThat>[0]) =>
  askUsage(hubThat(says).host, { by: 'user', namespace: 'jupyterhub' }, signal);

test('the hub is asked in its container, by its own code', async () => {
  const { host, asked } = hubThat(JSON.stringify(report));
  const question = { by: 'group', from: '2026-10-01', until: '2026-10-31', namespace: 'hub' } as const;
  expect(await askUsage(host, question, signal)).toEqual(report);
  const csv = hubThat('{"csv": "user,hours\\r\\n"}');
  expect(await askUsageCsv(csv.host, { by: 'user', namespace: 'hub' }, signal)).toBe('user,hours\r\n');
  const script = 'k3s kubectl exec -n hub deploy/hub -c hub -- python3 -m hubwright.usage.outside';
  expect([...asked, ...csv.asked]).toEqual([
    `${script} --by group --from 2026-10-01 --until 2026-10-31`,
    `${script} --by user --csv`,
  ]);
});

test.each([
  ['{"problem": "empty"}', 'the hub has not counted any usage yet', /after one/],
  ['{"problem": "database", "reason": "no connection"}', 'the hub cannot read its database: no connection', /logs hub/],
  [
    { stderr: '/usr/bin/python3: No module named hubwright.usage.outside\ncommand terminated with exit code 1' },
    'the hub on the cluster is of an older version, which does not answer this',
    /npx hubwright up/,
  ],
  [
    { stderr: 'Error from server (NotFound): deployments.apps "hub" not found' },
    'the hub cannot be asked: Error from server (NotFound): deployments.apps "hub" not found',
    /npx hubwright status/,
  ],
])('no usage: %j', async (says, message, fix) => {
  await expect(ask(says)).rejects.toMatchObject({ message, fix: expect.stringMatching(fix) });
});

test('a host that cannot be reached is left to whoever asks the next', async () => {
  const host = fakeHost('s1', {
    run: async (argv) => Promise.reject(new HostError(fakeHost('s1'), { reason: 'unreachable', argv })),
  });
  const question = { by: 'user', namespace: 'jupyterhub' } as const;
  await expect(askUsage(host, question, signal)).rejects.toBeInstanceOf(HostError);
});

test('a table of users, the largest first', () => {
  expect(usageTable(report).split('\n')).toEqual([
    'USER  HOURS  PROCESSOR HOURS  MEMORY GIB HOURS  GPU HOURS  STARTS  LAST USED',
    'bob   107.0             28.0             112.0       14.0       1  2026-11-24',
    'ada     5.0              5.0              10.0        0.0      12  2026-11-26',
    '',
    'From 2026-10-29 to 2026-11-27, days in UTC: 2 users, 112.0 hours, 14.0 GPU hours, 13 starts.',
  ]);
});

test('a table of days, without those of which there is nothing', () => {
  const rows = [
    { name: '2026-11-26', ...ada },
    { name: '2026-11-27', ...nothing },
  ];
  expect(
    usageTable({ ...report, by: 'day', rows })
      .split('\n')
      .slice(0, 2),
  ).toEqual([
    'DAY         HOURS  PROCESSOR HOURS  MEMORY GIB HOURS  GPU HOURS  STARTS',
    '2026-11-26    5.0              5.0              10.0        0.0      12',
  ]);
  expect(usageTable({ ...report, by: 'day', rows: [{ name: '2026-11-27', ...nothing }] })).toBe(
    'From 2026-10-29 to 2026-11-27, days in UTC: no usage.',
  );
});
