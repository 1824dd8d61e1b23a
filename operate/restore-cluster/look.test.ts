import { expect, test } from '@jest/globals';
import { refuseEmptied } from './look.ts';

const INSTALLED = { units: new Map([['k3s', { state: 'inactive', isEnabled: true }]]) };
const EMPTY = { units: new Map() };

test('a restore that was given up elsewhere does not go on to an empty cluster', () => {
  refuseEmptied({ done: [] }, EMPTY);
  refuseEmptied({ done: ['datastore'] }, INSTALLED);
  refuseEmptied({ done: ['datastore'] }, undefined);
  expect(() => refuseEmptied({ done: ['datastore', 'corrected'] }, EMPTY)).toThrow(
    expect.objectContaining({
      message: 'the restore of this cluster has begun already, and what it had put on the hosts is gone',
      fix: 'To start over, run `npx hubwright down` first.',
    }),
  );
});
