import { expect, test } from '@jest/globals';
import { chooseBackup } from './choose-backup.ts';
import { homeOf, listed, NIGHT, snapshotOf } from './testing.ts';

const ALL = listed(
  ...[-2, 0].flatMap((days) => [
    snapshotOf('datastore', 's1', days),
    snapshotOf('platform', 's1', days),
    snapshotOf('hub-database', 's1', days),
    homeOf('ada', 'a1', days),
  ]),
  homeOf('eve', 'a1', 1),
);

test('the newest of everything, or the newest up to a time', () => {
  const ids = (until: number) => {
    const { datastore, database, platforms, volumes } = chooseBackup(ALL, until, 'lab');
    return [datastore, database, ...platforms.values(), ...volumes.values()].map((it) => it?.id);
  };
  expect(ids(Number.POSITIVE_INFINITY)).toEqual([
    ...['datastore-s1-0', 'hub-database-s1-0', 'platform-s1-0', 'eve-a1-1', 'ada-a1-0'],
  ]);
  expect(ids(NIGHT - 1)).toEqual(['datastore-s1--2', 'hub-database-s1--2', 'platform-s1--2', 'ada-a1--2']);
  expect([...chooseBackup(ALL, NIGHT, 'lab').since.values()]).toEqual([NIGHT - 2 * 24 * 3_600_000]);
});

test('of a folder that two nodes have backed up, the one that has it now', () => {
  const moved = listed(...ALL, homeOf('ada', 'a2', 1));
  expect([...chooseBackup(moved, Number.POSITIVE_INFINITY, 'lab').volumes.values()].map((it) => it.id)).toEqual([
    ...['eve-a1-1', 'ada-a2-1'],
  ]);
});

test.each([
  [
    ALL,
    NIGHT - 9e9,
    /^the first backup of the cluster was made 2026-11-24 02:13$/,
    /a time of: 2026-11-24 02:13, 2026-11/,
  ],
  [[homeOf('ada', 'a1')], NIGHT, /^the repository has no backup of the cluster "lab"$/, /`cluster.name`: it has to be/],
] as const)('without a datastore there is no cluster', (snapshots, until, message, fix) => {
  expect(() => chooseBackup(snapshots, until, 'lab')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message), fix: expect.stringMatching(fix) }),
  );
});
