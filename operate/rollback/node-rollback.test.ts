import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pythonProgram } from '../../bootstrap/snapshot/python-program.ts';
import { SNAPSHOT_MODULES } from '../../bootstrap/snapshot/snapshot-step.ts';

const bootstrap = (name: string) => new URL(`../../bootstrap/${name}`, import.meta.url);
const MODULES = {
  ...SNAPSHOT_MODULES,
  hubwright_looks: new URL('hubwright_looks.py', import.meta.url),
  hubwright_settings: new URL('hubwright_settings.py', import.meta.url),
};
const SNAPSHOT = pythonProgram(bootstrap('snapshot/snapshot.py'), MODULES);
const ROLLBACK = pythonProgram(new URL('node_rollback.py', import.meta.url), MODULES);
const NAME = '000005-f00d';
const STATE = 'k3s/server/db/state.db';
const HUB = 'k3s/storage/pvc-1_jupyterhub_hub-db-dir/jupyterhub.sqlite';

let root: string;
const at = (path: string) => join(root, path);
const read = (path: string) => readFileSync(at(path), 'utf8');

function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

/** Runs SQL on a database of the node. @returns the first column of what it finds */
function sql(path: string, ...statements: readonly string[]): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  const script = `import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
for it in sys.argv[2:]:
    print(*(row[0] for row in base.execute(it)))
base.commit()`;
  return execFileSync('python3', ['-c', script, at(path), ...statements], { encoding: 'utf8' }).trim();
}

/** Runs a program of the nodes in a folder in place of the node's root. */
function run(text: string): string {
  return execFileSync('python3', ['-'], { input: inPlace(text), encoding: 'utf8', stdio: 'pipe' });
}
const inPlace = (text: string): string =>
  text
    .replaceAll('/var/lib/hubwright', at('hubwright'))
    .replaceAll('/usr/local/bin/k3s', at('bin/k3s'))
    .replaceAll('/etc/rancher/k3s', at('etc/k3s'))
    .replaceAll('/etc/systemd/system', at('units'))
    .replaceAll('/var/lib/rancher/k3s', at('k3s'))
    .replaceAll('/etc/hubwright', at('hubwright'))
    .replaceAll(/(\\?")systemctl.*?\]/g, '$1true$1]');
const asked = {
  ...{ name: NAME, cluster: 'abc', node: 's1', unit: 'k3s', k3s: 'v1.36.5+k3s1', namespace: 'jupyterhub', first: true },
  ...{ manifests: ['hub.yaml', 'new.yaml'], replaces: null, hub: true, keep: 3 },
};
const take = () => run(SNAPSHOT(asked));
const putBack = (part: string, more: object = {}) =>
  run(ROLLBACK({ part, name: NAME, change: 7, manifests: ['hub.yaml', 'new.yaml'], keepToken: true, ...more }));

/** What tests begin with, by its name: made once, as each look into a database starts a program. */
function layOut(name: string, make: () => void): void {
  const kept = join(dirname(root), name);
  rmSync(root, { recursive: true, force: true });
  if (existsSync(kept)) {
    cpSync(kept, root, { recursive: true });
    return;
  }
  make();
  cpSync(root, kept, { recursive: true });
}

beforeAll(() => {
  root = join(mkdtempSync(join(tmpdir(), 'hubwright-rollback-')), 'node');
});
afterAll(() => rmSync(dirname(root), { recursive: true }));
beforeEach(() => layOut('installed', install));

function install(): void {
  put('bin/k3s', 'old k3s');
  put('etc/k3s/config.yaml', 'old: true\n');
  put('units/k3s.service', 'old unit');
  put('k3s/server/token', 'old token');
  put('k3s/server/tls/ca.crt', 'old CA');
  put('k3s/server/manifests/hub.yaml', 'old hub');
  sql(STATE, "create table t as select 'old' as a");
  sql(HUB, "create table hubwright_passwords as select 'ada' as name, 'old' as hash");
}

/** What an upgrade does to all of it. */
function upgrade(): void {
  for (const path of ['bin/k3s', 'etc/k3s/config.yaml', 'etc/k3s/more', 'units/k3s.service', 'units/k3s.service.env'])
    put(path, 'new');
  for (const path of ['token', 'tls/ca.crt', 'manifests/hub.yaml', 'manifests/new.yaml', 'db/state.db-wal'])
    put(`k3s/server/${path}`, 'new');
  rmSync(at('k3s/server/db/state.db-wal'));
  sql(STATE, "update t set a = 'new'");
  sql(HUB, "update hubwright_passwords set hash = 'new'");
}

describe('what a rollback puts back', () => {
  beforeEach(() =>
    layOut('upgraded', () => {
      install();
      take();
      upgrade();
    }),
  );

  test('says whose own passwords are other ones now', () => {
    const { snapshots } = JSON.parse(run(ROLLBACK({ part: 'look' })));
    expect(snapshots).toMatchObject([{ name: NAME, k3s: 'v1.36.5+k3s1', first: true, changed: ['ada'] }]);
    expect(snapshots).toMatchObject([{ hasVolume: true, written: expect.any(Number), missing: [] }]);
    expect(JSON.parse(putBack('content'))).toEqual({ manifests: { 'hub.yaml': 'old hub' }, token: 'old token' });
  });

  test('says nothing of passwords if a database cannot be read', () => {
    writeFileSync(at(HUB), 'torn'.repeat(1000));
    const { snapshots } = JSON.parse(run(ROLLBACK({ part: 'look' })));
    expect(snapshots).toMatchObject([{ changed: null }]);
  });

  test('says what is missing', () => {
    for (const path of ['k3s', 'datastore/token']) rmSync(at(`hubwright/snapshots/${NAME}/${path}`));
    writeFileSync(at(`hubwright/snapshots/${NAME}/hub/jupyterhub.sqlite`), '');
    rmSync(at(dirname(HUB)), { recursive: true });
    const { snapshots } = JSON.parse(run(ROLLBACK({ part: 'look' })));
    const missing = ['k3s', 'datastore/token', 'hub/jupyterhub.sqlite'];
    expect(snapshots).toMatchObject([{ missing, hasVolume: false, written: null, changed: [] }]);
  });

  describe('what it needs room for', () => {
    const lacking = (more: object, change: (text: string) => string = (text) => text): string[] =>
      JSON.parse(
        run(change(ROLLBACK({ part: 'room', name: NAME, change: 0, datastore: false, database: false, ...more }))),
      );
    /** Bytes that it says it needs, of a disk that may not be written to. */
    const needs = (more: object) => {
      const [said = ''] = lacking(more, (text) => text.replace('RESERVE = 0.01', 'RESERVE = 2'));
      return Number(/needs up to (\d+) MB/.exec(said)?.[1]) * 1_000_000;
    };
    const MB = 1_000_000;

    test('is there, if the disk has it', () => {
      expect(lacking({ datastore: true, database: true })).toEqual([]);
    });

    test('is named with the folders of a disk that lacks it', () => {
      truncateSync(at(`hubwright/snapshots/${NAME}/k3s`), 70 * MB);
      const [said, ...others] = lacking({ database: true }, (text) => text.replace('RESERVE = 0.01', 'RESERVE = 2'));
      expect(said).toMatch(
        /^it needs up to 70 MB, and \d.* of \d.* are free in .*\/bin, .*, of which \d.* have to stay free$/,
      );
      expect(said).toContain(dirname(at(HUB)));
      expect(others).toEqual([]);
    });

    test('is that of the binary, the copies of both databases, and of etcd its log', () => {
      const kept = (path: string) => at(`hubwright/snapshots/${NAME}/${path}`);
      truncateSync(kept('k3s'), 70 * MB);
      truncateSync(kept('hub/jupyterhub.sqlite'), 20 * MB);
      truncateSync(kept('datastore/db/state.db'), 200 * MB);
      expect(needs({})).toBe(70 * MB);
      expect(needs({ database: true })).toBe(90 * MB);
      expect(needs({ datastore: true, database: true })).toBe(290 * MB);
      put(`hubwright/snapshots/${NAME}/datastore/db/etcd-snapshot`, '');
      truncateSync(kept('datastore/db/etcd-snapshot'), 50 * MB);
      expect(needs({ datastore: true })).toBe((70 + 2 * 50 + 128) * MB);
    });

    test('is that of the datastore of now on a server that fetches it from the first one', () => {
      rmSync(at(`hubwright/snapshots/${NAME}/datastore`), { recursive: true });
      put('k3s/server/db/etcd/member/snap/db', '');
      truncateSync(at('k3s/server/db/etcd/member/snap/db'), 50 * MB);
      expect(needs({ datastore: true })).toBe((50 + 128) * MB);
    });

    test('is not asked for again once the datastore is in place', () => {
      truncateSync(at(`hubwright/snapshots/${NAME}/datastore/db/state.db`), 200 * MB);
      put('k3s/server.before-rollback-7/replaced', '');
      expect(needs({ datastore: true, change: 7 })).toBe(1 * MB);
    });
  });

  test("says when the hub's database was written to, also while it is put back", () => {
    writeFileSync(at(`${HUB}.before-rollback-7`), '');
    rmSync(at(HUB));
    const { snapshots } = JSON.parse(run(ROLLBACK({ part: 'look' })));
    expect(snapshots).toMatchObject([{ hasVolume: true, written: expect.any(Number), changed: [] }]);
  });

  test('k3s with its unit and settings; what came since goes', () => {
    // A second try finds it done.
    for (let times = 0; times < 2; times++) putBack('k3s');
    expect(read('bin/k3s')).toBe('old k3s');
    expect(statSync(at('bin/k3s')).mode & 0o777).toBe(0o755);
    expect(read('units/k3s.service')).toBe('old unit');
    expect(existsSync(at('units/k3s.service.env'))).toBe(false);
    expect(readdirSync(at('etc/k3s'))).toEqual(['config.yaml']);
    expect(read('etc/k3s.before-rollback-7/more')).toBe('new');
  });

  test('the datastore with its token, and the manifests; the newer one is kept', () => {
    putBack('datastore');
    expect(sql(STATE, 'select a from t')).toBe('old');
    expect(read('k3s/server/token')).toBe('old token');
    expect(existsSync(at('k3s/server/tls'))).toBe(false);
    expect(read('k3s/server/manifests/hub.yaml')).toBe('old hub');
    expect(read('k3s/server/manifests/new.yaml')).toBe('');
    const aside = 'k3s/server.before-rollback-7';
    expect(sql(`${aside}/db/state.db`, 'select a from t')).toBe('new');
    expect(read(`${aside}/tls/ca.crt`)).toBe('new');
    // What k3s has written to it since stays.
    sql(STATE, "update t set a = 'since'");
    putBack('datastore');
    expect(sql(STATE, 'select a from t')).toBe('since');
  });

  test.each(['before it was in place', 'half in place'])('the datastore, if it was cut off %s', (when) => {
    put('k3s/server.before-rollback-7/db/state.db', 'newer');
    rmSync(at('k3s/server/db'), { recursive: true });
    if (when === 'half in place') put(STATE, 'torn');
    putBack('datastore');
    expect(sql(STATE, 'select a from t')).toBe('old');
    expect(read('k3s/server.before-rollback-7/db/state.db')).toBe('newer');
  });

  test("the hub's database; the newer one is kept with its journal", () => {
    put(`${HUB}-journal`, 'of the newer one');
    putBack('database');
    const aside = `${HUB}.before-rollback-7`;
    expect(sql(HUB, 'select hash from hubwright_passwords')).toBe('old');
    expect(existsSync(at(`${HUB}-journal`))).toBe(false);
    expect(read(`${aside}-journal`)).toBe('of the newer one');
    sql(HUB, "update hubwright_passwords set hash = 'since'");
    putBack('database');
    expect(sql(HUB, 'select hash from hubwright_passwords')).toBe('since');
  });

  test("the hub's database, if it was cut off between the two", () => {
    put(`${HUB}.before-rollback-7`, 'newer');
    rmSync(at(HUB));
    putBack('database');
    expect(sql(HUB, 'select hash from hubwright_passwords')).toBe('old');
  });

  test("the hub's database again, if the new release has started once more and migrated it", () => {
    const migrate = (version: string) => [
      'create table if not exists alembic_version (version_num)',
      'delete from alembic_version',
      `insert into alembic_version values ('${version}')`,
    ];
    const kept = `hubwright/snapshots/${NAME}/hub/jupyterhub.sqlite`;
    sql(kept, ...migrate('v1'));
    sql(HUB, ...migrate('v2'));
    putBack('database');
    expect(sql(HUB, 'select version_num from alembic_version')).toBe('v1');
    sql(HUB, "update hubwright_passwords set hash = 'since'", ...migrate('v2'));
    put(`${HUB}-wal`, 'of the migrated one');
    putBack('database');
    expect(sql(HUB, 'select version_num from alembic_version')).toBe('v1');
    expect(existsSync(at(`${HUB}-wal`))).toBe(false);
    // What was there before the rollback is still the one that is kept.
    expect(sql(`${HUB}.before-rollback-7`, 'select hash from hubwright_passwords')).toBe('new');
  });

  describe('the token', () => {
    beforeEach(() => {
      put(`hubwright/snapshots/${NAME}/config/hubwright-token`, 'old password\n');
      put(`hubwright/snapshots/${NAME}/config/hubwright-token-before`, 'older password\n');
      put('etc/k3s/hubwright-token', 'rotated\n');
    });

    test('of now stays without the datastore, also if it was cut off', () => {
      renameSync(at('etc/k3s'), at('etc/k3s.before-rollback-7'));
      putBack('k3s');
      expect(read('etc/k3s/hubwright-token')).toBe('rotated\n');
      expect(read('etc/k3s/config.yaml')).toBe('old: true\n');
      expect(existsSync(at('etc/k3s/hubwright-token-before'))).toBe(false);
    });

    test('of the datastore is written on every node with the datastore', () => {
      putBack('k3s', { keepToken: false });
      putBack('token', { token: 'of the datastore', unit: 'k3s' });
      expect(read('etc/k3s/hubwright-token')).toBe('of the datastore\n');
      expect(statSync(at('etc/k3s/hubwright-token')).mode & 0o777).toBe(0o600);
      expect(existsSync(at('etc/k3s/hubwright-token-before'))).toBe(false);
    });
  });

  test('the note of what was written names what is back', () => {
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    put(`hubwright/snapshots/${NAME}/config/config.yaml`, '# Written by Hubwright. old\n');
    put('etc/k3s/hubwright-token', 'rotated\n');
    put('etc/k3s/registries.yaml', '# Written by Hubwright.\n');
    put('hubwright/written', `${digest('new')} ${at('etc/k3s/config.yaml')}\nv1.37.0+k3s1 k3s\n`);
    putBack('k3s');
    expect(read('hubwright/written')).toBe(
      `${digest('rotated\n')} ${at('etc/k3s/hubwright-token')}\n` +
        `${digest('# Written by Hubwright. old\n')} ${at('etc/k3s/config.yaml')}\nv1.36.5+k3s1 k3s\n`,
    );
  });

  test('the newer datastore is out of reach before anything else is put back', () => {
    putBack('keep');
    expect(existsSync(at('k3s/server/db'))).toBe(false);
    expect(sql('k3s/server.before-rollback-7/db/state.db', 'select a from t')).toBe('new');
    expect(read('bin/k3s')).toBe('new');
  });

  test('etcd, by a k3s that holds the lock as long as it works', () => {
    const lock = at('hubwright/snapshots/.lock');
    put(`hubwright/snapshots/${NAME}/datastore/db/etcd-snapshot`, 'etcd');
    put('bin/k3s', `#!/bin/sh\nls -l /proc/$$/fd | grep -q ' ${lock}$' || exit 1\nmkdir ${at('k3s/server/db/etcd')}\n`);
    chmodSync(at('bin/k3s'), 0o755);
    putBack('datastore');
    expect(existsSync(at('k3s/server/db/etcd'))).toBe(true);
    expect(existsSync(at('k3s/server.before-rollback-7/replaced'))).toBe(true);
  });

  test('that the datastore is corrected, with what was left on nodes', () => {
    expect(JSON.parse(putBack('progress'))).toBeNull();
    putBack('keep');
    putBack('corrected', { left: ['a is not in use'] });
    expect(JSON.parse(putBack('progress'))).toEqual(['a is not in use']);
  });

  test('one part at a time: another try waits for the one before, and says so', () => {
    const lock = at('hubwright/snapshots/.lock');
    put('hubwright/snapshots/.lock', '');
    const program = inPlace(ROLLBACK({ part: 'k3s', name: NAME, change: 7, keepToken: true }));
    const input = program.replace('BUSY = 1200', 'BUSY = -1');
    const options = { input, encoding: 'utf8', stdio: 'pipe' } as const;
    const holder = `import fcntl, subprocess, sys
lock = open(sys.argv[1])
fcntl.flock(lock, fcntl.LOCK_EX)
sys.exit(subprocess.run(["python3", "-"]).returncode)`;
    expect(() => execFileSync('python3', ['-c', holder, lock], options)).toThrow(
      `an earlier try, or an \`up\`, still works on this node: it holds ${lock}`,
    );
    expect(read('bin/k3s')).toBe('new');
  });

  test("a volume of the hub's database that is gone is named", () => {
    rmSync(at('k3s/storage'), { recursive: true });
    expect(() => putBack('database')).toThrow(
      /the volume of the hub's database is gone: .*pvc-1_jupyterhub_hub-db-dir/,
    );
  });
});
