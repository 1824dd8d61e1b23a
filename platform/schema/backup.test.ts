import { expect, test } from '@jest/globals';
import { complaints, load } from '../../settings/testing.ts';

const ENV = { env: { SECRET: 'hunter2-secret' } };
const secret = { env: 'SECRET' };
const SSH = { key: secret, hostKey: 'ssh-ed25519 AAAA' };
const LOGIN = { username: 'ada', password: secret };
const backup = (given: object) => load({ backup: { password: secret, ...given } }, undefined, ENV).platform.backup;
const said = (given: object) =>
  complaints(() => backup(given))
    .filter((line) => !line.includes('warning: '))
    .map((line) => line.replace(/^platform\.yaml:\d+:\d+: backup\.?/, ''));

test('a repository and its password are enough', () => {
  expect(backup({ repository: '/mnt/backup' })).toEqual({
    repository: '/mnt/backup',
    password: secret,
    at: ['02:00'],
    keep: { daily: 7, weekly: 5, monthly: 12 },
    restoreOnly: false,
    exclude: ['.cache', '.local/share/Trash'],
  });
  expect(load().platform.backup).toBeUndefined();
});

test.each<[object]>([
  [{ repository: 'sftp:ada@nas.example.com:/srv/hub', ssh: SSH }],
  [{ repository: 'sftp:ada@nas:hub', ssh: SSH }],
  [{ repository: 'sftp://ada@10.0.0.1:2222//srv/hub', ssh: SSH }],
  [{ repository: 's3:https://s3.example.com/hub', login: LOGIN }],
  [{ repository: 'rest:http://backup.example.com:8000/hub' }],
  [{ repository: 'rest:https://backup.example.com/hub', login: LOGIN, at: ['00:00', '12:30'], bandwidth: '20Mi' }],
])('%j', (given) => expect(said(given)).toEqual([]));

const PLACES = 'a folder such as /mnt/backup, sftp:user@host:/path, s3:https://host/bucket or rest:https://host/path';

test.each<[object, string]>([
  [{ repository: 'nas:/backup' }, `repository: expected ${PLACES}, found "nas:/backup"`],
  [{ repository: '/' }, 'repository: expected a folder of its own, such as /mnt/backup, found "/"'],
  [
    { repository: 'sftp:nas:/srv', ssh: SSH },
    'repository: expected sftp:user@host:/path, or sftp://user@host:port//path for another port than 22, found "sftp:nas:/srv"',
  ],
  [{ repository: 'sftp:ada@nas:/srv' }, 'ssh: missing: the nodes need a key to log in at the SFTP server'],
  [{ repository: '/mnt', ssh: SSH }, 'ssh: only for a repository that begins with sftp:'],
  [{ repository: 's3:https://s3.example.com/hub' }, 'login: missing: S3 needs an access key and a secret key'],
  [{ repository: '/mnt/backup', login: LOGIN }, 'login: only for a repository that begins with s3: or rest:'],
  [{ repository: '/mnt/backup', at: ['2:00'] }, 'at[0]: expected a time of day such as 02:00, found "2:00"'],
  [{ repository: '/mnt/backup', at: [] }, 'at: expected at least one time of day such as 02:00'],
  [
    { repository: '/mnt/backup', keep: { daily: 0, weekly: 0, monthly: 0 } },
    'keep: expected to keep at least one backup',
  ],
  [
    { repository: '/mnt/backup', exclude: ['!keep'] },
    'exclude[0]: expected a pattern such as .cache or *.tmp, without "$" and not beginning with "#" or "!", found "!keep"',
  ],
])('%j is answered with what to write', (given, message) => {
  expect(said(given)).toEqual([expect.stringContaining(message)]);
});

test('a login in the address is refused, and not told', () => {
  const found = said({ repository: 'rest:https://ada:hunter2@backup.example.com/hub' });
  expect(found).toEqual([expect.stringContaining('the address contains a login: move it to "login"')]);
});

test('what no node has on its disk is named', () => {
  const { warnings } = load(
    {
      backup: { repository: '/mnt/backup', password: secret },
      hub: { database: { type: 'postgresql', host: 'db.example.com', password: secret } },
      storage: { home: { class: 'longhorn' }, shared: [{ name: 'data', nfs: { server: 'nas', path: '/data' } }] },
    },
    undefined,
    ENV,
  );
  expect(warnings.filter((it) => it.path[0] === 'backup').map((it) => it.message)).toEqual([
    'homes on the StorageClass "longhorn" are not in the backup',
    'a PostgreSQL database is not in the backup',
    'the shared folder "data" is not in the backup',
    'a folder on the disk of the only node is lost with it',
  ]);
  const places: readonly [object, string | undefined][] = [
    [{ hub: { database: { type: 'sqlite', class: 'ceph' } } }, 'ceph'],
    [
      { cluster: { provider: 'local', disable: ['local-storage'] }, storage: { home: { class: 'longhorn' } } },
      'longhorn',
    ],
    [{ storage: { home: { class: 'longhorn' } } }, undefined],
  ];
  for (const [settings, own] of places) {
    const found = load({ backup: { repository: 'rest:http://b/', password: secret }, ...settings }, undefined, ENV);
    expect(found.warnings.map((it) => it.message).filter((it) => it.includes('database'))).toEqual(
      own === undefined ? [] : [`the hub's database on the StorageClass "${own}" is not in the backup`],
    );
  }
  const told = (home: object) =>
    load({ backup: { repository: 'rest:http://b/', password: secret }, storage: { home } }, undefined, ENV)
      .warnings.filter((it) => it.path[0] === 'backup')
      .map((it) => it.message);
  expect(told({ claim: 'homes' })).toEqual([
    'homes on the claim "homes" are in the backup only if its volume is on the disk of a node',
  ]);
  expect(told({ ephemeral: true })).toEqual([]);
  const home = { nfs: { server: 'nas', path: '/homes' } };
  const onNfs = load({ backup: { repository: 'rest:http://b/', password: secret }, storage: { home } }, undefined, ENV);
  expect(onNfs.warnings.filter((it) => it.path[0] === 'backup')).toMatchObject([
    { message: 'homes on nas:/homes are not in the backup', fix: 'back them up on nas, which holds them' },
  ]);
});
