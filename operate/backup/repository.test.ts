import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { BackupRepository, parseSnapshots } from './repository.ts';

const snapshot = (id: string, time: string, ...tags: string[]) => ({
  ...{ id, time, hostname: 'agent-1', tags: ['hubwright', 'cluster:lab', ...tags] },
  paths: ['/var/lib/rancher/k3s/storage/x'],
  summary: { total_files_processed: 3, total_bytes_processed: 70, data_added: 5 },
});

test('snapshots by what they are of, the newest first; those of somebody else are left out', () => {
  const list = [
    snapshot('a', '2026-11-24T02:00:00.123456789+01:00', 'volume:jupyterhub/claim-ada'),
    snapshot('b', '2026-11-25T01:00:00Z', 'hub-database'),
    snapshot('c', '2026-11-25T02:00:00Z', 'datastore', 'id:be7a'),
    { ...snapshot('d', '2026-11-25T02:00:00Z'), tags: null },
  ].map((it) => ({ ...it, tags: it.tags ?? undefined }));
  expect(parseSnapshots(JSON.stringify(list)).map((it) => [it.id, it.kind, it.cluster, it.claim])).toEqual([
    ['c', 'datastore', 'be7a', undefined],
    ['b', 'hub-database', undefined, undefined],
    ['a', 'volume', undefined, 'claim-ada'],
  ]);
  expect(parseSnapshots(JSON.stringify(list)).at(-1)).toEqual({
    ...{ id: 'a', kind: 'volume', node: 'agent-1', cluster: undefined, namespace: 'jupyterhub', claim: 'claim-ada' },
    ...{ time: Date.parse('2026-11-24T01:00:00.123Z'), paths: ['/var/lib/rancher/k3s/storage/x'], files: 3, bytes: 70 },
  });
});

test('restic runs as root by the script of the node, with no secret in its words', async () => {
  const ran: unknown[] = [];
  const host = fakeHost('server-1', {
    run: async (argv, options) => {
      ran.push([argv, options?.sudo]);
      return { exitCode: 0, stdout: '[]', stderr: '' };
    },
  });
  expect(await new BackupRepository(host, 'lab', new AbortController().signal).snapshots()).toEqual([]);
  const words = ['snapshots', '--json', '--no-lock', '--tag', 'hubwright,cluster:lab'];
  const script = '/usr/local/lib/hubwright/backup';
  expect(ran).toEqual([
    [[script, 'open'], true],
    [[script, 'restic', ...words], true],
  ]);
});

test.each<[exitCode: number, stderr: string, message: string, fix: RegExp]>([
  [
    1,
    'backup repository (login): The Access Key Id you provided does not exist in our records.',
    'server-1: the backup repository cannot be opened: The Access Key Id you provided does not exist in our records.',
    /^Set `backup.login`/,
  ],
  [
    1,
    'backup repository (unreachable): dial tcp 10.0.0.9:443: connect: connection refused',
    'server-1: the backup repository cannot be opened: dial tcp 10.0.0.9:443: connect: connection refused',
    /^Check the server/,
  ],
  [127, 'sh: 1: /usr/local/lib/hubwright/backup: not found', 'server-1: it has no backups set up', /^Set `backup`/],
  [
    1,
    'sudo: /usr/local/lib/hubwright/backup: command not found',
    'server-1: it has no backups set up',
    /^Set `backup`/,
  ],
])('a repository that cannot be opened: code %s, %s', async (exitCode, stderr, message, fix) => {
  const host = fakeHost('server-1', { run: async () => ({ exitCode, stdout: '', stderr }) });
  const opening = new BackupRepository(host, 'lab', new AbortController().signal).open();
  await expect(opening).rejects.toMatchObject({ message, fix: expect.stringMatching(fix) });
});
