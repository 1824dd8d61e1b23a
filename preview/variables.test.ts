import { expect, test } from '@jest/globals';
import { variablesOf } from './variables.ts';

test.each([
  ['none', null, {}],
  [
    'a mapping of texts and of variables',
    { A: '1', B: { value: '2' }, C: { name: 'D', value: '3' } },
    { A: '1', B: '2', D: '3' },
  ],
  ['a list', [{ name: 'A', value: '1' }], { A: '1' }],
  ['what only a cluster has', [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }], {}],
])('%s', (_, extraEnv, variables) => expect(variablesOf(extraEnv)).toEqual(variables));
