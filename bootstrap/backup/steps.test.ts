import { expect, test } from '@jest/globals';
import { k3sNodes } from '../../cluster/node-config.ts';
import { versions } from '../../platform/versions.ts';
import { load } from '../../settings/testing.ts';
import { sha256 } from '../../system/sha256.ts';
import type { NodeFile } from '../plan/actions.ts';
import { planUp } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { knownOf } from '../plan/run-reported.ts';
import { pending } from '../plan/step.ts';
import { bareFacts } from '../testing.ts';
import { backupFiles } from './files.ts';
import { backupFilePaths } from './steps.ts';

const ENV = { env: { PASSWORD: 'hunter2-password', KEY: 'hunter2-key', LOGIN: 'hunter2-login' } };
const BACKUP = { repository: 'sftp:ada@nas:/srv', password: { env: 'PASSWORD' } };
const SSH = { key: { env: 'KEY' }, hostKey: 'ssh-ed25519 AAAA' };
const host = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const CLUSTER = { provider: 'ssh', servers: [host('s1')], agents: [host('a1')] };
const TIMER = '/etc/systemd/system/hubwright-backup.timer';
const S3 = { repository: 's3:https://s3/b', login: { username: 'AK', password: { env: 'LOGIN' } }, bandwidth: '20Mi' };

const platformOf = (backup: object | undefined) =>
  load({ cluster: CLUSTER, ...(backup && { backup: { ...BACKUP, ...backup } }) }, undefined, ENV).platform;

/** What an `up` would do for backups on nodes that have these files. */
function lines(platform: PlanInput['platform'], files: ReadonlyMap<string, object> = new Map()): string[] {
  const facts = new Map(k3sNodes(platform).map(({ name }) => [name, bareFacts(name, { files: files as never })]));
  const base = { platform, id: 'f00d', facts, manifests: new Map(), token: 't', folder: '', tars: () => [] };
  const input = { ...base, refused: [], airgap: undefined, kubeconfig: undefined };
  const known = knownOf(facts);
  return planUp(input)
    .filter((it) => it.id.startsWith('backup/'))
    .flatMap((it) => [`${it.id} < ${it.needs}`, ...pending(it, known).map((act) => `  ${act.command}`)]);
}

const texts = (files: readonly NodeFile[]) => new Map(files.map((it) => [it.path.replace(/.*\//, ''), it.content]));
const filesOf = (backup: object, node = 0) => {
  const platform = platformOf(backup);
  const found = k3sNodes(platform)[node];
  if (found === undefined || platform.backup === undefined) throw new Error('There is a node, and a backup');
  return texts(backupFiles(found, platform, platform.backup));
};

test('restic, files of root alone, the units and a timer; the first server makes the repository', () => {
  const own = (node: string, needs: string) => [
    `backup/${node} < ${needs}`,
    '  rm -f /etc/hubwright/backup/started',
    '  install -d -m 0700 /etc/hubwright/backup',
    '  sh -s -- 0.18.1 < install-restic.sh',
    ...['settings', 'repository', 'password', 'environment', 'excludes', 'ssh-key', 'known-hosts'].map(
      (name) => `  ${name === 'environment' ? 'empty' : 'write'} /etc/hubwright/backup/${name}, mode 600`,
    ),
    ...['backup', 'hubwright_copies.py', 'hubwright_note.py', 'hubwright_restic.py'].map(
      (name) => `  write /usr/local/lib/hubwright/${name}, mode 755`,
    ),
    ...['service', 'timer'].map((name) => `  write /etc/systemd/system/hubwright-backup.${name}, mode 644`),
    '  sh -s < start-backups.sh: open the repository, systemctl enable hubwright-backup.timer',
  ];
  const found = lines(platformOf({ ssh: SSH }));
  expect(found).toEqual([...own('s1', 'start/s1'), ...own('a1', 'backup/s1')]);
  expect(found.join('\n')).not.toContain('hunter2');
});

test('no step where there are none; where there were, they are removed', () => {
  expect(lines(platformOf(undefined))).toEqual([]);
  const left = new Map([['/etc/hubwright/backup/settings', {}]]);
  const remove = '  sh -s < remove-backups.sh: what is in the repository stays';
  expect(lines(platformOf(undefined), left)).toEqual(['backup/s1 < start/s1', remove, 'backup/a1 < mark/a1', remove]);
  const both = lines(platformOf(undefined), new Map([...left, [TIMER, {}]]));
  expect(both.slice(0, 3)).toEqual(['backup/s1 < start/s1', '  sh -s < stop-timer.sh', remove]);
});

test('a copy that only reads gets no timer, and makes no repository; one that was there goes first', () => {
  const copy = platformOf({ ssh: SSH, restoreOnly: true });
  const found = lines(copy);
  expect(found.join('\n')).not.toMatch(/timer|service/);
  expect(found).toContain('  sh -s < start-backups.sh: open the repository');
  expect(lines(copy, new Map([[TIMER, {}]])).slice(0, 3)).toEqual([
    'backup/s1 < start/s1',
    '  sh -s < stop-timer.sh',
    '  rm -f /etc/hubwright/backup/started',
  ]);
  const [node] = k3sNodes(copy);
  expect(node && backupFilePaths(node, copy)).toContain(TIMER);
  const restoreOnly = (backup: object) => JSON.parse(`${filesOf(backup).get('settings')}`).restoreOnly;
  expect([restoreOnly({ ...S3, restoreOnly: true }), restoreOnly(S3)]).toEqual([true, undefined]);
});

test('what is there already stays, and every file is asked for', () => {
  const platform = platformOf(S3);
  const [node] = k3sNodes(platform);
  if (node === undefined || platform.backup === undefined) throw new Error('There is a node, and a backup');
  const files = backupFiles(node, platform, platform.backup);
  const found = files.map(({ path, mode, content }) => {
    return [path, { mode, owner: 'root:root', sha256: sha256(content as string) }] as const;
  });
  const pendingOf = lines(platform, new Map(found)).slice(0, 6);
  expect(pendingOf.filter((it) => it.startsWith('  write /etc/hubwright'))).toEqual([]);
  expect(backupFilePaths(node, platform)).toEqual(
    expect.arrayContaining([
      ...files.map((it) => it.path),
      '/etc/hubwright/backup/ssh-key',
      '/usr/local/lib/hubwright/restic',
    ]),
  );
});

test('logins of S3 and REST come from the environment of restic, one of SFTP from its key', () => {
  expect(filesOf(S3).get('environment')).toBe('AWS_ACCESS_KEY_ID=AK\nAWS_SECRET_ACCESS_KEY=hunter2-login\n');
  expect(filesOf({ ...S3, repository: 'rest:https://b/' }).get('environment')).toBe(
    'RESTIC_REST_USERNAME=AK\nRESTIC_REST_PASSWORD=hunter2-login\n',
  );
  const sftp = filesOf({ ssh: SSH });
  expect([sftp.get('environment'), sftp.get('ssh-key'), sftp.get('known-hosts')]).toEqual([
    '',
    'hunter2-key\n',
    '* ssh-ed25519 AAAA\n',
  ]);
});

test('one node removes old backups; each time of day is a line of the timer', () => {
  const [first, second] = [0, 1].map((node) => JSON.parse(`${filesOf(S3, node).get('settings')}`));
  expect(first).toEqual({
    ...{
      cluster: 'hubwright',
      node: 's1',
      namespace: 'jupyterhub',
      k3s: versions.k3s,
      server: true,
      prunes: true,
      patience: '2h',
      longestAge: 49 * 3600,
      bandwidth: 20480,
    },
    keep: { daily: 7, weekly: 5, monthly: 12 },
  });
  expect(second).toMatchObject({ node: 'a1', server: false, prunes: false });
  expect(filesOf({ ssh: SSH, at: ['02:00', '14:30'] }).get('hubwright-backup.timer')).toContain(
    '\nOnCalendar=*-*-* 02:00:00\nOnCalendar=*-*-* 14:30:00\nRandomizedDelaySec=30m\nPersistent=true\n',
  );
});
