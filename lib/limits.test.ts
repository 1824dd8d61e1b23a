import { expect, test } from '@jest/globals';
import { HASH, load, MINIMAL } from '../settings/testing.ts';
import { manifestsOf, shownValues } from './testing.ts';

const USERS = { users: { ada: { password: HASH, admin: true, groups: ['ml'] } } };
const limits = {
  all: { servers: 1, processors: '1500m', memory: '1.5Gi', longestRun: '1d', gpuHours: 7.5 },
  groups: { ml: { gpus: 0, idle: 'unlimited', together: { memory: '1Ti' } } },
  users: { ada: { servers: 'unlimited' } },
};

const found = (platform: ReturnType<typeof load>['platform']) =>
  manifestsOf(platform)['hubwright-base']?.find((it) => it.metadata.name === 'hubwright-limits');

test('limits are a ConfigMap that the hub mounts, and no value of the chart', () => {
  const [without, limited] = [load({}, USERS).platform, load({ limits }, USERS).platform];
  expect(shownValues(limited)).toEqual(shownValues(without));
  expect(shownValues(without).hub).toMatchObject({
    extraVolumes: expect.arrayContaining([
      { name: 'hubwright-limits', configMap: { name: 'hubwright-limits', optional: true } },
    ]),
    extraVolumeMounts: expect.arrayContaining([
      { name: 'hubwright-limits', mountPath: '/opt/hubwright/limits', readOnly: true },
    ]),
  });
  expect(found(without)).toBeUndefined();
  expect(JSON.parse(found(limited)?.data['limits.json'])).toEqual({
    window: 'month',
    whenUsedUp: 'warn',
    all: { servers: 1, processors: 1.5, memory: 1536, longestRun: 86400, gpuHours: 7.5 },
    groups: { ml: { gpus: 0, idle: 'unlimited', together: { memory: 1048576 } } },
    users: { ada: { servers: 'unlimited' } },
  });
});

test('so are the times of sizes', () => {
  const sizes = [
    { ...MINIMAL.sizes[0], idle: '20m' },
    { ...MINIMAL.sizes[0], name: 'other' },
  ];
  expect(JSON.parse(found(load({ sizes }).platform)?.data['limits.json'])).toEqual({
    sizes: { small: { idle: 1200 } },
  });
});
