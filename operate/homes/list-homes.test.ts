import { expect, test } from '@jest/globals';
import type { LocatedVolume } from '../../cluster/volumes.ts';
import type { HomePlace } from '../../platform/home-place.ts';
import type { BackupRun } from '../backup/node-backup.ts';
import type { FoundHomes, Home } from './find-homes.ts';
import { homesTable } from './homes-table.ts';
import { type Answer, homeList } from './list-homes.ts';
import type { MeasuredFolder, MeasuredNode } from './measure-node.ts';

const GIB = 2 ** 30;
const home = (user: string, changes: Partial<LocatedVolume> = {}): Home => ({
  ...{ user, server: '', namespace: 'jupyterhub', claim: `claim-${user}`, hasClaim: true, volume: `pvc-${user}` },
  ...{ phase: 'Bound', capacity: '10Gi', node: 'a1', path: `/storage/${user}` },
  ...changes,
  kind: 'home',
});
const measured = (path: string, bytes: number, day = '2026-11-20'): MeasuredFolder => ({
  ...{ path, state: 'measured', bytes, lastChange: new Date(`${day}T12:00:00Z`) },
});
const node = (folders: readonly MeasuredFolder[] = [], unknown: readonly MeasuredFolder[] = []): Answer => ({
  folders: new Map(folders.map((it) => [it.path, it])),
  unknown,
});
const found = (homes: readonly Home[], others: readonly LocatedVolume[] = []): FoundHomes => ({
  ...{ nodes: ['a1', 's1'], homes, others, elsewhere: [] },
});
const list = (
  homes: readonly Home[],
  answers: Readonly<Record<string, Answer>> = { a1: node(), s1: node() },
  users: readonly string[] | null = ['ada', 'grace'],
) =>
  homeList({
    found: found(homes),
    answers: new Map(Object.entries(answers)),
    users: users === null ? 'exit code 1' : new Set(users),
    place: { kind: 'nodes' },
  });

test('a list of homes', () => {
  const database: LocatedVolume = { ...home(''), kind: 'database', claim: 'hub-db-dir', path: '/storage/db' };
  const homes = [home('ada'), home('eve', { node: 's1' }), home('grace', { server: 'gpu' })];
  const folders = [measured('/storage/ada', 1.4e9), measured('/storage/grace', 2e6, '2026-01-02')];
  const answers = new Map([
    ['a1', node([...folders, measured('/storage/db', 3e6)], [measured('/storage/ada.moved-20261101', 1e9)])],
    ['s1', node([measured('/storage/eve', 3e8)])],
  ]);
  const users = new Set(['ada', 'grace']);
  expect(
    homesTable(homeList({ found: found(homes, [database]), answers, users, place: { kind: 'nodes' } })).split('\n'),
  ).toEqual([
    'HOME OF      NODE  SIZE    CLAIM  LAST CHANGE  NOTE',
    'ada          a1    1.4 GB  10Gi   2026-11-20',
    'eve          s1    300 MB  10Gi   2026-11-20   no such user',
    'grace (gpu)  a1    2 MB    10Gi   2026-01-02',
    '',
    'OTHER VOLUME        NODE  SIZE  CLAIM  LAST CHANGE  NOTE',
    "the hub's database  a1    3 MB  10Gi   2026-11-20",
    '',
    'FOLDER WITHOUT A VOLUME      NODE  SIZE    LAST CHANGE',
    '/storage/ada.moved-20261101  a1    1.0 GB  2026-11-20',
    '',
    '3 homes, 1.7 GB',
    '1 home, 300 MB without a user: docs/homes.md says how to delete one',
  ]);
});

test('when each volume was last backed up, where there are backups', () => {
  const started = Date.parse('2026-11-25T02:00:00Z');
  const backup: BackupRun = {
    ...{ state: 'ok', started, finished: started, lastGood: started, snapshots: 1, bytes: 1, added: 1 },
    ...{ failures: [], unread: [], unreadCount: 0, volumes: { '/storage/ada': Date.parse('2026-11-25T12:00:00Z') } },
  };
  const homes = [home('ada'), home('eve'), home('grace', { node: 's1' }), home('zed', { node: undefined })];
  const a1 = { ...(node([measured('/storage/ada', 1e6)]) as MeasuredNode), backup };
  const answers = { a1, s1: 'the host does not answer' };
  expect(list(homes, answers).homes.map((it) => it.lastBackup)).toEqual([
    '2026-11-25T12:00:00.000Z',
    'none',
    null,
    null,
  ]);
  expect(homesTable(list(homes, answers)).split('\n').slice(0, 4)).toEqual([
    'HOME OF  NODE  SIZE  CLAIM  LAST CHANGE  LAST BACKUP  NOTE',
    'ada      a1    1 MB  10Gi   2026-11-20   2026-11-25',
    'eve      a1    -     10Gi   -            none         no such user',
    'grace    s1    -     10Gi   -            -            s1 was not asked',
  ]);
  const unnoted = { a1: { ...a1, backup: { ...backup, volumes: undefined } } };
  expect(list(homes, unnoted).homes[0]?.lastBackup).toBeNull();
  expect(list(homes, { a1: { ...a1, backup: 'none' } }).homes[0]?.lastBackup).toBe('none');
});

test('a node that was not asked is named, and its homes are listed all the same', () => {
  const found = list([home('ada'), home('grace', { node: 's1' })], {
    a1: node([measured('/storage/ada', 1e6)]),
    s1: 'the host does not answer',
  });
  expect(homesTable(found).split('\n')).toEqual([
    'HOME OF  NODE  SIZE  CLAIM  LAST CHANGE  NOTE',
    'ada      a1    1 MB  10Gi   2026-11-20',
    'grace    s1    -     10Gi   -            s1 was not asked',
    '',
    's1: the host does not answer',
    '2 homes, 1 MB, 1 not measured',
  ]);
  expect(found.nodes).toEqual([
    { name: 'a1', problem: null },
    { name: 's1', problem: 'the host does not answer' },
  ]);
  expect(found.homes[1]).toMatchObject({ user: 'grace', bytes: null, lastChange: null, hasUser: true });
});

test('a node that somebody joined by hand', () => {
  expect(list([], { a1: node() }).nodes).toEqual([
    { name: 'a1', problem: null },
    { name: 's1', problem: 'it is not in platform.yaml' },
  ]);
});

test.each<[string, Partial<LocatedVolume>, MeasuredFolder | undefined, string[]]>([
  ['as it should be', {}, measured('/storage/ada', 10 * GIB), []],
  ['larger than its claim', {}, measured('/storage/ada', 10 * GIB + 1), ['larger than its claim']],
  ['without a folder', {}, { ...measured('/storage/ada', 0), state: 'missing' }, ['its folder is missing']],
  ['that took too long', {}, { ...measured('/storage/ada', 0), state: 'late' }, ['there was no time to measure it']],
  ['whose claim was deleted', { phase: 'Released', hasClaim: false }, undefined, ['its claim was deleted']],
  ['that waits for a claim', { phase: 'Available', hasClaim: false }, undefined, ['kept for the next claim']],
  ['on a node that is gone', { node: 'a9' }, undefined, ['its node is no longer in the cluster']],
  ['on a network', { node: undefined, path: undefined }, undefined, ['not on the disk of one node']],
])('a home %s', (_, changes, folder, notes) => {
  const answer = node(folder === undefined ? [] : [folder]);
  expect(list([home('ada', changes)], { a1: answer, s1: node() }).homes[0]?.notes).toEqual(notes);
});

test('a user who was removed and made again has a new home, and the old one is listed', () => {
  const old = home('ada', { phase: 'Released', hasClaim: false, volume: 'pvc-old', path: '/storage/old' });
  expect(list([home('ada'), old]).homes.map(({ volume, hasUser, notes }) => [volume, hasUser, notes])).toEqual([
    ['pvc-ada', true, []],
    ['pvc-old', true, ['its claim was deleted']],
  ]);
});

test('whether a home has a user is unknown while the hub does not say who exists', () => {
  const found = list([home('ada')], { a1: node(), s1: node() }, null);
  expect(found.homes[0]?.hasUser).toBeNull();
  expect(homesTable(found)).toContain('\nThe hub did not say which users there are: exit code 1');
});

test('a home that waits for somebody who has never logged in, as from another hub, is not taken for left over', () => {
  const notes = (phase: string, isOpen: boolean) => {
    const homes = found([home('zoe', { phase, hasClaim: phase === 'Bound' })], []);
    const given = { found: homes, answers: new Map([['a1', node()]]), users: new Set(['ada']) };
    const { homes: listed } = homeList({ ...given, place: { kind: 'nodes' }, isOpen });
    return [listed[0]?.hasUser, listed[0]?.notes[0]];
  };
  expect(notes('Available', true)).toEqual([null, 'kept for the next claim']);
  expect(notes('Available', false)).toEqual([false, 'no such user']);
  expect(notes('Bound', true)).toEqual([false, 'no such user']);
});

test('the claim of a database that the settings no longer name', () => {
  const others: LocatedVolume[] = [{ ...home(''), kind: 'database', claim: 'hub-db-dir', path: '/storage/db' }];
  const given = { found: found([], others), answers: new Map([['a1', node()]]), users: new Set<string>() };
  const notes = (hasDatabaseClaim: boolean) =>
    homeList({ ...given, place: { kind: 'nodes' }, hasDatabaseClaim }).others.map((it) => it.notes);
  expect([notes(true), notes(false)]).toEqual([[[]], [['not in use: the settings name another database']]]);
});

test('a home whose owner is unknown', () => {
  const found = list([home('', { user: undefined, claim: 'claim-eve---12345678' })]);
  expect(found.homes[0]).toMatchObject({ hasUser: false, notes: ['no such user'] });
  expect(homesTable(found)).toContain('\nclaim-eve---12345678  a1 ');
});

test.each<[HomePlace, string | null, string]>([
  [
    { kind: 'nfs', from: { server: 'fd00::1', path: '/export/homes' } },
    '[fd00::1]:/export/homes',
    'Homes are folders of [fd00::1]:/export/homes, one per user. They are not measured.',
  ],
  [
    { kind: 'claim', name: 'homes' },
    'the claim homes',
    'Homes are folders of the claim homes, one per user. They are not measured.',
  ],
  [{ kind: 'none' }, null, 'Servers have no home: what users save there ends with the server.'],
])('homes that are no volumes, %j, and those from before are', (place, share, text) => {
  const on = (homes: readonly Home[]) =>
    homeList({
      found: found(homes),
      answers: new Map([
        ['a1', node([measured('/storage/ada', 1e6)])],
        ['s1', node()],
      ]),
      users: new Set(['ada']),
      place,
    });
  expect(on([])).toMatchObject({ share, ephemeral: place.kind === 'none' });
  expect(homesTable(on([]))).toBe(text);
  expect(homesTable(on([home('ada')]))).toContain(`${text}\n1 home, 1 MB`);
});

test('no homes yet', () => {
  expect(homesTable(list([]))).toBe('No homes yet: a home is made when its user first starts a server.');
});
