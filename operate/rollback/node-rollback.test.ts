import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pythonProgram } from '../../bootstrap/snapshot/python-program.ts';

const bootstrap = (name: string) => new URL(`../../bootstrap/${name}`, import.meta.url);
const MODULES = {
  hubwright_restic: bootstrap('backup/hubwright_restic.py'),
  hubwright_copies: bootstrap('backup/hubwright_copies.py'),
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
  const here = text
    .replaceAll('/var/lib/hubwright', at('hubwright'))
    .replaceAll('/usr/local/bin/k3s', at('bin/k3s'))
    .replaceAll('/etc/rancher/k3s', at('etc/k3s'))
    .replaceAll('/etc/systemd/system', at('units'))
    .replaceAll('/var/lib/rancher/k3s', at('k3s'))
    .replaceAll(/\["systemctl".*?\]/g, '["true"]');
  return execFileSync('python3', ['-'], { input: here, encoding: 'utf8', stdio: 'pipe' });
}
const asked = {
  ...{ name: NAME, cluster: 'abc', node: 's1', unit: 'k3s', k3s: 'v1.36.5+k3s1', namespace: 'jupyterhub', first: true },
  ...{ manifests: ['hub.yaml', 'new.yaml'], replaces: null, hub: true, keep: 3 },
};
const take = () => run(SNAPSHOT(asked));
const putBack = (part: string) => run(ROLLBACK({ part, name: NAME, change: 7, manifests: ['hub.yaml', 'new.yaml'] }));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hubwright-rollback-'));
  put('bin/k3s', 'old k3s');
  put('etc/k3s/config.yaml', 'old: true\n');
  put('units/k3s.service', 'old unit');
  put('k3s/server/token', 'old token');
  put('k3s/server/tls/ca.crt', 'old CA');
  put('k3s/server/manifests/hub.yaml', 'old hub');
  sql(STATE, "create table t as select 'old' as a");
  sql(HUB, "create table hubwright_passwords as select 'ada' as name, 'old' as hash");
});
afterEach(() => rmSync(root, { recursive: true }));

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
  beforeEach(() => {
    take();
    upgrade();
  });

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

  test("a volume of the hub's database that is gone is named", () => {
    rmSync(at('k3s/storage'), { recursive: true });
    expect(() => putBack('database')).toThrow(
      /the volume of the hub's database is gone: .*pvc-1_jupyterhub_hub-db-dir/,
    );
  });
});
