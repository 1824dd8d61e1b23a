import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import type { Home } from '../homes/find-homes.ts';
import { homeSnapshot } from '../restore/testing.ts';
import { describeDrain, describeDrained } from './describe-drain.ts';
import { type DrainPlan, type PlannedHome, placed } from './plan-drain.ts';

const { platform } = load({ cluster: { provider: 'local', name: 'test' } });
const NOW = new Date(2026, 10, 26, 12, 0, 0);
const GIB = 2 ** 30;
const planned = (user: string, changes: Partial<PlannedHome> = {}): PlannedHome => ({
  ...{ user, server: '', claim: `claim-${user}`, path: `/data/${user}`, from: { home: {} as never } },
  ...{ snapshot: undefined, to: 'a2', bytes: 1_400_000_000, isRunning: false },
  ...changes,
});
const plan = (changes: Partial<DrainPlan> = {}): DrainPlan => ({
  ...{ request: { node: 'a1', isLost: false }, server: fakeHost('s1'), isNode: true },
  homes: [
    planned('grace', { bytes: 59e9, isRunning: true }),
    planned('ada', { server: 'gpu', to: 'a3', from: { hold: {} as never } }),
  ],
  targets: ['a2', 'a3'].map((node) => ({ node, disk: { free: 81 * GIB, total: 106 * GIB } })),
  ...{ staying: [], others: [] },
  ...changes,
});
const words = (it: DrainPlan) => describeDrain(it, { platform, now: NOW });
const database = { kind: 'database', namespace: 'jupyterhub', claim: 'hub-db-dir' } as unknown as Home;

test('what will be done, in words', () => {
  expect(words(plan({ staying: ['the home of eve: it is not a folder'], others: [database] }))).toMatchInlineSnapshot(`
    "Moves 2 homes from a1 to other nodes, 60.4 GB:
      HOME OF    SIZE     TO  SERVER
      grace      59.0 GB  a2  running
      ada (gpu)  1.4 GB   a3  -        unfinished, continues
    a2: 81.0 GiB (76 %) free now, 26.1 GiB (24 %) afterwards
    a3: 81.0 GiB (76 %) free now, 79.7 GiB (75 %) afterwards
    a1 is cordoned first: no server starts there any more.
    Until their home has moved, users cannot start a server. One that runs is stopped in turn: unsaved work in it is lost.
    stays on a1: the home of eve: it is not a folder
    stays on a1: the hub's database: once the hub stops, it cannot start on a cordoned node; docs/move-homes.md says what to do"
  `);
});

test('of a node that is lost', () => {
  const replaced = { move: { to: { node: 'a3' } } } as never;
  const homes = [planned('ada', { snapshot: homeSnapshot(), from: { replaced } })];
  const request = { node: 'a1', isLost: true };
  expect(words(plan({ request, homes, isNode: false, others: [database] }))).toMatchInlineSnapshot(`
    "Restores 1 home of a1 onto other nodes, 1.4 GB. What was changed since the backup is lost:
      HOME OF  SIZE    TO  BACKUP
      ada      1.4 GB  a2  2026-11-25 02:13, 1 day old  unfinished, begins again: a3 is lost too
    a2: 81.0 GiB (76 %) free now, 79.7 GiB (75 %) afterwards
    stays on a1: the hub's database: the hub does not start without it; docs/move-homes.md says what to do"
  `);
});

test('where no home is', () => {
  expect(
    words(plan({ homes: [], others: [{ ...database, kind: 'other', claim: 'shared' } as never] })),
  ).toMatchInlineSnapshot(`
    "There is no home on a1 that can leave it.
    a1 is cordoned first: no server starts there any more.
    stays on a1: the volume of jupyterhub/shared"
  `);
});

test('what does not fit is refused with the numbers, and what has begun keeps its place', () => {
  const homes = [planned('ada', { bytes: 8 * GIB }), { ...planned('eve', { bytes: 5 * GIB }), to: undefined }];
  const target = (free: number) => [{ node: 'a2', disk: { free: free * GIB, total: 100 * GIB } }];
  expect(placed(homes, target(18), 'a1').map((it) => it.to)).toEqual(['a2', 'a2']);
  expect(() => placed(homes, target(17.9), 'a1')).toThrow(
    'the homes of a1 do not fit on the other nodes: 5.4 GB in all, the largest 5.4 GB\n  a2: 17.9 GiB (17 %) of the disk is free',
  );
});

const lost = { node: 'a1', isLost: true };
const shared = { ...database, kind: 'other', claim: 'shared' } as never;
test.each([
  [
    'a node that is there',
    {},
    'No home is left on a1, which is cordoned. To use it again: `kubectl uncordon a1`. To remove it: take it out of platform.yaml, then `npx hubwright down --node a1`.',
  ],
  [
    'one with other volumes',
    { others: [database, shared] },
    "No home is left on a1, which is cordoned. To use it again: `kubectl uncordon a1`. The hub's database, the volume of jupyterhub/shared are still on it: docs/move-homes.md. To remove it with that: take it out of platform.yaml, then `npx hubwright down --node a1`.",
  ],
  [
    'one that is lost',
    { request: lost },
    'No claim has a home on a1 any more. To remove it: take it out of platform.yaml, then `npx hubwright down --node a1 --forget`. If a1 comes back, its folders of these homes belong to no claim: docs/lost-node.md.',
  ],
  [
    'one that is lost and was removed',
    { request: lost, isNode: false },
    'No claim has a home on a1 any more. If a1 comes back, its folders of these homes belong to no claim: docs/lost-node.md.',
  ],
])('at the end, of %s', (_, changes, expected) => {
  expect(describeDrained(plan(changes))).toBe(expected);
});
