import { expect, test } from '@jest/globals';
import { HASH, load } from '../../settings/testing.ts';
import type { Home } from '../homes/find-homes.ts';
import { checkHomes, hasLimitedSizes } from './homes.ts';
import { reportOf } from './testing.ts';

const GPU = { name: 'gpu', cpu: { guarantee: 1 }, memory: { guarantee: '1Gi' }, gpus: 1 };
const SMALL = { name: 'small', cpu: { guarantee: 1 }, memory: { guarantee: '1Gi' } };
const settings = (sizes: readonly object[], more: object = {}) => {
  const host = (name: string, rest: object = {}) => ({ name, address: `${name}.example.com`, ...rest });
  const cluster = { provider: 'ssh', servers: [host('s1')], agents: [host('a1', { gpus: 1 })] };
  const users = { ada: { password: HASH, admin: true, groups: ['research'] }, grace: { password: HASH } };
  return load({ cluster, sizes, ...more }, { users }, { env: { PASSWORD: 'shared by all' } }).platform;
};
const home = (user: string, node: string | undefined, hasClaim = true): Home => ({
  ...{ kind: 'home', user, server: '', namespace: 'jupyterhub', claim: `claim-${user}`, hasClaim },
  ...{ volume: `pvc-${user}`, phase: 'Bound', capacity: '10Gi', node, path: `/storage/${user}` },
});
const HOMES = [home('ada', 's1'), home('grace', 's1'), home('eve', 's1')];
const FIX =
  'they cannot start a server of this size; the spawn form says so | ' +
  'Move their homes to a node that runs it: `npx hubwright home move USER --to NODE`.';

test('whose home is where a size never runs', () => {
  expect(reportOf(checkHomes(settings([SMALL, GPU]), HOMES))).toEqual([
    'problems: 3 homes',
    `note: s1: it never runs a server of the size gpu, and it has the home of ada, grace | ${FIX}`,
  ]);
});

test('a user whom no size is left for is a warning', () => {
  expect(reportOf(checkHomes(settings([GPU]), HOMES))).toEqual([
    'problems: 3 homes',
    `warning: s1: it never runs a server of the size gpu, and it has the home of ada, grace | ${FIX}`,
  ]);
});

test.each<[string, Home[], string[]]>([
  ['not in the group of the size', [home('grace', 's1')], []],
  ['in the group of the size', [home('ada', 's1')], ['ada']],
  ['whose home is where it runs', [home('ada', 'a1')], []],
  ['whose home can be reached from any node', [home('ada', undefined)], []],
  ['with a home from before, without a claim', [home('ada', 's1', false)], []],
])('a user %s', (_, homes, concerned) => {
  const { problems } = checkHomes(settings([SMALL, { ...GPU, groups: ['research'] }]), homes);
  expect(problems.map((it) => it.message.replace(/.* home of /, ''))).toEqual(concerned);
});

test('a long list is cut', () => {
  const platform = settings([SMALL, GPU], { auth: { type: 'dummy', password: { env: 'PASSWORD' } } });
  const homes = Array.from({ length: 12 }, (_, i) => home(`user${i}`, 's1'));
  expect(checkHomes(platform, homes).problems[0]?.message).toMatch(/ user8, user9 and 2 more$/);
});

test('no check where every node runs every size, or homes are not on nodes', () => {
  expect(hasLimitedSizes(settings([SMALL, GPU]))).toBe(true);
  expect(hasLimitedSizes(settings([SMALL]))).toBe(false);
  expect(hasLimitedSizes(settings([SMALL, GPU], { storage: { home: { class: 'ceph' } } }))).toBe(false);
});
