import { expect, test } from '@jest/globals';
import { HASH, load } from '../../settings/testing.ts';
import { capacityChecks } from './capacity.ts';
import { reportOf } from './testing.ts';

const GIB = 2 ** 30;
const people = (count: number) => ({
  users: Object.fromEntries(Array.from({ length: count }, (_, i) => [`u${i}`, { password: HASH, admin: i === 0 }])),
});
const facts = (cpus: number, gib: number) =>
  new Map([['hubwright', { cpus, memory: { total: gib * GIB, available: gib * GIB } }]]);

function checks(users: number, found: ReturnType<typeof facts>, cluster: object = {}, others: object = {}) {
  const { platform } = load({ cluster: { provider: 'local', ...cluster }, ...others }, people(users));
  return Object.fromEntries(capacityChecks(platform, found).map((it) => [it.id, reportOf(it)]));
}

test('hosts that hold all users', () => {
  expect(checks(3, facts(4, 8), { cpus: 4, memory: '8Gi' })).toEqual({
    'capacity/settings': ['ok: '],
    'capacity/sizes': ['ok: 11 small at once'],
    'capacity/users': ['ok: 3 users, 11 servers of the default size small'],
  });
});

test('settings that claim more than the hosts have', () => {
  const cost = '`synth` reports more servers than can run at once; the rest stay pending';
  expect(checks(3, facts(4, 8), { cpus: 8, memory: '16Gi' })['capacity/settings']).toEqual([
    'problems: ',
    `warning: hubwright: it has 4 CPUs, not 8 | ${cost} | Set its \`cpus: 4\`.`,
    `warning: hubwright: it has 8192 MiB of memory, not 16384 | ${cost} | Set its \`memory: 8192Mi\`.`,
  ]);
});

test('more users than servers', () => {
  const message = '11 servers of the default size fit at once, and';
  const cost = 'once 11 run, another one stays pending until one stops';
  const fix = 'Add hosts, lower what small reserves, or set `hub.activeServerLimit: 11` to tell users.';
  expect(checks(20, facts(4, 8))['capacity/users']?.[1]).toBe(
    `note: cluster: ${message} 20 users may log in | ${cost} | ${fix}`,
  );
  expect(checks(30, facts(4, 8))['capacity/users']?.[1]).toBe(
    `warning: cluster: ${message} 30 users may log in | ${cost} | ${fix}`,
  );
  expect(checks(30, facts(4, 8), {}, { hub: { activeServerLimit: 10 } })['capacity/users']).toEqual([
    'ok: 30 users, 11 servers of the default size small, no more than 10 may run at once',
  ]);
});

test('the pods of main.ts take their share', () => {
  const { platform } = load({ cluster: { provider: 'local' } }, people(3));
  const pods = { name: 'Deployment a', millis: 500, mebibytes: 2048, count: 1, isDivisible: false };
  const others = [{ ...pods, nodeSelector: {}, tolerations: [] }];
  const details = capacityChecks(platform, facts(4, 8), others).map((it) => it.detail);
  expect(details).toContain('3 users, 7 servers of the default size small');
});

test('a size that no host can run', () => {
  expect(checks(1, facts(1, 1))['capacity/sizes']).toEqual([
    'problems: 0 small at once',
    expect.stringContaining(
      'error: size small: no node can run it: it reserves 0.1 CPU and 512 MiB, but the largest node has',
    ),
  ]);
  expect(checks(1, facts(1, 1))['capacity/sizes']?.[1]).toContain(
    ' | a server of this size stays pending until its start times out | Lower what it reserves, or add a host that is large enough.',
  );
});

test('what is not known is not passed', () => {
  expect(checks(3, new Map())).toEqual({
    'capacity/sizes': ['skipped: set `cpus` and `memory` of every host to compute it'],
    'capacity/users': ['skipped: set `cpus` and `memory` of every host to compute it'],
  });
});
