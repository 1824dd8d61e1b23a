import { expect, test } from '@jest/globals';
import type { Home } from '../homes/find-homes.ts';
import type { Hold } from '../homes/holds.ts';
import { homeSnapshot } from '../restore/testing.ts';
import { sortHomes } from './sort-homes.ts';

const home = (changes: Partial<Home> = {}): Home => ({
  ...{ kind: 'home', user: 'ada', server: '', namespace: 'jupyterhub', claim: 'claim-ada', hasClaim: true },
  ...{ volume: 'pvc-1', phase: 'Bound', capacity: '10Gi', node: 'a1', path: '/data/pvc-1_jupyterhub_claim-ada' },
  ...changes,
});
const hold = (work: Hold['work'], from?: string): Hold => ({
  ...{ work, user: 'ada', server: '', claim: 'claim-ada', since: '2026-11-26T14:30:59.123Z', holder: 'root@laptop' },
  ...(from !== undefined && {
    move: {
      from: { node: from, path: '/data/old', volume: 'pvc-1' },
      to: { node: 'a2', path: '/data/new', volume: 'moved' },
      ...{ stamp: '20261126T143059Z', objects: { volume: {}, claim: {} } },
    },
  }),
});
const SNAPSHOTS = [
  homeSnapshot({ id: 'newest', paths: ['/data/elsewhere'] }),
  homeSnapshot({ id: 'its', paths: ['/data/pvc-1_jupyterhub_claim-ada'] }),
  homeSnapshot({ id: 'other', namespace: 'lab' }),
];

test.each<[string, Home[], Hold[], string[], string[]]>([
  ['a home', [home()], [], ['ada /data/pvc-1_jupyterhub_claim-ada its'], []],
  [
    'of a named server',
    [home({ server: 'gpu', claim: 'c' })],
    [],
    [],
    ["the home of ada's server gpu: it is in no backup"],
  ],
  ['on another node', [home({ node: 'a2' })], [], [], []],
  [
    'without a claim',
    [home({ phase: 'Released' })],
    [],
    [],
    ['the home of ada: its claim was deleted; `npx hubwright up` keeps it for the next one'],
  ],
  ['of nobody', [home({ user: undefined })], [], [], ['the volume pvc-1 (claim-ada): no user is known for it']],
  ['no folder', [home({ path: undefined })], [], [], ['the home of ada: it is not a folder']],
  ['whose move has begun', [home()], [hold('move', 'a1')], ['ada /data/old newest'], []],
  ['whose move has switched the claim', [home({ node: 'a2' })], [hold('move', 'a1')], ['ada /data/old newest'], []],
  ['that came from a backup already', [home()], [hold('recover', 'a1')], ['ada /data/old newest'], []],
  [
    'whose restore is unfinished',
    [home()],
    [hold('restore')],
    [],
    [expect.stringContaining('the restore that') as never],
  ],
  [
    'that has just come from elsewhere',
    [home()],
    [hold('move', 's1')],
    [],
    [expect.stringContaining('the move to') as never],
  ],
])('of a lost node: %s', (_, homes, holds, expected, staying) => {
  const sorted = sortHomes({ homes, holds }, { node: 'a1' }, 'jupyterhub', SNAPSHOTS);
  expect(sorted.leaving.map((it) => `${it.user} ${it.path} ${it.snapshot?.id}`)).toEqual(expected);
  expect(sorted.staying).toEqual(staying);
});

test('of one that is there, none needs a backup, and what was begun from one is finished as a move', () => {
  const eve = home({ user: 'eve', claim: 'claim-eve' });
  const { leaving, staying } = sortHomes(
    { homes: [home(), eve], holds: [hold('recover', 'a1')] },
    { node: 'a1' },
    'jupyterhub',
  );
  expect(leaving.map((it) => [it.user, 'hold' in it.from, it.snapshot])).toEqual([
    ['ada', true, undefined],
    ['eve', false, undefined],
  ]);
  expect(staying).toEqual([]);
});
