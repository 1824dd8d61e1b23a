import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
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
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pythonProgram } from './python-program.ts';
import { SNAPSHOT_MODULES } from './snapshot-step.ts';

const SNAPSHOT = pythonProgram(new URL('snapshot.py', import.meta.url), SNAPSHOT_MODULES);
const NAME = '000005-f00d';
const HUB = 'k3s/storage/pvc-1_jupyterhub_hub-db-dir/jupyterhub.sqlite';

let root: string;
const at = (path: string) => join(root, path);
const kept = (path: string) => at(join('hubwright/snapshots', path));
const names = () => readdirSync(kept('')).filter((it) => it !== '.lock');
const mode = (path: string) => statSync(path).mode & 0o777;

function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

/** An SQLite database with the column `a` of the table `t`. */
function database(path: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  const script = 'import sqlite3, sys\nsqlite3.connect(sys.argv[1]).executescript("create table t as select 1 as a")';
  execFileSync('python3', ['-c', script, at(path)]);
}

const asked = {
  ...{ name: NAME, cluster: 'abc', node: 's1', unit: 'k3s', k3s: 'v1.36.5+k3s1', namespace: 'jupyterhub' },
  ...{ first: true, manifests: ['hub.yaml', 'new.yaml'], replaces: null, hub: true, keep: 3 },
};
type Change = (text: string) => string;

/** The program in a folder in place of the node's root. */
function program(more: object, change: Change): string {
  const text = SNAPSHOT({ ...asked, ...more })
    .replaceAll('/var/lib/hubwright', at('hubwright'))
    .replaceAll('/usr/local/bin/k3s', at('bin/k3s'))
    .replaceAll('/etc/rancher/k3s', at('etc/k3s'))
    .replaceAll('/etc/systemd/system', at('units'))
    .replaceAll('/var/lib/rancher/k3s', at('k3s'));
  return change(text);
}
const take = (more: object = {}, change: Change = (it) => it) =>
  execFileSync('python3', ['-'], { input: program(more, change), encoding: 'utf8', stdio: 'pipe' });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hubwright-snapshot-'));
  put('bin/k3s', 'old k3s');
  chmodSync(at('bin/k3s'), 0o755);
  put('etc/k3s/config.yaml', 'old: true\n');
  chmodSync(at('etc/k3s/config.yaml'), 0o600);
  put('units/k3s.service', 'old unit');
  put('units/k3s.service.d/hubwright.conf', 'old drop-in');
  chmodSync(at('units/k3s.service.d/hubwright.conf'), 0o644);
  put('k3s/server/token', 'old token');
  put('k3s/server/manifests/hub.yaml', 'old hub');
  database('k3s/server/db/state.db');
  database(HUB);
});
afterEach(() => rmSync(root, { recursive: true }));

test('has all that an upgrade replaces, with its modes, in a folder for root alone', () => {
  take();
  expect(readdirSync(kept(NAME)).sort()).toEqual(
    ['config', 'datastore', 'hub', 'k3s', 'manifests', 'snapshot.json', 'units'].sort(),
  );
  expect(existsSync(kept(`${NAME}/datastore/db/state.db`))).toBe(true);
  expect(readdirSync(kept(`${NAME}/manifests`))).toEqual(['hub.yaml']);
  expect(['..', '', NAME].map((it) => mode(kept(it)))).toEqual([0o700, 0o700, 0o700]);
  for (const [path, of] of [
    ['k3s', 'bin/k3s'],
    ['config/config.yaml', 'etc/k3s/config.yaml'],
    ['units/k3s.service', 'units/k3s.service'],
    ['units/k3s.service.d', 'units/k3s.service.d'],
    ['units/k3s.service.d/hubwright.conf', 'units/k3s.service.d/hubwright.conf'],
  ] as const) {
    expect([path, mode(kept(`${NAME}/${path}`))]).toEqual([path, mode(at(of))]);
  }
});

test.each(['1.new', 'old'])('is not made again, and what was cut off goes: .%s', (end) => {
  put(`hubwright/snapshots/${NAME}.${end}/snapshot.json`, '{}');
  take();
  put('bin/k3s', 'new k3s');
  take();
  expect(names()).toEqual([NAME]);
  expect(readFileSync(kept(`${NAME}/k3s`), 'utf8')).toBe('old k3s');
});

test('of an agent has no datastore', () => {
  rmSync(at('k3s/server'), { recursive: true });
  take({ first: false });
  expect(existsSync(kept(`${NAME}/datastore`))).toBe(false);
});

test("has no database of the hub's once its new release is in place", () => {
  take({ hub: false });
  expect(existsSync(kept(`${NAME}/hub`))).toBe(false);
  expect(JSON.parse(readFileSync(kept(`${NAME}/snapshot.json`), 'utf8'))).toMatchObject({ database: null });
});

test('takes the place of one of which nothing was upgraded', () => {
  take();
  take({ name: '000006-cafe', replaces: NAME });
  // Nor does a second try find anything to replace.
  take({ name: '000006-cafe', replaces: NAME });
  expect(names()).toEqual(['000006-cafe']);
});

test.each<[what: string, before: readonly (readonly [name: string, cluster: string])[], left: readonly string[]]>([
  [
    'the oldest goes',
    [
      ['000001-a', 'abc'],
      ['000002-b', 'abc'],
      ['000003-c', 'abc'],
    ],
    ['000002-b', '000003-c', NAME],
  ],
  [
    'those of another cluster neither count nor go',
    [
      ['000002-b', 'abc'],
      ['000011-a', 'other'],
      ['000012-b', 'other'],
      ['000013-c', 'other'],
    ],
    ['000002-b', NAME, '000011-a', '000012-b', '000013-c'],
  ],
  [
    'never this one, whatever its number',
    [
      ['000011-a', 'abc'],
      ['000012-b', 'abc'],
      ['000013-c', 'abc'],
    ],
    [NAME, '000012-b', '000013-c'],
  ],
])('beside earlier ones: %s', (_, before, left) => {
  for (const [name, cluster] of before) put(`hubwright/snapshots/${name}/snapshot.json`, JSON.stringify({ cluster }));
  put('hubwright/snapshots/mine/x', '');
  take();
  expect(names()).toEqual([...left, 'mine']);
});

test.each<[what: string, change: Change, said: RegExp]>([
  [
    'no room',
    (text) => text.replace('RESERVE = 0.05', 'RESERVE = 2'),
    /^room: it needs up to 1 MB, and \d.* of \d.* are free in /m,
  ],
  ['no datastore', (text) => text.replaceAll('state.db', 'other.db'), /^no-datastore: there is neither /m],
  ['a file that cannot be read', (text) => text.replaceAll('/bin/k3s', '/bin/none'), /^file: .*No such file/m],
])('with %s is not there', (_, change, said) => {
  expect(() => take({}, change)).toThrow(said);
  expect(names()).toEqual([]);
});

/** Another program that has the lock, until it is killed. */
async function locked(): Promise<ChildProcess> {
  mkdirSync(kept(''), { recursive: true });
  const script =
    'import fcntl, sys\nlock = open(sys.argv[1], "a")\nfcntl.flock(lock, fcntl.LOCK_EX)\n' +
    'print("locked", flush=True)\nsys.stdin.read()';
  const child = spawn('python3', ['-c', script, kept('.lock')], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}
const ended = (child: ChildProcess) => new Promise((resolve) => child.once('close', resolve));

test('while a program whose client was killed is still at work, nothing is touched', async () => {
  const other = await locked();
  put(`hubwright/snapshots/${NAME}.1.new/half`, '');
  const unwilling: Change = (text) => text.replace('BUSY = 1200', 'BUSY = -1');
  expect(() => take({}, unwilling)).toThrow(/^busy: another program still works in /m);
  expect(names()).toEqual([`${NAME}.1.new`]);

  const second = spawn('python3', ['-'], { stdio: ['pipe', 'ignore', 'inherit'] });
  second.stdin?.end(
    program({}, (text) => text.replace('time.sleep(1)', String.raw`open(LOCK.parent / \"waits\", \"w\")`)),
  );
  while (!existsSync(kept('waits'))) await new Promise((resolve) => setImmediate(resolve));
  expect(names().sort()).toEqual([`${NAME}.1.new`, 'waits']);
  other.kill();
  await ended(second);
  expect(names().sort()).toEqual([NAME, 'waits']);
});
