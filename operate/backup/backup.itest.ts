import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Project } from '../../testbed/project.ts';
import type { TestBed } from '../../testbed/test-bed.ts';
import type { TestHost } from '../../testbed/test-host.ts';
import { ADA, BackedUpCluster, HUB, NODES, SCRIPT, SETTINGS, sh, whyNoBackups } from './backups-testing.ts';
import type { BackedUp } from './list.ts';

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

(whyNoBackups() === undefined ? describe : describe.skip)('backups with the real restic', () => {
  let cluster: BackedUpCluster;
  let bed: TestBed;
  let project: Project;
  let server: TestHost;
  const restic = async (...words: string[]) => (await server.exec([SCRIPT, 'restic', ...words])).stdout;
  /** What each node has noted in Kubernetes of its backup: its state. */
  const noted = async () => {
    const { items } = JSON.parse((await server.exec(['k3s', 'kubectl', 'get', 'nodes', '-o', 'json'])).stdout);
    const notes = items.map((it: { metadata: { annotations?: Record<string, string> } }) => {
      return it.metadata.annotations?.['hubwright/backup'];
    });
    return notes.map((it: string | undefined) => it && JSON.parse(it).state);
  };

  beforeAll(async () => {
    cluster = await BackedUpCluster.create();
    ({ bed, project, server } = cluster);
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
    const volumes = Object.keys((await cluster.status()).volumes);
    expect(volumes.sort()).toEqual([ADA, HUB.slice(0, HUB.lastIndexOf('/'))]);
    expect(await noted()).toEqual(['ok', 'ok']);
    expect(JSON.parse((await project.hubwright('doctor', '--json')).stdout).checks).toContainEqual(
      expect.objectContaining({ id: 'backup', state: 'ok' }),
    );
  });

  test('without the setting, all of it goes from the nodes, and the repository stays', async () => {
    await cluster.settings(undefined);
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
