import { describe, expect, test } from '@jest/globals';
import type { Entry } from './entry.ts';
import { openRollback, openSnapshot, revisionOf, snapshotName } from './recorded-upgrade.ts';

type Short = Pick<Entry, 'result'> & Partial<Entry>;
const entries = (...short: readonly Short[]): Entry[] =>
  short.map((it, i) => ({
    ...{ revision: i + 1, change: `c${i + 1}`, after: [], command: 'up', operator: 'ada@laptop', from: i },
    ...{ deploys: true, hubwright: '0.1.0', k3s: {}, ...it },
  }));
const A = { snapshot: '000001-a', k3s: { s1: 'v1.36.5+k3s1' } };
const B = { snapshot: '000009-b', k3s: { s1: 'v1.37.0+k3s1' } };
const undoing = { rollback: { snapshot: A.snapshot, isDatastore: true, isHub: false } };

test('the name of a snapshot has the number of its change', () => {
  expect(snapshotName({ revision: 12, change: 'f00d' })).toBe('000012-f00d');
  expect(revisionOf('000012-f00d')).toBe(12);
});

describe('the upgrade that goes on', () => {
  test.each<[what: string, entries: Entry[], open: string | undefined]>([
    ['none, if nothing was upgraded', entries({ result: 'done', isWhole: true }), undefined],
    ['one that was killed', entries({ ...A, result: 'running', isWhole: true }), A.snapshot],
    ['one that failed', entries({ ...A, result: 'failed', isWhole: true }), A.snapshot],
    ['not one that is done', entries({ ...A, result: 'done', isWhole: true }), undefined],
    ['one of which only a part is done', entries({ ...A, result: 'done', isWhole: false }), A.snapshot],
    [
      'one that another command came after',
      entries({ ...A, result: 'failed', isWhole: true }, { result: 'done' }),
      A.snapshot,
    ],
    [
      'not one that a whole up of an earlier Hubwright has finished',
      entries({ ...A, result: 'failed', isWhole: true }, { result: 'done', isWhole: true }),
      undefined,
    ],
    ['not one that was undone', entries({ ...A, result: 'failed' }, { ...undoing, result: 'done' }), undefined],
    ['one that was undone in part', entries({ ...A, result: 'failed' }, { ...undoing, result: 'failed' }), A.snapshot],
    [
      'the next one',
      entries({ ...A, result: 'done', isWhole: true }, { ...B, result: 'running', isWhole: true }),
      B.snapshot,
    ],
  ])('%s', (_, found, open) => {
    expect(openSnapshot(found)?.name).toBe(open);
  });

  test('has the releases of before its first try', () => {
    const again = { ...A, k3s: { s1: 'v1.37.0+k3s1' } };
    expect(openSnapshot(entries({ ...A, result: 'failed' }, { ...again, result: 'failed' }))?.k3s).toEqual(A.k3s);
  });

  test('has those of before the upgrade, not of before the change, where an earlier Hubwright has begun it', () => {
    const half = { ...A, k3s: { s1: 'v1.37.0+k3s1', a1: 'v1.36.5+k3s1' }, before: { a1: 'v1.36.5+k3s1' } };
    expect(openSnapshot(entries({ ...half, result: 'failed' }))?.k3s).toEqual(half.before);
  });
});

describe('a rollback that goes on', () => {
  test('has the number of its first try', () => {
    const found = entries(
      { ...A, result: 'failed' },
      { ...undoing, result: 'running' },
      { ...undoing, result: 'failed' },
    );
    expect(openRollback(found)).toEqual({ ...undoing.rollback, revision: 2 });
  });

  test('ends when it is done', () => {
    const found = entries({ ...undoing, result: 'failed' }, { ...undoing, result: 'done' });
    expect(openRollback(found)).toBeUndefined();
  });

  test.each<Short[]>([
    [{ result: 'done', isWhole: true }],
    [{ result: 'done', isWhole: false }],
    [{ ...B, result: 'failed', isWhole: true }],
    [{ ...B, result: 'running', isWhole: true }],
  ])('has ended if an up came after it, however that ended: %j', (up) => {
    expect(openRollback(entries({ ...undoing, result: 'running' }, up))).toBeUndefined();
    const again = { ...undoing, result: 'running' as const };
    expect(openRollback(entries({ ...undoing, result: 'running' }, up, again))?.revision).toBe(3);
  });
});
