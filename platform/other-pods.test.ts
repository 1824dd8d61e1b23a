import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { describeCapacity } from './describe-capacity.ts';
import type { OtherPods } from './other-pods.ts';

const { platform } = load({
  cluster: {
    provider: 'multipass',
    servers: { count: 1, cpus: 2, memory: '4Gi' },
    agents: { count: 2, cpus: 4, memory: '8Gi', labels: { disk: 'fast' } },
  },
  hub: { placement: 'servers' },
  sizes: [{ name: 'small', cpu: { guarantee: '500m', limit: '1' }, memory: { guarantee: '1Gi', limit: '1Gi' } }],
});
const pods = (changes: Partial<OtherPods>): OtherPods => ({
  ...{ name: 'Deployment a', millis: 1000, mebibytes: 1024, count: 1, isDivisible: false },
  ...{ nodeSelector: {}, tolerations: [], ...changes },
});
const small = (...others: OtherPods[]) => Number(/(\d+) small/.exec(describeCapacity(platform, others))?.[1]);
const ALL = small();

test.each<[string, Partial<OtherPods>, number]>([
  ['one pod', {}, -2],
  ['two, which go to different nodes', { count: 2 }, -4],
  ['one on each node, also on the server, which held one', { count: 'one on each node' }, -5],
  ['one on each node with a label', { count: 'one on each node', nodeSelector: { disk: 'fast' } }, -4],
  ['none that has no room anywhere, and waits', { mebibytes: 100_000 }, 0],
  ['none that may run nowhere', { nodeSelector: { disk: 'none' } }, 0],
  ['several of which only the whole is known', { isDivisible: true, millis: 5000, mebibytes: 8192 }, -9],
])('of the servers that fit other pods take theirs: %s', (_, changes, difference) => {
  expect(small(pods(changes)) - ALL).toBe(difference);
});
