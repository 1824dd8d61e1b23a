import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whyNoRestic } from '../../testbed/install-stand-ins.ts';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import type { TestHost } from '../../testbed/test-host.ts';
import { until } from '../../testbed/until.ts';
import type { BackedUp } from './list.ts';

const STORAGE = '/var/lib/rancher/k3s/storage';
const home = (user: string, digit: string) =>
  `${STORAGE}/pvc-${digit.repeat(8)}-0000-0000-0000-000000000000_jupyterhub_claim-${user}`;
const ADA = home('ada', '1');
const GRACE = home('grace', '2');
const HUB = `${STORAGE}/pvc-33333333-0000-0000-0000-000000000000_jupyterhub_hub-db-dir/jupyterhub.sqlite`;
const SETTINGS = '/etc/hubwright/backup';
const RESTIC = '/usr/local/lib/hubwright/backup restic';
const NODES = ['server-1', 'agent-1'];

/** Writes to a database without a pause until it is ended, always 20 rows at once. */
const WRITER = `import sqlite3, sys
base = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
base.execute("PRAGMA journal_mode=" + sys.argv[2])
base.execute("CREATE TABLE IF NOT EXISTS t (a, b)")
while True:
    base.execute("BEGIN IMMEDIATE")
    base.execute("DELETE FROM t")
    base.executemany("INSERT INTO t VALUES (?, ?)", [(i, "x" * 500) for i in range(20)])
    base.execute("COMMIT")
`;
const COUNT = `import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
print(base.execute("PRAGMA integrity_check").fetchone()[0], base.execute("SELECT count(*) FROM t").fetchone()[0])
`;

const why = whyNoTestBed() ?? whyNoRestic();
(why === undefined ? describe : describe.skip)('backups with the real restic', () => {
  let bed: TestBed;
  let project: Project;
  let server: TestHost;
  const sh = async (host: TestHost, script: string, allow: readonly number[] = []) =>
    host.exec(['sh', '-c', script], { allow });
  const restic = async (...words: string[]) =>
    (await server.exec(['/usr/local/lib/hubwright/backup', 'restic', ...words])).stdout;
  /** What each node has noted in Kubernetes of its backup: its state. */
  const noted = async () => {
    const { items } = JSON.parse((await server.exec(['k3s', 'kubectl', 'get', 'nodes', '-o', 'json'])).stdout);
    const notes = items.map((it: { metadata: { annotations?: Record<string, string> } }) => {
      return it.metadata.annotations?.['hubwright/backup'];
    });
    return notes.map((it: string | undefined) => it && JSON.parse(it).state);
  };
  const status = async () => JSON.parse((await server.read('/var/lib/hubwright/backup/status.json')) ?? '{}');
  const settings = (backup: object | undefined) => {
    const host = (name: string) => ({ name, address: bed.host(name).address, user: 'ubuntu' });
    const cluster = { provider: 'ssh', servers: [host('server-1')], agents: [host('agent-1')] };
    return project.settings(cluster, backup === undefined ? {} : { backup });
  };

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    server = bed.host('server-1');
    project = new Project({ PATH: `${bed.bin}:${process.env.PATH}`, BACKUP_PASSWORD: 'hunter2-backup' });
    // The key of the bed opens every host; the repository is on one of them.
    project.write('backup-key', readFileSync(bed.key, 'utf8'));
    const [type, key] = ((await server.read('/etc/ssh/ssh_host_ed25519_key.pub')) ?? '').split(' ');
    await settings({
      repository: `sftp:ubuntu@${server.address}:/home/ubuntu/repository`,
      password: { env: 'BACKUP_PASSWORD' },
      ssh: { key: { file: 'backup-key' }, hostKey: `${type} ${key}` },
    });
    for (const [name, path] of [
      ['server-1', ADA],
      ['agent-1', GRACE],
    ] as const) {
      await sh(bed.host(name), `mkdir -p ${path}/.cache && echo work >${path}/a.ipynb && echo x >${path}/.cache/x`);
    }
  });
  afterAll(async () => bed?.destroy());

  test('up sets them up on every node, and a second time changes nothing', async () => {
    const { output } = await project.succeed('up');
    expect(output).toContain('backup/server-1: Set up backups');
    for (const name of NODES) {
      const host = bed.host(name);
      expect(await host.read('/etc/systemd/system/hubwright-backup.timer')).toContain('OnCalendar=*-*-* 02:00:00\n');
      expect((await host.exec(['systemctl', 'is-active', 'hubwright-backup.timer'])).stdout).toBe('active');
      const modes = await sh(host, `stat -c %a ${SETTINGS} ${SETTINGS}/password /usr/local/lib/hubwright/restic`);
      expect(modes.stdout.split('\n')).toEqual(['700', '600', '755']);
    }
    expect((await project.succeed('up')).output).not.toMatch(/^done .*backup/m);
    const words = (await Promise.all(NODES.map((name) => bed.host(name).commands()))).flat(2);
    expect(output + words.join(' ')).not.toContain('hunter2');
  });

  test('now backs up homes, databases that are written to and the datastore; list shows them, check reads them back', async () => {
    const writers = await Promise.all(
      [
        ['/var/lib/rancher/k3s/server/db/state.db', 'wal'],
        [HUB, 'delete'],
      ].map(async ([path, mode]) => {
        await sh(server, `mkdir -p "$(dirname ${path})"`);
        return sh(server, `python3 -c '${WRITER}' ${path} ${mode} >/dev/null 2>&1 & echo $!`);
      }),
    );
    const { output } = await project.succeed('backup', 'now');
    expect(output).toMatch(/agent-1: 1 snapshot of .* new\n/);
    expect(output).toMatch(/server-1: 4 snapshots of .* new\n/);
    for (const { stdout } of writers) await server.exec(['kill', stdout]);

    const { stdout } = await project.succeed('backup', 'list', '--json');
    const list = JSON.parse(stdout) as BackedUp[];
    expect(list.map((it) => `${it.what} ${it.node} ${it.snapshots}`)).toEqual([
      'ada server-1 1',
      'grace agent-1 1',
      'datastore server-1 1',
      'hub database server-1 1',
      'platform server-1 1',
    ]);
    const files = await restic('ls', 'latest', '--tag', 'volume:jupyterhub/claim-ada');
    expect(files).toContain(`${ADA}/a.ipynb`);
    expect(files).not.toContain('.cache/x');
    await restic('restore', 'latest', '--tag', 'datastore', '--target', '/tmp/a');
    await restic('restore', 'latest', '--tag', 'hub-database', '--target', '/tmp/a');
    const staging = '/tmp/a/var/lib/hubwright/backup/staging';
    for (const path of ['datastore/db/state.db', 'hub/jupyterhub.sqlite']) {
      expect((await server.exec(['python3', '-c', COUNT, join(staging, path)])).stdout).toBe('ok 20');
    }
    expect(await server.read(`${staging}/datastore/token`)).toMatch(/^K10/);
    expect(await restic('ls', 'latest', '--tag', 'platform')).not.toContain(SETTINGS);
    expect((await project.succeed('backup', 'check', '--read', '100')).output).toContain('The repository is whole');
    expect((await project.hubwright('status')).output).toMatch(
      /^backup {3}server-1: \d+ min ago, .*\n {9}agent-1: \d+ min ago/m,
    );
    const volumes = Object.keys((await status()).volumes);
    expect(volumes.sort()).toEqual([ADA, HUB.slice(0, HUB.lastIndexOf('/'))]);
    expect(await noted()).toEqual(['ok', 'ok']);
    expect(JSON.parse((await project.hubwright('doctor', '--json')).stdout).checks).toContainEqual(
      expect.objectContaining({ id: 'backup', state: 'ok' }),
    );
  });

  /** What goes wrong, what the status then says, and how it is put right. */
  const FAILURES: readonly [name: string, breaks: string, state: string, failure: RegExp, repairs: string][] = [
    [
      'no repository',
      `mv /srv/r /srv/away`,
      'failed',
      /^datastore missing: repository does not exist/,
      'mv /srv/away /srv/r',
    ],
    [
      'another password',
      `echo wrong >${SETTINGS}/password`,
      'failed',
      /^datastore password: wrong password/,
      `echo hunter2-backup >${SETTINGS}/password`,
    ],
    [
      'a server that does not answer',
      `echo sftp://a@127.0.0.1:9//x >${SETTINGS}/repository`,
      'failed',
      /^datastore unreachable: /,
      `echo /srv/r >${SETTINGS}/repository`,
    ],
    [
      'another host key',
      `echo sftp:ubuntu@10.77.0.1:/x >${SETTINGS}/repository; echo "* ssh-ed25519 AAAA" >${SETTINGS}/known-hosts`,
      'failed',
      /^datastore unreachable: /,
      `echo /srv/r >${SETTINGS}/repository`,
    ],
    [
      'a full disk',
      `mkdir /full; mount -t tmpfs -o size=3m tmpfs /full; cp -r /srv/r/. /full; echo /full >${SETTINGS}/repository; head -c 9000000 /dev/urandom >${ADA}/large`,
      'failed',
      /^volume:jupyterhub\/claim-ada full: .*no space left on device/,
      `umount /full; rm ${ADA}/large; echo /srv/r >${SETTINGS}/repository`,
    ],
    [
      'a damaged pack',
      `cp -r /srv/r /srv/good; for f in $(find /srv/r/data -type f); do printf XXXXXXXXXXXX | dd of=$f bs=1 seek=3 conv=notrunc; truncate -s -9 $f; done; rm -rf /var/lib/hubwright/backup/cache`,
      'failed',
      /damaged: /,
      'rm -rf /srv/r; mv /srv/good /srv/r; rm -rf /var/lib/hubwright/backup/cache',
    ],
    [
      'a file that cannot be read',
      `echo x >${ADA}/bad; mount --bind /proc/1/mem ${ADA}/bad`,
      'incomplete',
      /\/bad: .*input\/output error/,
      `umount ${ADA}/bad; rm ${ADA}/bad`,
    ],
    [
      'a database that is none',
      `cp ${HUB} /hub; dd if=/dev/urandom of=${HUB} bs=4096 count=4 conv=notrunc`,
      'failed',
      /^hub-database damaged-database: .*jupyterhub\.sqlite/,
      `cp /hub ${HUB}`,
    ],
    [
      'no datastore',
      'mv /var/lib/rancher/k3s/server/db/state.db /state.db',
      'failed',
      /^datastore no-datastore: /,
      'mv /state.db /var/lib/rancher/k3s/server/db/state.db',
    ],
    [
      'no token',
      'mv /var/lib/rancher/k3s/server/token /token',
      'failed',
      /^datastore no-token: /,
      'mv /token /var/lib/rancher/k3s/server/token',
    ],
    [
      'a clock that jumped',
      `${RESTIC} backup --tag hubwright,cluster:test --time '2099-01-01 00:00:00' ${ADA}`,
      'failed',
      /^prune clock: a backup is dated 2099/,
      `${RESTIC} forget $(${RESTIC} snapshots --json --latest 1 | grep -o '"time":"2099.*' | grep -o '"id":"[0-9a-f]*' | cut -c 7-14 | head -n 1)`,
    ],
    [
      'another cluster of its name in the repository',
      `${RESTIC} backup --tag hubwright,cluster:test,id:other,datastore --host server-9 ${ADA}`,
      'failed',
      /^prune neighbor: another cluster named test backs up there too: other on server-9$/,
      `${RESTIC} tag --tag id:other --remove cluster:test --add cluster:other`,
    ],
    [
      'one before it in the repository',
      `${RESTIC} backup --tag hubwright,cluster:test,id:before,datastore --host server-9 --time '2020-01-01 00:00:00' ${ADA}`,
      'ok',
      /^$/,
      ':',
    ],
    [
      'etcd that k3s saves',
      `mkdir /var/lib/rancher/k3s/server/db/etcd; mv /usr/local/bin/k3s /k3s; printf '#!/bin/sh\\necho "$@" >>/etcd.log; d=/var/lib/rancher/k3s/server/db/snapshots; mkdir -p $d; if [ $2 = save ]; then echo etcd >$d/$4-server-1-1; else rm $d/$3; fi\\n' >/usr/local/bin/k3s; chmod 755 /usr/local/bin/k3s`,
      'ok',
      /^$/,
      'rmdir /var/lib/rancher/k3s/server/db/etcd; mv /k3s /usr/local/bin/k3s; test "$(grep -c ^etcd-snapshot /etcd.log)" = 2',
    ],
  ];

  test('a repository in a folder, for what can go wrong', async () => {
    await sh(server, `mkdir /srv/r; echo /srv/r >${SETTINGS}/repository; sed -i s/2h/1s/ ${SETTINGS}/settings`);
    await sh(server, `/usr/local/lib/hubwright/backup open --create && /usr/local/lib/hubwright/backup run`);
    expect((await status()).state).toBe('ok');
  });

  test.each(FAILURES)('%s', async (_name, breaks, state, failure, repairs) => {
    const good = (await status()).lastGood;
    await sh(server, breaks);
    try {
      const { exitCode } = await sh(server, '/usr/local/lib/hubwright/backup run', [1, 3]);
      const found = await status();
      const said = found.failures.map((it: Record<string, string>) => `${it.what} ${it.reason}: ${it.said}`);
      expect({ state: found.state, exitCode, said: [...said, ...found.unread].join('\n') }).toEqual({
        state,
        exitCode: { ok: 0, incomplete: 3, failed: 1 }[state],
        said: expect.stringMatching(failure),
      });
      // What failed is no good backup.
      if (state !== 'ok') expect(found.lastGood).toBe(good);
      expect((await sh(server, 'ls /var/lib/hubwright/backup/staging', [2])).exitCode).toBe(2);
    } finally {
      await sh(server, repairs);
    }
  });

  test('put right, it backs up again', async () => {
    await sh(server, '/usr/local/lib/hubwright/backup run');
    expect((await status()).state).toBe('ok');
  });

  test('a repository that another holds is waited for, and then said to be locked', async () => {
    const hold = `sleep 1000 | ${RESTIC} backup --stdin`;
    const held = await sh(server, `setsid sh -c '${hold}' >/dev/null 2>&1 & echo $!`);
    await until(async () => (await sh(server, 'ls /srv/r/locks')).stdout !== '');
    expect((await sh(server, '/usr/local/lib/hubwright/backup run', [1])).exitCode).toBe(1);
    expect((await status()).failures.map((it: { what: string; reason: string }) => [it.what, it.reason])).toEqual([
      ['prune', 'locked'],
    ]);
    await sh(server, `kill -- -${held.stdout}`);
  });

  /** Servers as rclone serves them, what of their login is wrong in a test, and what is said of it. */
  const SERVERS: readonly [repository: string, serve: string, refused: RegExp][] = [
    [
      'rest:http://ADDRESS:8000/lab',
      'RCLONE_USER=hub RCLONE_PASS=hunter2-login rclone serve restic',
      /401 Unauthorized/,
    ],
    ['s3:http://ADDRESS:8000/bucket/lab', 'rclone serve s3 --auth-key hub,hunter2-login', /request signature/],
  ];

  test.each(SERVERS)('a server: %s', async (repository, serve, refused) => {
    const storage = bed.host('agent-1');
    const rclone = join(import.meta.dirname, '../../.hubwright/venv-hub/bin/rclone');
    const program = serve.replace('rclone', `${rclone} --config /dev/null`);
    const folder = `/srv/${repository.slice(0, 2)}`;
    const { stdout: id } = await sh(
      storage,
      `mkdir -p ${folder}/bucket; setsid env ${program} --addr :8000 ${folder} >/dev/null 2>&1 & echo $!`,
    );
    await until(async () => (await sh(storage, 'curl -s http://127.0.0.1:8000 >/dev/null', [7])).exitCode === 0);
    const login = { username: 'hub', password: { file: 'login' } };
    const password = { env: 'BACKUP_PASSWORD' };
    await settings({ repository: repository.replace('ADDRESS', storage.address), password, login });

    project.write('login', 'wrong');
    const wrong = await project.hubwright('up');
    expect(wrong).toMatchObject({ code: 1, output: expect.stringMatching(refused) });

    project.write('login', 'hunter2-login');
    expect((await project.succeed('up')).output).toContain('backup/server-1');
    expect((await project.succeed('backup', 'now')).output).toMatch(/server-1: \d snapshots of/);
    expect((await project.succeed('backup', 'list')).output).toMatch(/^ada +server-1/m);
    await project.succeed('backup', 'check', '--read', '100');

    await storage.exec(['kill', '--', `-${id}`]);
    const gone = await project.hubwright('backup', 'list');
    expect(gone).toMatchObject({ code: 1, output: expect.stringContaining('connection refused') });
    expect(wrong.output + gone.output).not.toContain('hunter2');
  });

  test('without the setting, all of it goes from the nodes, and the repository stays', async () => {
    await settings(undefined);
    expect((await project.succeed('up')).output).toContain('backup/agent-1: Remove the backups');
    for (const name of NODES) {
      const left =
        'ls -d /etc/hubwright/backup /usr/local/lib/hubwright /var/lib/hubwright/backup /etc/systemd/system/hubwright-backup.*';
      expect((await sh(bed.host(name), left, [2])).stdout).toBe('');
    }
    expect(await noted()).toEqual([undefined, undefined]);
    expect((await sh(server, 'ls /home/ubuntu/repository/config')).exitCode).toBe(0);
    expect((await project.succeed('up')).output).not.toContain('backup/');
  });
});
