import { expect, test } from '@jest/globals';
import { shownValues } from '../../lib/testing.ts';
import { complaints, HASH, load } from '../testing.ts';

const USERS = { users: { ada: { password: HASH, admin: true, groups: ['ml'] } } };

test.each<[object, object | undefined, string | undefined]>([
  [{}, { all: { hours: 5 } }, undefined],
  [{ enabled: false }, { all: { servers: 1 } }, undefined],
  [{ enabled: false, keep: '1d' }, undefined, undefined],
  [{ keep: '31d' }, { all: { hours: 5 } }, undefined],
  [{ keep: '7d' }, { window: 'week', all: { hours: 5 } }, undefined],
  [
    { enabled: false },
    { groups: { ml: { together: { gpuHours: 5 } } } },
    'hub.usage.enabled: limits has hours, and the hub does not count them without it; remove it, or the hours in limits',
  ],
  [
    { keep: '30d' },
    { all: { hours: 5 } },
    'hub.usage.keep: limits has hours of a month, which may have 31 days; write at least 31d',
  ],
  [
    { keep: '6d' },
    { window: 'week', all: { hours: 5 } },
    'hub.usage.keep: limits has hours of a week, which may have 7 days; write at least 7d',
  ],
  [{ keep: '23h' }, undefined, 'hub.usage.keep: usage is kept by day; write at least 1d'],
])('hub.usage %j with limits %j: %s', (usage, limits, problem) => {
  const found = complaints(() => load({ hub: { usage }, ...(limits && { limits }) }, USERS));
  expect(found).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
});

test.each([
  [{}, undefined],
  [{ keep: '90d' }, { days: 90 }],
  [{ keep: '36h' }, { days: 2 }],
  [{ enabled: false, keep: '90d' }, { days: 0 }],
])('hub.usage %j is %j for the hub', (usage, value) => {
  const { custom } = shownValues(load({ hub: { usage } }).platform) as never as {
    custom: { hubwright: { usage?: object } };
  };
  expect(custom.hubwright.usage).toEqual(value);
});
