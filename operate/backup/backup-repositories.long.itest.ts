import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Project } from '../../testbed/project.ts';
import type { TestBed } from '../../testbed/test-bed.ts';
import type { TestHost } from '../../testbed/test-host.ts';
import { until } from '../../testbed/until.ts';
import { ADA, BackedUpCluster, HUB, SCRIPT, SETTINGS, sh, whyNoBackups } from './backups-testing.ts';

const RESTIC = `${SCRIPT} restic`;

(whyNoBackups() === undefined ? describe : describe.skip)('repositories that fail, and those on servers', () => {
  let cluster: BackedUpCluster;
  let bed: TestBed;
  let project: Project;
  let server: TestHost;

  beforeAll(async () => {
    cluster = await BackedUpCluster.create();
    ({ bed, project, server } = cluster);
    await project.succeed('up');
    for (const path of ['/var/lib/rancher/k3s/server/db/state.db', HUB]) {
      const make = `import sqlite3; sqlite3.connect("${path}").execute("CREATE TABLE t (a)")`;
      await sh(server, `mkdir -p "$(dirname ${path})"; python3 -c '${make}'`);
    }
  });
  afterAll(async () => bed?.destroy());

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
    await sh(server, `${SCRIPT} open --create && ${SCRIPT} run`);
    expect((await cluster.status()).state).toBe('ok');
  });

  test.each(FAILURES)('%s', async (_name, breaks, state, failure, repairs) => {
    const good = (await cluster.status()).lastGood;
    await sh(server, breaks);
    try {
      const { exitCode } = await sh(server, `${SCRIPT} run`, [1, 3]);
      const found = await cluster.status();
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
    await sh(server, `${SCRIPT} run`);
    expect((await cluster.status()).state).toBe('ok');
  });

  test('a repository that another holds is waited for, and then said to be locked', async () => {
    const hold = `sleep 1000 | ${RESTIC} backup --stdin`;
    const held = await sh(server, `setsid sh -c '${hold}' >/dev/null 2>&1 & echo $!`);
    await until(async () => (await sh(server, 'ls /srv/r/locks')).stdout !== '');
    expect((await sh(server, `${SCRIPT} run`, [1])).exitCode).toBe(1);
    expect(
      (await cluster.status()).failures.map((it: { what: string; reason: string }) => [it.what, it.reason]),
    ).toEqual([['prune', 'locked']]);
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
    await cluster.settings({ repository: repository.replace('ADDRESS', storage.address), password, login });

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
});
