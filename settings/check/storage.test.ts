import { expect, test } from '@jest/globals';
import { complaints, HASH, load } from '../testing.ts';

const homes = { server: 'nas', path: '/export/homes/' };
const problems = (storage: object, more: object = {}) =>
  complaints(() => load({ storage, ...more }, undefined, { env: { PG: 'secret' } }));
const shared = (path: string, server = 'nas') => ({
  home: { nfs: homes },
  shared: [{ name: 'data', nfs: { server, path } }],
});

test.each<[string, object, RegExp | undefined]>([
  ['a folder beside the homes', shared('/export/homes2'), undefined],
  ['the same folder of another server', shared('/export', 'other'), undefined],
  [
    'the homes',
    shared('/export/homes'),
    /nfs\.path: "\/export\/homes" contains the homes: .* "data" sees those of all users; /,
  ],
  ['a folder around the homes', shared('/'), /"\/" contains the homes/],
  ['a folder among the homes', shared('/export/homes/ada'), /among the homes: a user of that name would get it/],
])('of shared folders on the server of the homes: %s', (_, storage, message) => {
  const found = problems(storage);
  if (message === undefined) expect(found).toEqual([]);
  else expect(found.join()).toMatch(message);
});

const cache = (more: object, name = 'data') => ({
  name,
  nfs: { server: 'nas', path: '/data' },
  dvcCache: true,
  ...more,
});

test.each<[string, object[], string[]]>([
  ['a folder for everyone', [cache({})], []],
  [
    'one that servers cannot write',
    [cache({ readOnly: true })],
    ['storage.shared[0].readOnly: DVC could not write its cache there; remove readOnly or dvcCache'],
  ],
  [
    'one of a group',
    [cache({ groups: ['a'] })],
    [
      'storage.shared[0].groups: other users have no cache of DVC then; use a folder for everyone, or set cache.dir in the repository',
    ],
  ],
  [
    'a second one',
    [cache({}), cache({}, 'more')],
    ['storage.shared[1].dvcCache: the cache of DVC is in "data" already; keep one of them'],
  ],
])('the cache of DVC in %s', (_, folders, expected) => {
  const found = complaints(() =>
    load({ storage: { shared: folders } }, { users: { ada: { password: HASH, admin: true, groups: ['a'] } } }),
  );
  expect(found.map((it) => it.replace(/^platform.yaml:\d+:\d+: /, ''))).toEqual(expected);
});

test('homes are in one place', () => {
  const places = [{ class: 'fast' }, { nfs: homes }, { claim: 'all' }, { ephemeral: true }];
  for (const [i, one] of places.entries()) {
    expect(problems({ home: one })).toEqual([]);
    expect(problems({ home: { ...one, limit: 'warn' } }).join()).toContain(
      'applies only to homes on the disks of nodes',
    );
    for (const other of places.slice(i + 1)) {
      const [a, b] = [one, other].map((it) => Object.keys(it)[0]);
      expect(problems({ home: { ...one, ...other } }).join()).toContain(
        `storage.home: homes are in one place: keep one of "${a}", "${b}"`,
      );
    }
  }
  const whole = { home: { claim: 'all' }, shared: [{ name: 'data', claim: 'all' }] };
  expect(problems(whole).join()).toContain(
    'storage.shared[0].claim: the claim "all" has the homes: whoever has the shared folder "data" sees those of all users; share another claim',
  );
});

test('a limit is of homes on nodes', () => {
  expect(problems({ home: { nfs: homes, limit: 'warn' } }).join()).toContain(
    'storage.home.limit: applies only to homes on the disks of nodes; remove it, and limit',
  );
  expect(problems({ home: { limit: 'enforce' } })).toEqual([]);
});

test('without local storage, homes elsewhere need a database elsewhere', () => {
  const settings = (hub: object) => ({ hub, cluster: { provider: 'local', disable: ['local-storage'] } });
  expect(problems({ home: { nfs: homes } }, settings({})).join()).toContain(
    '"local-storage" is needed: the hub\'s database is a folder on a node; remove it, set hub.database.class to a StorageClass of your own, or hub.database to PostgreSQL',
  );
  const database = { type: 'postgresql', host: 'db', password: { env: 'PG' } };
  expect(problems({ home: { nfs: homes } }, settings({ database }))).toEqual([]);
  expect(problems({ home: { nfs: homes } }, settings({ database: { type: 'sqlite', class: 'ceph' } }))).toEqual([]);
});
