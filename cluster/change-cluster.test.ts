import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { HostError } from '../system/hosts/host.ts';
import { until } from '../testbed/until.ts';
import { type ChangeOptions, changeCluster, holderOf } from './change-cluster.ts';
import { clusterId, forgetHost, readHosts, readState, recordHost, writeManifestNames } from './cluster-folder.ts';
import { markText } from './mark.ts';
import { readRecord } from './record/record.ts';
import { describeLock, lockOn } from './record/server-lock.ts';
import { FolderHost, readEntries } from './record/testing.ts';
import { RESTORE_CLUSTER, writeRestore } from './restore-record.ts';

const { signal } = new AbortController();
const newFolder = () => join(mkdtempSync(join(tmpdir(), 'hubwright-lock-')), 'prod');

function options(folder: string, hosts: readonly FolderHost[] = [], rest: Partial<ChangeOptions> = {}): ChangeOptions {
  const author = { command: 'up', operator: 'ada@laptop', hubwright: '1.2.3' };
  return { folder, hosts, author, breakLock: false, note: () => {}, signal, ...rest };
}

/** The folder of an operator of a cluster with these servers. */
function operatorOf(servers: readonly FolderHost[]): string {
  const folder = newFolder();
  clusterId(folder, 'abc');
  for (const { name } of servers) recordHost(folder, { name, role: 'server', provider: 'ssh' });
  return folder;
}

/** Servers that are marked. */
function serversOf(...names: string[]): FolderHost[] {
  return names.map((name) => {
    const host = new FolderHost(name);
    writeFileSync(host.mark, markText({ cluster: 'prod', id: 'abc', node: name }));
    return host;
  });
}

/** How another operator's machine reaches a server: its own guard, the same files. */
const unguardedRunOf =
  (host: FolderHost | undefined): FolderHost['run'] =>
  async (argv, rest) => {
    if (host === undefined) throw new Error('no such server');
    return host.run(argv, { ...rest, isUnguarded: true });
  };

const lockFile = (host: FolderHost) => join(host.folder, 'lock.json');

describe('on this machine', () => {
  test('the lock is had while the work goes on, and let go of whatever becomes of it', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    // What a command left that was killed.
    writeFileSync(join(folder, 'token.123'), '');
    const seen = await changeCluster(options(folder), async () => readdirSync(join(folder, '..'), { recursive: true }));
    expect(seen).toEqual(['prod', 'prod.lock']);
    const failing = changeCluster(options(folder), async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(join(folder, '..'))).toEqual(['prod']);
  });

  test('a process that runs keeps others away, and one that was killed does not', async () => {
    const folder = newFolder();
    const lock = `${folder}.lock`;
    writeFileSync(lock, String(process.ppid));
    const second = changeCluster(options(folder), async () => 'done');
    await expect(second).rejects.toThrow(`another command is changing this cluster: process ${process.ppid}, since`);
    writeFileSync(lock, String(spawnSync('true').pid));
    expect(await changeCluster(options(folder), async () => 'done')).toBe('done');
    expect(existsSync(lock)).toBe(false);
  });
});

describe('on the servers', () => {
  test('the second operator is told who is at it, before any change, and gets it afterwards', async () => {
    const servers = serversOf('s-1', 's-2');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    await changeCluster(options(ada, servers), async ({ record }) => {
      await record.begin({ signal });
      let isReached = false;
      const second = changeCluster(options(bo, servers), async () => {
        isReached = true;
      });
      await expect(second).rejects.toMatchObject({
        message: expect.stringMatching(
          /^this cluster is being changed by ada@laptop \(`up`, since \d\d:\d\d, 0 minutes ago\)$/,
        ),
        fix: expect.stringMatching(/^Wait until it has finished\. .* within 15 minutes; .* --break-lock/),
      });
      expect(isReached).toBe(false);
      for (const it of servers) expect(await lockOn(it, signal)).toMatchObject({ operator: 'ada@laptop' });
    });
    for (const it of servers) expect(existsSync(lockFile(it))).toBe(false);
    expect(await changeCluster(options(bo, servers), async () => 'done')).toBe('done');
  });

  test.each([
    ['it is let go of when the work fails', [false, false]],
    ['one that is taken on no server is taken on none', [true, false]],
  ])('%s', async (_, [isBusy]) => {
    const [one, two] = serversOf('s-1', 's-2') as [FolderHost, FolderHost];
    const [ada, bo] = [operatorOf([one, two]), operatorOf([one, two])];
    const failing = changeCluster(options(ada, [two]), async () => {
      if (isBusy) await changeCluster(options(bo, [two, one]), async () => {});
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow(isBusy ? 'is being changed' : 'no');
    for (const it of [one, two]) expect(existsSync(lockFile(it))).toBe(false);
  });

  /** Leaves a lock as a command does that is killed. */
  async function killed(folder: string, servers: readonly FolderHost[]): Promise<void> {
    let left = '';
    await changeCluster(options(folder, servers), async () => {
      left = readFileSync(lockFile(servers[0] as FolderHost), 'utf8');
    });
    for (const it of servers) writeFileSync(lockFile(it), left);
  }
  const age = (host: FolderHost, minutes: number) => {
    const time = Date.now() / 1000 - minutes * 60;
    utimesSync(lockFile(host), time, time);
  };

  test('one that was left by a command of the same folder is taken over', async () => {
    const servers = serversOf('s-1');
    const ada = operatorOf(servers);
    await killed(ada, servers);
    expect(await changeCluster(options(ada, servers), async () => 'done')).toBe('done');
  });

  test.each([
    ['is still held after 14 minutes', 14, false, false],
    ['has ended after 16', 16, false, true],
    ['can be broken', 0, true, true],
    ['is not kept by a clock that was set back', -60, false, true],
  ])('one that was left by another folder %s', async (_, minutes, breakLock, isTaken) => {
    const servers = serversOf('s-1');
    await killed(operatorOf(servers), servers);
    age(servers[0] as FolderHost, minutes);
    const work = changeCluster(options(operatorOf(servers), servers, { breakLock }), async () => 'done');
    if (isTaken) expect(await work).toBe('done');
    else await expect(work).rejects.toThrow(/no sign of life for 14 minutes\)$/);
  });

  test('one that is broken ends the command that had it, and that leaves the new one alone', async () => {
    const servers = serversOf('s-1');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    const notes: string[] = [];
    const long = changeCluster(
      options(ada, servers, { renewal: 20, note: (text) => notes.push(text) }),
      async (change) => {
        const breaking = changeCluster(options(bo, servers, { breakLock: true }), async () => {
          await until(() => change.signal.aborted);
          return existsSync(lockFile(servers[0] as FolderHost));
        });
        expect(await breaking).toBe(true);
        throw new Error('interrupted');
      },
    );
    await expect(long).rejects.toThrow('another command has taken the lock of this cluster, so this one was ended');
    expect(notes).toEqual(['the lock on s-1 was taken away; ending what runs']);
  });

  test('a command that slept while another took the lock does nothing on any host, and says once that its record is not written', async () => {
    const servers = serversOf('s-1', 's-2');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    const notes: string[] = [];
    let isReached = false;
    const long = changeCluster(options(ada, servers, { note: (text) => notes.push(text) }), async ({ record }) => {
      await record.begin({ signal });
      const bos = serversOf('s-1', 's-2').map((it, i) => Object.assign(it, { run: unguardedRunOf(servers[i]) }));
      await changeCluster(options(bo, bos, { breakLock: true }), async () => {
        const now = Date.now() + 60_000;
        jest.spyOn(Date, 'now').mockImplementation(() => now);
        await servers[1]?.run(['true']);
        isReached = true;
      });
    });
    await expect(long).rejects.toThrow('another command has taken the lock of this cluster, so this one was ended');
    expect(isReached).toBe(false);
    jest.restoreAllMocks();
    expect(notes).toEqual([
      'the lock on s-1 was taken away; ending what runs',
      'the record of this change could not be written: another command has taken the lock of this cluster',
    ]);
    await servers[1]?.run(['true']);
  });

  test('renewing keeps it', async () => {
    const servers = serversOf('s-1');
    await changeCluster(options(operatorOf(servers), servers, { renewal: 20 }), async () => {
      age(servers[0] as FolderHost, 20);
      await until(() => lockOn(servers[0] as FolderHost, signal));
    });
  });

  test('a server that takes long to answer is not asked again meanwhile', async () => {
    const [server] = serversOf('s-1') as [FolderHost];
    const { run } = server;
    let [now, most, count] = [0, 0, 0];
    server.run = async (argv, rest = {}) => {
      if (!`${rest.input}`.startsWith('renew')) return run(argv, rest);
      now += 1;
      count += 1;
      most = Math.max(most, now);
      await sleep(20);
      return run(argv, rest).finally(() => {
        now -= 1;
      });
    };
    await changeCluster(options(operatorOf([server]), [server], { renewal: 2 }), () => until(() => count >= 3));
    expect(most).toBe(1);
  });

  test('what is at the same path in another container is another holder', () => {
    const [one, two] = [newFolder(), newFolder()];
    const before = holderOf(one);
    expect(holderOf(one)).toBe(before);
    // As a container sees another folder there.
    renameSync(dirname(one), `${dirname(one)}.away`);
    renameSync(dirname(two), dirname(one));
    expect(holderOf(one)).not.toBe(before);
  });

  test('a server that answers and cannot keep a lock is an error, and one that fails later is none', async () => {
    const servers = serversOf('s-1');
    const [server] = servers as [FolderHost];
    const { run } = server;
    const fail: typeof run = async (argv) => {
      throw new HostError(server, { reason: 'exit', argv, exitCode: 1, stderr: 'No space left on device' });
    };
    server.run = fail;
    const folder = operatorOf(servers);
    await expect(changeCluster(options(folder, servers), async () => {})).rejects.toThrow('No space left on device');
    server.run = run;
    const work = async () => {
      server.run = fail;
      return 'done';
    };
    expect(await changeCluster(options(folder, servers), work)).toBe('done');
  });

  test('servers that do not answer, or are not of this cluster, are left out', async () => {
    const [one, away, foreign] = serversOf('s-1', 's-2', 's-3') as [FolderHost, FolderHost, FolderHost];
    away.isAway = true;
    rmSync(foreign.mark);
    const servers = [one, away, foreign];
    await changeCluster(options(operatorOf(servers), servers), async ({ record }) => {
      await record.begin({ signal });
      expect(servers.map((it) => existsSync(lockFile(it)))).toEqual([true, false, false]);
      await record.begin({ servers: [foreign], signal });
      expect(existsSync(lockFile(foreign))).toBe(true);
    });
    expect(await readEntries(one)).toMatchObject([{ operator: 'ada@laptop', result: 'done' }]);
    expect(servers.map((it) => existsSync(lockFile(it)))).toEqual([false, false, false]);
  });

  test('what another operator has changed is true here too, but for how SSH reaches a host', async () => {
    const servers = serversOf('s-1');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    recordHost(ada, { name: 's-1', role: 'server', provider: 'ssh', key: '~/.ssh/ada' });
    recordHost(ada, { name: 'gone', role: 'agent', provider: 'ssh', machineId: '1' });
    recordHost(ada, { name: 'launched', role: 'agent', provider: 'multipass' });
    recordHost(bo, { name: 'new', role: 'agent', provider: 'ssh', machineId: '2' });
    writeManifestNames(bo, ['mine.k8s.yaml']);
    await changeCluster(options(bo, servers), async ({ record }) => record.begin({ signal }));
    await changeCluster(options(ada, servers), async () => {
      const { hosts, manifests } = readState(ada);
      expect(hosts.map(({ name, key }) => [name, key])).toEqual([
        ['s-1', '~/.ssh/ada'],
        ['new', undefined],
        ['launched', undefined],
      ]);
      expect(manifests).toEqual(['mine.k8s.yaml']);
    });
  });

  test('hosts that were taken out stay so when the command is run again after a failure', async () => {
    const servers = serversOf('s-1', 's-2');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    await changeCluster(options(bo, servers), async ({ record }) => record.begin({ signal }));
    const failing = changeCluster(options(ada, servers), async ({ record }) => {
      await record.begin({ signal });
      forgetHost(ada, 's-1');
      // So that its end is not recorded.
      for (const it of servers) it.isAway = true;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    for (const it of servers) it.isAway = false;
    const [, left] = servers as [FolderHost, FolderHost];
    // The lock that is left is this folder's own.
    await changeCluster(options(ada, [left]), async () => {
      expect(readHosts(ada).map((it) => it.name)).toEqual(['s-2']);
    });
  });

  test('a restore that has begun elsewhere is neither disturbed nor taken over, and can be given up', async () => {
    const servers = serversOf('s-1', 's-2');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    const restore = { continues: RESTORE_CLUSTER };
    const killed = changeCluster(options(ada, servers, restore), async ({ record }) => {
      writeRestore(ada, { version: 1, until: 7, nodes: {}, kept: [], done: [], left: [] });
      await record.begin({ signal });
      await record.setUnfinished(RESTORE_CLUSTER);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    const before = readState(bo);
    for (const about of [{}, restore]) {
      const reach = changeCluster(options(bo, servers, about), async () => 'reached');
      await expect(reach).rejects.toThrow(/^the restore of this cluster that ada@laptop began at .* has not finished$/);
    }
    expect([readState(bo), existsSync(lockFile(servers[0] as FolderHost))]).toEqual([before, false]);
    await expect(changeCluster(options(ada, servers), async () => 'reached')).rejects.toThrow('has not finished');
    // Continued where it began, it stays noted until it ends.
    await changeCluster(options(ada, servers, restore), async ({ record }) => record.begin({ signal }));
    expect(await readRecord(servers[0] as FolderHost)).toMatchObject({ unfinished: { operator: 'ada@laptop' } });

    const down = changeCluster(options(bo, servers, { givesUp: true }), async ({ record }) => {
      await record.begin({ signal });
      throw new Error('half');
    });
    await expect(down).rejects.toThrow('half');
    const again = changeCluster(options(ada, servers, restore), async () => 'reached');
    await expect(again).rejects.toThrow('the removal of this cluster that ada@laptop began');
    expect(readdirSync(ada).sort()).toEqual(['restore.json', 'state.json']);
  });

  test('a restore that has ended keeps nobody away', async () => {
    const servers = serversOf('s-1');
    const [ada, bo] = [operatorOf(servers), operatorOf(servers)];
    await changeCluster(options(ada, servers), async ({ record }) => {
      await record.begin({ signal });
      await record.setUnfinished(RESTORE_CLUSTER);
      await record.finish();
    });
    expect(await changeCluster(options(bo, servers), async () => 'done')).toBe('done');
    expect(await readEntries(servers[0] as FolderHost)).toMatchObject([{ revision: 1, result: 'done' }]);
  });

  test('one that cannot be read is somebody else’s', async () => {
    const servers = serversOf('s-1');
    await changeCluster(options(operatorOf(servers), servers), async ({ record }) => record.begin({ signal }));
    writeFileSync(lockFile(servers[0] as FolderHost), '{}');
    const work = changeCluster(options(operatorOf(servers), servers), async () => {});
    await expect(work).rejects.toThrow('this cluster is being changed by another Hubwright');
  });
});

test.each([
  [0, 0, 'bo@build-1 (`up`, since 10:12, 0 minutes ago)'],
  [1, 0, 'bo@build-1 (`up`, since 10:12, 1 minute ago)'],
  [5, 3, 'bo@build-1 (`up`, since 10:12, 5 minutes ago; no sign of life for 3 minutes)'],
  [1000, 0, 'bo@build-1 (`up`, since 2026-11-27 10:12, 1000 minutes ago)'],
])('a lock in words: since %i minutes, renewed %i minutes ago', (since, renewed, text) => {
  const start = new Date(2026, 10, 27, 10, 12).getTime();
  const now = start + since * 60_000;
  const lock = {
    holder: 'x',
    operator: 'bo@build-1',
    command: 'up',
    since: start,
    now,
    renewed: now - renewed * 60_000,
  };
  expect(describeLock(lock)).toBe(text);
});
