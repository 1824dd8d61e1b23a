import { expect, test } from '@jest/globals';
import { homeClaim } from '../../platform/slug.ts';
import { UserError } from '../../system/user-error.ts';
import { parseTime } from '../at-time.ts';
import { chooseSnapshot } from './choose-snapshot.ts';
import { homeSnapshot } from './testing.ts';

const day = (date: number, claim = 'claim-ada') =>
  homeSnapshot({ id: `${claim} ${date}`, claim, time: new Date(2026, 10, date, 2, 13, 27).getTime() });
const SNAPSHOTS = [
  day(25),
  homeSnapshot({ kind: 'hub-database', claim: undefined, namespace: undefined }),
  day(25, 'hub-db-dir'),
  day(24, homeClaim('eve@example.com')),
  day(23, 'claim-ada--gpu'),
  day(23),
  day(22, 'claim-grace'),
  homeSnapshot({ claim: 'claim-other', namespace: 'default' }),
  day(21),
];
const choose = (user: string, at?: string, snapshots = SNAPSHOTS, folder?: string) =>
  chooseSnapshot(snapshots, {
    ...{ user, namespace: 'jupyterhub', users: ['eve@example.com'] },
    at: at === undefined ? undefined : parseTime(at),
    folder,
  });

test.each([
  ['ada', undefined, 25],
  ['ada', '2026-11-24', 23],
  ['ada', '2026-11-23', 23],
  ['ada', '2026-11-23 02:13', 23],
  ['ada', '2026-11-23 02:12', 21],
  ['ada', '2030-01-01', 25],
  ['eve@example.com', undefined, 24],
])('%s at %s', (user, at, date) => {
  expect(choose(user, at).snapshot.id).toBe(`${homeClaim(user)} ${date}`);
});

test.each<[string, string | undefined, ReturnType<typeof day>[] | undefined, string, string]>([
  [
    'ada',
    '2026-11-20',
    undefined,
    'the first backup of the home of ada is of 2026-11-21 02:13',
    'Leave out --at for the newest, or name a time of: 2026-11-21 02:13, 2026-11-23 02:13, 2026-11-25 02:13.',
  ],
  [
    'garce',
    undefined,
    undefined,
    'there is no backup of a home of "garce"; did you mean "grace"?',
    'There are backups of: ada, eve@example.com, grace.',
  ],
  ['ada', undefined, [], 'there is no backup of any home of this cluster yet', '`npx hubwright backup now` makes one.'],
])('%s at %s is refused', (user, at, snapshots, message, fix) => {
  expect(() => choose(user, at, snapshots)).toThrow(expect.objectContaining({ name: UserError.name, message, fix }));
});

test('a home that was made again while its earlier folder is backed up still', () => {
  const backup = (folder: string, date: number) => ({ ...day(date), id: `${folder} ${date}`, paths: [folder] });
  const both = [backup('/old', 25), backup('/new', 24), backup('/old', 24), backup('/new', 23), backup('/old', 22)];
  const found = (at: string | undefined, folder: string | undefined) => {
    const { snapshot, since } = choose('ada', at, both, folder);
    return [snapshot.id, since];
  };
  const made = day(23).time;
  expect(found(undefined, '/new')).toEqual(['/new 24', made]);
  expect(found('2026-11-23', '/new')).toEqual(['/new 23', made]);
  expect(found('2026-11-22', '/new')).toEqual(['/old 22', undefined]);
  expect(found(undefined, '/newest')).toEqual(['/old 25', undefined]);
  expect(found(undefined, undefined)).toEqual(['/old 25', undefined]);
});
