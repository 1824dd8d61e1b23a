import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadPlatform } from '../../settings/load.ts';
import { testProject } from '../../testbed/test-project.ts';
import { addSeen, readSeen, writeRefused } from '../cluster-folder.ts';
import { change, changeOf, HOSTS, newFolder } from './changes-testing.ts';
import { deployedBy } from './deployed.ts';
import { newestRecord, readRecord } from './record.ts';
import type { Author } from './recorded-change.ts';
import { recordedPlatform } from './recorded-platform.ts';
import { FolderHost, readEntries } from './testing.ts';

const { platform } = loadPlatform({ directory: testProject(), secrets: 'mask' });
const deployed = deployedBy(platform, new Map([['hub.k8s.yaml', 'kind: Ümlaut\n']]));
const { signal } = new AbortController();

test('every server gets the state, the change and what it deploys, for root alone', async () => {
  const servers = ['s-1', 's-2'].map((name) => new FolderHost(name));
  const folder = newFolder('abc');
  await change(folder, servers, { deployed, k3s: { 's-1': 'v1.36.5+k3s1' } });
  for (const host of servers) {
    expect(await readRecord(host)).toEqual({
      ...{ id: 'abc', manifests: [], refused: [], revision: 1, change: expect.stringMatching(/^[0-9a-f]{16}$/) },
      hosts: HOSTS,
    });
    const [entry] = await readEntries(host);
    expect(entry).toEqual({
      ...{
        revision: 1,
        change: (await readRecord(host))?.change,
        after: [],
        command: 'up',
        operator: 'ada@laptop',
        from: expect.any(Number),
        to: expect.any(Number),
        result: 'done',
      },
      ...{
        git: { commit: 'a'.repeat(40), isDirty: false },
        hubwright: '1.2.3',
        deploys: true,
        k3s: { 's-1': 'v1.36.5+k3s1' },
      },
    });
    const at = join(host.folder, 'revisions/000001');
    expect(JSON.parse(readFileSync(join(at, 'manifests.json'), 'utf8'))).toEqual({ 'hub.k8s.yaml': 'kind: Ümlaut\n' });
    expect(recordedPlatform(readFileSync(join(at, 'platform.json'), 'utf8')).sizes).toEqual(platform.sizes);
    expect(statSync(host.folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(at, 'platform.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(host.folder).sort()).toEqual(['revisions', 'state.json']);
  }
  expect(readSeen(folder).revision).toBe(1);
});

test('a change that fails is recorded as failed, and one that never begins is not recorded', async () => {
  const [server, folder] = [new FolderHost('s-1'), newFolder('abc')];
  await change(folder, [], {});
  expect([readSeen(folder).revision, await readRecord(server)]).toEqual([0, undefined]);
  await change(folder, [server], { command: 'home move ada', fails: true });
  expect(await readEntries(server)).toMatchObject([{ command: 'home move ada', result: 'failed' }]);
});

test('numbers go on from the newest server, and one that was away gets the next change', async () => {
  const [one, two] = [new FolderHost('s-1'), new FolderHost('s-2')];
  const [ada, bo] = [newFolder('abc'), newFolder('abc')];
  await change(ada, [one, two]);
  two.isAway = true;
  await change(ada, [one, two]);
  two.isAway = false;
  await change(bo, [one, two]);
  expect((await readEntries(one)).map((it) => it.revision)).toEqual([1, 2, 3]);
  expect((await readEntries(two)).map((it) => it.revision)).toEqual([1, 3]);
  expect((await readEntries(one, 2)).map((it) => it.revision)).toEqual([3]);
  const records = await Promise.all([one, two].map(readRecord));
  expect(newestRecord([undefined, ...records])).toMatchObject({ id: 'abc', revision: 3 });
  const notes: string[] = [];
  const { lock, recorded } = changeOf(bo, { command: 'up', operator: 'bo@b', hubwright: '1.2.3' }, (it) =>
    notes.push(it),
  );
  await lock.take([one, two], true, signal);
  one.isAway = true;
  two.isAway = true;
  await expect(recorded.begin({ signal })).rejects.toThrow('the host does not answer');
  expect(notes).toContain('s-2: the record of this change could not be written: the host does not answer');
});

describe('a change whose lock another command has taken', () => {
  const author = (operator: string): Author => ({ command: 'up', operator, hubwright: '1.2.3' });

  /** Takes the lock away and makes a change. */
  async function breakIn(bo: string, server: FolderHost, isOver: boolean) {
    const { lock, recorded } = changeOf(bo, author('bo@b'), () => {}, true);
    writeRefused(bo, ['a-9']);
    await recorded.begin({ servers: [server], signal });
    if (!isOver) return;
    await recorded.during(async () => {});
    await lock.release();
  }

  test.each([
    ['goes on', false],
    ['has ended', true],
  ])('writes nothing more while the other %s', async (_, isOver) => {
    const [server, ada, bo] = [new FolderHost('s-1'), newFolder('abc'), newFolder('abc')];
    const notes: string[] = [];
    const { recorded } = changeOf(ada, author('ada@a'), (it) => notes.push(it));
    await recorded.during(async () => {
      await recorded.begin({ servers: [server], signal });
      await breakIn(bo, server, isOver);
    });
    expect(await readRecord(server)).toMatchObject({ revision: 2, refused: ['a-9'] });
    const result = isOver ? 'done' : 'running';
    expect(await readEntries(server)).toMatchObject([
      { operator: 'ada@a', result: 'running' },
      { operator: 'bo@b', result },
    ]);
    expect(notes).toEqual([
      'the record of this change could not be written: another command has taken the lock of this cluster',
    ]);
  });

  test('does not begin', async () => {
    const [server, ada, bo] = [new FolderHost('s-1'), newFolder('abc'), newFolder('abc')];
    const { lock, recorded } = changeOf(ada, author('ada@a'));
    await lock.take([server], true, signal);
    await breakIn(bo, server, true);
    await expect(recorded.begin({ signal })).rejects.toMatchObject({
      message: 'another command has taken the lock of this cluster, so this one was ended',
    });
    expect(await readEntries(server)).toMatchObject([{ operator: 'bo@b', result: 'done' }]);
  });
});

test('what a server knows never goes back to an earlier change', async () => {
  const [server, bo] = [new FolderHost('s-1'), newFolder('abc')];
  await change(newFolder('abc'), [server]);
  const before = await readRecord(server);
  const { recorded } = changeOf(bo, { command: 'up', operator: 'bo@b', hubwright: '1.2.3' });
  const { run } = server;
  // What it is asked first comes back empty.
  server.run = async (argv, options) => run(argv[2]?.startsWith('cat ') ? ['true'] : argv, options);
  await expect(recorded.begin({ servers: [server], signal })).rejects.toMatchObject({
    message: 's-1 has recorded a newer change of this cluster',
    fix: 'Run the same command again.',
  });
  server.run = run;
  expect(await readRecord(server)).toEqual(before);
});

test('a change does not begin where no server can be locked', async () => {
  const server = new FolderHost('s-1');
  server.isAway = true;
  const { recorded } = changeOf(newFolder('abc'), { command: 'up', operator: 'bo@b', hubwright: '1.2.3' });
  await expect(recorded.begin({ servers: [server], signal })).rejects.toThrow('no server can be locked: s-1');
});

test('changes of another cluster, whose host it was, are forgotten, with its snapshots', async () => {
  const server = new FolderHost('s-1');
  for (let i = 0; i < 3; i++) await change(newFolder('old'), [server]);
  const snapshots = join(server.folder, 'snapshots');
  mkdirSync(snapshots);
  await change(newFolder('old'), [server]);
  expect(existsSync(snapshots)).toBe(true);
  await change(newFolder('new'), [server]);
  expect((await readEntries(server)).map((it) => it.revision)).toEqual([1]);
  expect(existsSync(snapshots)).toBe(false);
});

test('the last twenty keep what they deployed', async () => {
  const [server, folder] = [new FolderHost('s-1'), newFolder('abc')];
  await change(folder, [server], { deployed });
  const first = join(server.folder, 'revisions/000001');
  for (let i = 2; i < 22; i++) cpSync(first, join(first, `../${String(i).padStart(6, '0')}`), { recursive: true });
  addSeen(folder, { revision: 21, changes: [] });
  await change(folder, [server], { deployed });
  const kept = readdirSync(join(server.folder, 'revisions')).map((it) => {
    return readdirSync(join(server.folder, 'revisions', it)).length;
  });
  expect(kept).toEqual([1, 1, ...Array(20).fill(3)]);
});

test.each([
  ['{"version": 2, "hosts": {}}', 's-1: /var/lib/hubwright/state.json was written by a newer Hubwright'],
  ['{"version": 1', 's-1: /var/lib/hubwright/state.json was not written by Hubwright'],
  ['{"version": 1, "hosts": []}', 's-1: /var/lib/hubwright/state.json was not written by Hubwright'],
])('a record that cannot be read keeps a change from beginning: %s', async (text, message) => {
  const [server, folder] = [new FolderHost('s-1'), newFolder('abc')];
  await change(folder, [server]);
  writeFileSync(join(server.folder, 'state.json'), text);
  const { recorded } = changeOf(folder, { command: 'up', operator: 'bo@b', hubwright: '1.2.3' });
  await expect(recorded.begin({ servers: [server], signal })).rejects.toThrow(message);
  expect(readSeen(folder).revision).toBe(1);
});

test('keys of a later version are no reason not to read it', async () => {
  const server = new FolderHost('s-1');
  await change(newFolder('abc'), [server]);
  const text =
    '{"version": 1, "hosts": [{"name": "a", "role": "agent", "provider": "x", "new": 1}], "revision": 7, "change": "e", "b": 1}';
  writeFileSync(join(server.folder, 'state.json'), text);
  expect(await readRecord(server)).toEqual({
    ...{ hosts: [{ name: 'a', role: 'agent', provider: 'x' }], manifests: [], refused: [], revision: 7, change: 'e' },
  });
});

test('a server that was away when a command finished does not keep it unfinished', () => {
  const running = { hosts: [], manifests: [], refused: [], revision: 5, change: 'c5' };
  const unfinished = { command: 'rollback', operator: 'ada@laptop', since: 1, keeps: [] };
  const open = { ...running, unfinished };
  const later = { ...open, revision: 6, change: 'c6' };
  for (const records of [
    [open, running],
    [running, open],
  ])
    expect(newestRecord(records)).toBe(running);
  for (const records of [
    [running, later],
    [later, running],
  ])
    expect(newestRecord(records)).toBe(later);
});

test('an upgrade has the snapshot that it continues, or one of its own', async () => {
  const server = new FolderHost('s-1');
  const folder = newFolder('abc');
  const upgrade = { isWhole: true, needsSnapshot: true };
  const [before, k3s] = [{ 's-1': 'v1.36.5+k3s1' }, { 's-1': 'v1.37.0+k3s1' }];
  await change(folder, [server], { upgrade: { isWhole: true, needsSnapshot: false } });
  await change(folder, [server], { upgrade, k3s, fails: true });
  const continues = (await readEntries(server)).at(-1)?.snapshot;
  await change(folder, [server], { upgrade: { ...upgrade, needsSnapshot: false, continues, before }, k3s });
  await change(folder, [server], { upgrade: { ...upgrade, before }, k3s, fails: true });
  const entries = await readEntries(server);
  const name = (i: number) => `00000${i + 1}-${entries[i]?.change}`;
  expect(entries.map((it) => it.snapshot)).toEqual([undefined, name(1), name(1), name(3)]);
  expect(entries.map((it) => it.before)).toEqual([undefined, k3s, before, before]);
});

test('that a change is done and nothing is unfinished is one note', async () => {
  const [server, folder] = [new FolderHost('s-1'), newFolder('abc')];
  const { recorded } = changeOf(folder, { command: 'rollback', operator: 'ada@laptop', hubwright: '1.2.3' });
  await recorded.setUnfinished('rollback');
  await recorded.begin({ servers: [server], signal });
  // Killed after any note, it has finished or it has not.
  const seen: unknown[] = [];
  const { run } = server;
  server.run = async (argv, options) => {
    const done = await run(argv, options);
    if (argv.includes('put-record')) {
      const [entry] = await readEntries(server);
      seen.push({ result: entry?.result, unfinished: (await readRecord(server))?.unfinished?.command });
    }
    return done;
  };
  await recorded.during(() => recorded.finish());
  expect(seen).toEqual([{ result: 'done', unfinished: undefined }]);
});
