import { expect, test } from '@jest/globals';
import { assignNodes, type LostNode, lostNodes, type NewNode } from './assign-nodes.ts';
import { chooseBackup } from './choose-backup.ts';
import { homeOf, listed, snapshotOf } from './testing.ts';

const GB = 1e9;
const lost = (name: string, gigabytes: number, isServer = false): LostNode => ({
  ...{ name, isServer, bytes: gigabytes * GB },
});
const fresh = (name: string, free: number, isServer = false): NewNode => ({
  ...{ name, isServer, disk: { free: free * GB, total: 100 * GB } },
});

test('the nodes that there were, that of the datastore first', () => {
  const snapshots = listed(
    ...[homeOf('ada', 'a1'), homeOf('grace', 'a1'), homeOf('eve', 'a2')],
    ...[snapshotOf('datastore', 's2'), snapshotOf('platform', 's2'), snapshotOf('platform', 's1')],
    snapshotOf('hub-database', 's1'),
  );
  expect(lostNodes(chooseBackup(snapshots, Number.POSITIVE_INFINITY, 'lab'))).toEqual([
    { name: 's2', isServer: true, bytes: 0 },
    { name: 'a1', isServer: false, bytes: 4 * GB },
    { name: 'a2', isServer: false, bytes: 2 * GB },
    { name: 's1', isServer: true, bytes: 1_000_000 },
  ]);
});

const S1 = lost('s1', 1, true);
test.each<[string, LostNode[], NewNode[], Record<string, string>, Record<string, string>]>([
  ['the same names', [S1, lost('a1', 9)], [fresh('s1', 80, true), fresh('a1', 80)], {}, { s1: 's1', a1: 'a1' }],
  ['other names, by role', [S1, lost('a1', 9)], [fresh('x', 80, true), fresh('y', 50)], {}, { s1: 'x', a1: 'y' }],
  [
    ...(['the largest where most room is', [S1, lost('a1', 40), lost('a2', 9)]] as [string, LostNode[]]),
    [fresh('x', 90, true), fresh('y', 30), fresh('z', 80)],
    ...([{}, { s1: 'x', a1: 'z', a2: 'y' }] as [Record<string, string>, Record<string, string>]),
  ],
  ['several on one', [S1, lost('a1', 9), lost('a2', 9)], [fresh('x', 80, true)], {}, { s1: 'x', a1: 'x', a2: 'x' }],
  ['as it was said', [S1, lost('a1', 9)], [fresh('x', 80, true), fresh('y', 80)], { a1: 'x' }, { s1: 'y', a1: 'x' }],
  [
    ...(['one of the same name, and another', [S1, lost('a1', 9)]] as [string, LostNode[]]),
    [fresh('a1', 80, true), fresh('x', 80)],
    ...([{}, { s1: 'x', a1: 'a1' }] as [Record<string, string>, Record<string, string>]),
  ],
])('%s', (_, lost, nodes, given, expected) => {
  expect(Object.fromEntries(assignNodes(lost, nodes, new Map(Object.entries(given))))).toEqual(expected);
});

test.each([
  [{ a9: 'x' }, '--node a9=x: the backups have no node "a9"', 'There are: s1, a1.'],
  [{ a1: 'z' }, '--node a1=z: platform.yaml has no node "z"', 'There are: x, s1.'],
  [
    { s1: 'x' },
    '--node s1=x: platform.yaml has a node s1, which gets what was on it',
    'Leave it out, or give the node s1',
  ],
])('%j cannot be', (given, message, fix) => {
  const nodes = [fresh('x', 80), fresh('s1', 80, true)];
  expect(() => assignNodes([S1, lost('a1', 9)], nodes, new Map(Object.entries(given)))).toThrow(
    expect.objectContaining({ message, fix: expect.stringContaining(fix), exitCode: 2 }),
  );
});

test('what does not fit', () => {
  expect(() => assignNodes([S1, lost('a1', 46)], [fresh('x', 50, true)], new Map())).toThrow(
    'what was backed up does not fit:\n  x: 47.0 GB to restore, 46.6 GiB (50 %) of the disk is free',
  );
});
