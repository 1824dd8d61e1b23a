import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LocatedVolume } from '../../cluster/volumes.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Home } from '../homes/find-homes.ts';
import { foldersCheck } from './home-folders.ts';

let disk: string;

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'disk-'));
});

afterEach(() => rmSync(disk, { recursive: true }));

const unused = () => Promise.reject(new Error('doctor writes and reads no files on hosts'));

/** A node whose disk is a folder of this machine. */
const node = (run: Host['run']): Host => {
  return { name: 'n', describe: () => 'a fake', run, write: unused, read: unused, close: async () => {} };
};

const onThisMachine = node(async ([program = '', ...args], options) => {
  const { status, stdout, stderr } = spawnSync(program, args, { input: options?.input, encoding: 'utf8' });
  return { exitCode: status ?? 1, stdout, stderr };
});

const volume = (name: string, changes: Partial<LocatedVolume> = {}): LocatedVolume => ({
  kind: 'home',
  user: name,
  server: '',
  namespace: 'jupyterhub',
  claim: `claim-${name}`,
  hasClaim: true,
  volume: `pvc-${name}`,
  phase: 'Bound',
  capacity: '10Gi',
  node: 'n',
  path: join(disk, name),
  ...changes,
});

async function check(volumes: readonly LocatedVolume[], host: Host = onThisMachine) {
  const homes = volumes.filter((it): it is Home => it.kind === 'home');
  const others = volumes.filter((it) => it.kind !== 'home');
  return (await foldersCheck({ homes, others }, new Map([['n', host]]), new AbortController().signal)).problems.map(
    (it) => `${it.severity}: ${it.where}: ${it.message}`,
  );
}

test('volumes whose folders are there, or that are nobody’s, on another node or no folders', async () => {
  mkdirSync(join(disk, 'ada'));
  mkdirSync(join(disk, "it's 5"));
  const others = [{ hasClaim: false }, { node: 'other' }, { path: undefined }].map((it) => volume('eve', it));
  expect(await check([volume('ada'), volume("it's 5"), ...others])).toEqual([]);
});

test('homes whose folders are missing are named by their users, other volumes by their claims', async () => {
  mkdirSync(join(disk, 'ada'));
  const database = volume('db', { kind: 'database', user: undefined, claim: 'hub-db-dir' });
  expect(await check([volume('ada'), volume('eve'), volume('bob', { server: 'gpu' }), database])).toEqual([
    'error: n: it has no folder for the home of eve, bob (gpu)',
    `error: n: it has no folder for the claim hub-db-dir, ${join(disk, 'db')}`,
  ]);
});

test('a node that is lost meanwhile has an error of its own', async () => {
  const lost = node((argv) =>
    Promise.reject(new HostError({ name: 'n', describe: () => 'a fake' }, { reason: 'unreachable', argv })),
  );
  expect(await check([volume('eve')], lost)).toEqual([]);
});
