import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { HubManifests } from './manifests.ts';
import { filledMounts, missingMounts, relocate, writeHubFiles, writeJupyterFiles, writeMount } from './mounts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mounts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const manifests: HubManifests = {
  values: {
    hub: {
      extraFiles: { 'a.py': { mountPath: '/opt/ours/pkg/a.py', stringData: 'A = 1\n' } },
      extraEnv: { PYTHONPATH: '/opt/ours:/opt/code:/opt/oursnot:/usr/lib' },
      config: { Directory: { path: '/etc/ours/users', other: 'see /etc/ours/users' } },
      extraVolumes: [
        {
          name: 'users',
          projected: {
            sources: [
              { secret: { name: 'users-0', items: [{ key: 'users.json', path: 'users-0.json' }] } },
              { secret: { name: 'users-1', items: [{ key: 'users.json', path: 'users-1.json' }] } },
            ],
          },
        },
        { name: 'certificates', secret: { secretName: 'tls' } },
        { name: 'told', configMap: { name: 'notice' } },
        { name: 'absent', configMap: { name: 'none' } },
        { name: 'scratch' },
      ],
      extraVolumeMounts: [
        { name: 'users', mountPath: '/etc/ours/users' },
        { name: 'certificates', mountPath: '/etc/tls' },
        { name: 'told', mountPath: '/opt/told' },
        { name: 'absent', mountPath: '/opt/absent' },
        { name: 'scratch', mountPath: '/scratch' },
        { name: 'told', mountPath: '/opt/code/pkg/b.py', subPath: 'a.json' },
        { name: 'told', mountPath: '/opt/code/pkg/gone.py', subPath: 'gone' },
        { name: 'scratch', mountPath: '/opt/part', subPath: 'part' },
      ],
    },
  },
  secrets: new Map<string, Record<string, string>>([
    ['users-0', { 'users.json': '{}', other: 'not mounted' }],
    ['tls', { 'tls.crt': 'crt' }],
  ]),
  configMaps: new Map([['notice', { 'a.json': '{}' }]]),
};

test('volumes of Secrets have the files that a kubelet would put there; others are named', () => {
  expect(filledMounts(manifests)).toEqual([
    { mountPath: '/etc/ours/users', files: new Map([['users-0.json', '{}']]) },
    { mountPath: '/etc/tls', files: new Map([['tls.crt', 'crt']]) },
    { mountPath: '/opt/told', files: new Map([['a.json', '{}']]) },
    { mountPath: '/opt/absent', files: new Map() },
  ]);
  expect(missingMounts(manifests)).toEqual([
    '/scratch (scratch)',
    '/opt/code/pkg/gone.py (told)',
    '/opt/part (scratch)',
  ]);
});

test('paths of mounts and extra files move below the root, others and prose stay', () => {
  const { hub } = relocate(manifests.values, '/state/root');
  expect(hub.extraEnv).toEqual({ PYTHONPATH: '/state/root/opt/ours:/state/root/opt/code:/opt/oursnot:/usr/lib' });
  expect(hub.config).toEqual({ Directory: { path: '/state/root/etc/ours/users', other: 'see /etc/ours/users' } });
  expect(hub.extraFiles).toEqual(manifests.values.hub.extraFiles);
});

test('extra files and single files of volumes are written for their owner alone', () => {
  writeHubFiles(folder, manifests);
  for (const [path, content] of [
    ['opt/ours/pkg/a.py', 'A = 1\n'],
    ['opt/code/pkg/b.py', '{}'],
  ] as const) {
    expect(readFileSync(join(folder, path), 'utf8')).toBe(content);
    expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600);
  }
});

test('an extra file without content is refused by its name', () => {
  const values = { hub: { extraFiles: { 'b.py': { mountPath: '/opt/b.py' } } } };
  expect(() => writeHubFiles(folder, { ...manifests, values })).toThrow(
    'hub.extraFiles.b.py: expected stringData, binaryData or data',
  );
});

test('a mount is replaced in one step; the same content is left alone', () => {
  const both = new Map(Object.entries({ 'users-0.json': 'old', 'users-1.json': 'gone' }));
  expect(writeMount(folder, both)).toBe(true);
  const before = readlinkSync(join(folder, '..data'));
  expect(writeMount(folder, both)).toBe(false);
  expect(readlinkSync(join(folder, '..data'))).toBe(before);
  expect(writeMount(folder, new Map([['users-0.json', 'new']]))).toBe(true);
  expect(readFileSync(join(folder, 'users-0.json'), 'utf8')).toBe('new');
  const after = readlinkSync(join(folder, '..data'));
  expect(readdirSync(folder).sort()).toEqual([after, '..data', 'users-0.json'].sort());
});

test('what a process that was killed in mid-change left is replaced', () => {
  mkdirSync(join(folder, '..generation-killed'), { recursive: true });
  symlinkSync('..generation-killed', join(folder, '..next'));
  expect(writeMount(folder, new Map([['users-0.json', 'new']]))).toBe(true);
  expect(readFileSync(join(folder, 'users-0.json'), 'utf8')).toBe('new');
  const data = readlinkSync(join(folder, '..data'));
  expect(readdirSync(folder).sort()).toEqual([data, '..data', 'users-0.json'].sort());
});

test("what Jupyter looks for in servers' files has a folder of its own; what was there before is gone", () => {
  const file = (mountPath: string) => ({ mountPath, stringData: mountPath });
  const jupyter = join(folder, 'jupyter');
  writeJupyterFiles(jupyter, { hub: {}, singleuser: { extraFiles: { old: file('/usr/local/share/jupyter/old') } } });
  const extraFiles = {
    a: file('/usr/local/share/jupyter/labextensions/a/package.json'),
    b: file('/etc/jupyter/b'),
    c: file('/etc/c'),
  };
  writeJupyterFiles(jupyter, { hub: {}, singleuser: { extraFiles } });
  expect(readdirSync(jupyter, { recursive: true }).sort()).toEqual([
    'config',
    'config/b',
    'share',
    'share/labextensions',
    'share/labextensions/a',
    'share/labextensions/a/package.json',
  ]);
});
