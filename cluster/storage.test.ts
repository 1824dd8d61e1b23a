import { expect, test } from '@jest/globals';
import { type FoundClaim, type FoundVolume, parseStorage, rebinding } from './storage.ts';

const volume = (name: string, changes: Partial<FoundVolume> = {}): FoundVolume => {
  const base = {
    phase: 'Released',
    claim: 'claim-ada',
    uid: '1',
    isKept: true,
    node: 'a1',
    since: '2026-01-01T00:00:00Z',
  };
  return { name, ...base, isLeaving: false, ...changes };
};
const claim = (changes: Partial<FoundClaim>): FoundClaim => {
  return {
    name: 'claim-ada',
    phase: 'Pending',
    volume: undefined,
    storageClass: 'homes',
    isLeaving: false,
    ...changes,
  };
};

test('lines of kubectl', () => {
  const { volumes, claims, classes } = parseStorage([
    'PersistentVolume pvc-1 Released <none> hub claim-ada u-1 Retain a1 2026-02-01T00:00:00Z 2026-01-01T00:00:00Z <none> homes',
    'PersistentVolume pvc-2 Available <none> hub hub-db-dir <none> Retain <none> <none> 2026-01-01T00:00:00Z <none>',
    'PersistentVolumeClaim claim-bob Bound 2026-03-01T00:00:00Z <none> <none> <none> <none> <none> <none> 2026-01-01T00:00:00Z pvc-3 homes',
    'PersistentVolumeClaim claim-eve Pending <none> <none> <none> <none> <none> <none> <none> 2026-01-01T00:00:00Z <none> <none>',
    'StorageClass homes <none> <none> <none> <none> <none> <none> <none> <none> 2026-01-01T00:00:00Z <none> <none>',
  ]);
  expect(volumes).toEqual([
    volume('pvc-1', { uid: 'u-1', since: '2026-02-01T00:00:00Z' }),
    volume('pvc-2', { phase: 'Available', claim: 'hub-db-dir', uid: undefined, node: undefined }),
  ]);
  expect(claims).toEqual([
    claim({ name: 'claim-bob', phase: 'Bound', volume: 'pvc-3', isLeaving: true }),
    claim({ name: 'claim-eve', storageClass: '' }),
  ]);
  expect(classes).toEqual(['homes']);
});

test.each<[string, FoundVolume[], FoundClaim[], string[], string[]]>([
  ['the claim is gone', [volume('one')], [], ['one'], []],
  ['the claim waits', [volume('one')], [claim({})], ['one'], []],
  ['the claim asks for it', [volume('one')], [claim({ phase: 'Lost', volume: 'one' })], ['one'], []],
  ['the claim has another', [volume('one')], [claim({ phase: 'Bound', volume: 'two' })], [], ['claim-ada has two now']],
  ['the claim asks for another', [volume('one')], [claim({ volume: 'two' })], [], ['claim-ada has two now']],
  ['its node is not ready', [volume('one', { node: 'a2' })], [], [], ['it is on a2, which is not ready']],
  ['it lies on no node', [volume('one', { node: undefined })], [], ['one'], []],
  ['it is in use', [volume('one', { phase: 'Bound' })], [], [], []],
  ['it goes with its claim', [volume('one', { isKept: false })], [], [], []],
  ['it is being deleted', [volume('one', { isLeaving: true })], [], [], []],
  [
    'another is kept for the claim',
    [volume('one'), volume('two', { phase: 'Available', uid: undefined })],
    [],
    [],
    ['two is kept for claim-ada'],
  ],
  [
    'the claim had two, one after the other',
    [volume('old'), volume('new', { since: '2026-02-01T00:00:00Z' })],
    [],
    ['new'],
    ['claim-ada had new later, which is restored instead'],
  ],
  [
    'the later one lies where no pod can run now',
    [volume('old'), volume('new', { since: '2026-02-01T00:00:00Z', node: 'a2' })],
    [],
    [],
    ['it is on a2, which is not ready', 'claim-ada had new later, which is restored instead'],
  ],
  [
    'the later one is lost with its node',
    [volume('old'), volume('new', { since: '2026-02-01T00:00:00Z', node: 'a3' })],
    [],
    ['old'],
    ['it is on a3, which is no longer in the cluster'],
  ],
  ['two claims', [volume('one'), volume('two', { claim: 'claim-bob' })], [], ['one', 'two'], []],
])('%s', (_, volumes, claims, bound, why) => {
  const found = rebinding(
    { volumes, claims, classes: [] },
    new Map([
      ['a1', true],
      ['a2', false],
    ]),
  );
  expect(found.bound.map((it) => it.name)).toEqual(bound);
  expect(found.left.map((it) => it.why)).toEqual(why);
});
