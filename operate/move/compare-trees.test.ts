import { expect, test } from '@jest/globals';
import { differenceOf, type TreeDigest } from './compare-trees.ts';
import { isOldCopy } from './old-copies.ts';

const tree = (changes: Partial<TreeDigest> = {}): TreeDigest => ({
  ...{ files: 3, bytes: 3_000_000, data: 1000, pieces: 2, parts: { '.': '0', work: '1' } },
  ...changes,
});

test.each<[string, Partial<TreeDigest>, string | undefined]>([
  ['equals the original', {}, undefined],
  ['has its pieces rounded up to larger blocks', { data: 130_000 }, undefined],
  ['has holes that are filled', { data: 3_000_000 }, 'holes were filled: 1000 bytes of data became 3000000'],
  [
    'has other contents',
    { parts: { '.': '0', work: '2' } },
    'work (3 files, 3000000 bytes; copied 3 files, 3000000 bytes)',
  ],
  ['lacks a folder', { files: 1, parts: { '.': '0' } }, 'work (3 files, 3000000 bytes; copied 1 files, 3000000 bytes)'],
  [
    'has a folder too many',
    { parts: { '.': '0', work: '1', x: '2' } },
    'x (3 files, 3000000 bytes; copied 3 files, 3000000 bytes)',
  ],
])('a copy that %s', (_, changes, difference) => {
  expect(differenceOf(tree(), tree(changes))).toBe(difference);
});

test.each([
  ['pvc-1_jupyterhub_claim-ada.moved-20261126T143000Z', true],
  ['moved-claim-ada-20261126t143000z_jupyterhub_claim-ada.moved-20261127T080000Z', true],
  ['pvc-1_jupyterhub_claim-ada', false],
  ['pvc-1_jupyterhub_claim-ada2.moved-20261126T143000Z', false],
  ['pvc-1_jupyterhub_claim-ada.moved-by-hand', false],
  ['pvc-1_jupyterhub_claim-ada.before-restore-20261126T143000Z', false],
])('%s is an old copy of the home of ada: %s', (name, isOld) => {
  expect(isOldCopy(name, 'jupyterhub_claim-ada')).toBe(isOld);
});
