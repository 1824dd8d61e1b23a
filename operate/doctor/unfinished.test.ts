import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { unfinishedCheck } from './unfinished.ts';

const record = (revision: number, command?: string) => {
  const unfinished = command && { command, operator: 'bo@build-1', since: new Date(2026, 10, 27, 10, 12).getTime() };
  const text = JSON.stringify({
    version: 1,
    hosts: [],
    revision,
    change: `c${revision}`,
    ...(unfinished && { unfinished }),
  });
  return fakeHost(`s${revision}`, { read: async () => text });
};
const silent = fakeHost('s9', {
  read: async (path) => {
    throw new HostError(silent, { reason: 'unreachable', argv: ['cat', path] });
  },
});

test('a rollback that has not finished, as the newest server knows it', async () => {
  const [check] = await unfinishedCheck([record(3), record(7, 'rollback'), silent]);
  expect(check?.problems).toEqual([
    {
      severity: 'error',
      where: 'cluster',
      message: 'the rollback of this cluster that bo@build-1 began at 2026-11-27 10:12 has not finished',
      cost: 'nobody may be able to work, and nothing else changes the cluster',
      fix: '`npx hubwright rollback` continues it.',
    },
  ]);
});

test('nothing, where all is finished, nobody answers or a newer Hubwright has written it', async () => {
  const newer = fakeHost('s1', { read: async () => '{"version":99}' });
  expect(await unfinishedCheck([record(7), record(3, 'rollback'), silent, newer])).toEqual([]);
});
