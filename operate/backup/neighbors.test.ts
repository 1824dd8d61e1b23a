import { expect, test } from '@jest/globals';
import { ofOneCluster } from './neighbors.ts';
import type { Snapshot } from './repository.ts';

const DAY = 24 * 3_600_000;

/** Written as `ID from-to`, a snapshot a day; `-` for none. */
function made(...lives: readonly string[]): Snapshot[] {
  return lives.flatMap((life) => {
    const [, cluster = '', from, to] = /^(\S+) (\d+)-(\d+)$/.exec(life) ?? [];
    const days = Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
    return days.map((at) => ({
      ...{ id: `${cluster}${at}`, kind: 'datastore' as const, time: at * DAY, node: `server-${cluster}` },
      ...{ cluster: cluster === '-' ? undefined : cluster, namespace: undefined, claim: undefined },
      ...{ paths: ['/x'], files: 1, bytes: 1 },
    }));
  });
}

const daysOf = (snapshots: readonly Snapshot[]) => snapshots.map((it) => it.id).join(' ');

test.each([
  ['its own alone', 'a', ['a 1-3'], 'a1 a2 a3'],
  ['one before it', 'b', ['a 1-2', 'b 3-4'], 'a1 a2 b3 b4'],
  ['two before it', 'c', ['a 1-1', 'b 2-2', 'c 3-3'], 'a1 b2 c3'],
  ['another beside it, which began later', 'a', ['a 1-3', 'b 2-3'], 'a1 a2 a3'],
  ['another beside it, which began before', 'b', ['a 1-3', 'b 2-3'], 'a1 b2 b3'],
  ['one before it, and another beside it', 'b', ['a 1-1', 'b 2-3', 'c 3-3'], 'a1 b2 b3'],
  ['of nobody known', 'a', ['- 1-3', 'a 2-2', 'b 2-2'], '-1 -2 -3 a2'],
  ['before its first one', 'b', ['a 1-2'], 'a1 a2'],
  ['before its first one, after two', 'c', ['a 1-1', 'b 2-2'], 'a1 b2'],
  ['unknown itself', undefined, ['- 1-1', 'a 1-2'], '-1 a1 a2'],
  ['nothing there', 'a', [], ''],
] as const)('%s', (_name, own, lives, expected) => {
  expect(daysOf(ofOneCluster(made(...lives), 'lab', own))).toEqual(expected);
});

test.each([undefined, 'new'])('nothing tells which of two at a time it is: %s', (own) => {
  expect(() => ofOneCluster(made('a 1-6', 'b 4-5', 'c 7-8'), 'lab', own)).toThrow(
    expect.objectContaining({
      message:
        'several clusters named lab have backed up into this repository: a (server-a; last 1970-01-07), b (server-b; last 1970-01-06)',
      fix: expect.stringContaining('restic tag --tag id:ID --remove cluster:lab --add cluster:OTHER'),
    }),
  );
});
