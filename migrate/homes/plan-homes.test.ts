import { expect, test } from '@jest/globals';
import { LocalHost } from '../../providers/local/local-host.ts';
import { load } from '../../settings/testing.ts';
import { describeHomes } from './describe-homes.ts';
import type { HomeSource } from './home-source.ts';
import { chooseRoom } from './import-home.ts';
import { type HomesPlan, planHomes } from './plan-homes.ts';

const GB = 1_000_000_000;
const source = (user: string, server = ''): HomeSource => ({
  ...{ user, server, where: `claim-${user}` },
  open: () => Promise.reject(new Error('not opened')),
});
const rooms = (...free: number[]) => free.map((it, i) => ({ host: new LocalHost(`a${i + 1}`), bytes: it * GB }));

test('each home goes where most room is left by those before it', () => {
  const left = rooms(10, 12);
  const chosen = [3, 3, 4, undefined, 5].map((it) => chooseRoom(left, it === undefined ? it : it * GB).host.name);
  expect(chosen).toEqual(['a2', 'a1', 'a2', 'a1', 'a1']);
  expect(left.map((it) => it.bytes / GB)).toEqual([2, 5]);
  expect(() => chooseRoom(left, 6 * GB)).toThrow('6.0 GB to copy: a1 has room for 2.0 GB, a2 has room for 5.0 GB');
  expect(() => chooseRoom(rooms(-1, 0), undefined)).toThrow(
    'a home to copy: a1 has room for 0 KB, a2 has room for 0 KB',
  );
});

test.each([
  [{ nfs: { server: 'nas', path: '/homes' } }, 'homes are folders of nas:/homes', 'Copy them there'],
  [{ claim: 'homes' }, 'homes are folders of the claim homes', 'Copy them there'],
  [{ ephemeral: true }, 'homes end with their servers', 'Set another `storage.home`'],
])('refused before any host is asked: %j', async (home, message, fix) => {
  const { platform } = load({ storage: { home } });
  const cluster = {
    ...{ platform, hosts: [], recorded: [], signal: new AbortController().signal },
    identity: { cluster: 'lab', id: 'a1', origins: new Set<string>() },
  };
  await expect(planHomes(cluster, { sources: [], replaces: false, to: undefined }, new Date())).rejects.toMatchObject({
    message: expect.stringContaining(message),
    fix: expect.stringContaining(fix),
  });
});

test('the plan, as a person reads it', () => {
  const place = { node: 'a1', folder: '/f', volume: 'v', state: 'bound' } as const;
  const plan: HomesPlan = {
    asked: new LocalHost('s1'),
    homes: [
      { source: source('ada'), place, pods: ['jupyter-ada'] },
      { source: source('grace', 'gpu'), place: undefined, pods: [] },
    ],
    here: [source('bob'), source('eve')],
    rooms: rooms(20, 30),
    unknown: ['grace'],
    suffix: '.before-import-20261130T120000Z',
  };
  expect(describeHomes(plan, ['claim-x: it has no volume, so nothing is in it'])).toMatchInlineSnapshot(`
    "Copies 2 homes:
      HOME OF      FROM         TO            NOW
      ada          claim-ada    a1            is replaced
      grace (gpu)  claim-grace  a new volume  -
    New homes go to the node with most room: a1 (20.0 GB), a2 (30.0 GB).
    What is in a home now is kept beside it, with ".before-import-20261130T120000Z" added to its name.
    Until a home is copied, its user cannot start a server.
    Servers are stopped, and unsaved work in them is lost: jupyter-ada.
    Left, as they have a home here already: bob, eve. To replace one, name its user; to replace all: --replace.
    Left: claim-x: it has no volume, so nothing is in it.
    Not in users.yaml, and so cannot log in: grace."
  `);
  expect(describeHomes({ ...plan, homes: [], here: [], rooms: [], unknown: [] }, [])).toBe('There is no home to copy.');
});
