import { expect, test } from '@jest/globals';
import { describeLeft } from './left.ts';

test('agents without the new token are named with their reasons', () => {
  const off = ['a1', 'a2'].map((name) => ({ name, why: 'the host does not answer' }));
  const foreign = { name: 'a3', why: 'its k3s is not from this cluster: it was reinstalled', fix: 'Remove that k3s.' };
  expect(describeLeft([...off, foreign])).toEqual([
    'Agents that do not get the new token now:',
    '  a1, a2: the host does not answer',
    '  a3: its k3s is not from this cluster: it was reinstalled. Remove that k3s.',
    'Once they run, `npx hubwright up` gives them the new token.',
  ]);
  // `up` refuses these until their cause is gone.
  expect(describeLeft([foreign]).at(-1)).toContain('Remove that k3s.');
  expect(describeLeft([])).toEqual([]);
});
