import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import manifest from '../package.json' with { type: 'json' };
import { loadPlatform } from '../settings/load.ts';
import { folderWith } from '../settings/testing.ts';
import { EXAMPLES } from './examples-testing.ts';
import { importProject } from './import-project.ts';
import { readValues } from './read-values.ts';

const run = async (folder: string, files: readonly string[], keep?: () => void) =>
  importProject({
    sources: files.map((it) => readValues(join(folder, it))),
    folder: join(folder, 'lab'),
    own: manifest,
    source: manifest.version,
    ...(keep && { keep }),
  });

test('a project is made, with comments, users who have no password yet, and a report', async () => {
  const folder = folderWith({
    'values.yaml': { jupyterhub: { ...EXAMPLES['users without passwords'], cull: { every: 7200 } } },
    'prod.yaml': 'cull:\n  every: 60\n',
  });
  const { report, isComplete } = await run(folder, ['values.yaml', 'prod.yaml']);
  const text = readFileSync(join(folder, 'lab/platform.yaml'), 'utf8');
  expect(text).toContain(`every: 1m # cull.every (${join(folder, 'prod.yaml')}:2)`);
  expect(isComplete).toBe(true);
  expect(report).toContain('nobody has a password yet');
  expect(report).toMatch(/values? the same/);
  const { platform } = loadPlatform({ directory: join(folder, 'lab'), secrets: 'mask' });
  expect(Object.entries(platform.users).map(([name, it]) => [name, it.admin])).toEqual([
    ['ada', true],
    ['bob', false],
  ]);
  expect(statSync(join(folder, 'lab/users.yaml')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'lab'))).toEqual(expect.arrayContaining(['main.ts', 'package.json', 'image']));
  rmSync(folder, { recursive: true });
});

test('no secret is in the project or the report, and each is given back with its name', async () => {
  const folder = folderWith({ 'values.yaml': EXAMPLES['a bare-metal hub with LDAP, NFS homes and GPUs'] });
  const { report, secrets } = await run(folder, ['values.yaml']);
  const secret = 'not-a-real-one-7';
  expect(secrets).toEqual([{ name: 'LDAP_PASSWORD', key: expect.any(String), value: secret }]);
  expect(report).not.toContain(secret);
  for (const name of ['platform.yaml', 'README.md', 'package.json'])
    expect(readFileSync(join(folder, 'lab', name), 'utf8')).not.toContain(secret);
  rmSync(folder, { recursive: true });
});

test('a folder with something in it is left alone', async () => {
  const folder = folderWith({ 'values.yaml': EXAMPLES['the least'] });
  mkdirSync(join(folder, 'lab'));
  writeFileSync(join(folder, 'lab/platform.yaml'), 'mine');
  await expect(run(folder, ['values.yaml'])).rejects.toThrow(/lab is not empty: platform\.yaml; nothing was written$/);
  expect(readdirSync(join(folder, 'lab'))).toEqual(['platform.yaml']);
  rmSync(folder, { recursive: true });
});

test('what is kept beside the folder is kept before it is there, and what fails then leaves no folder', async () => {
  const folder = folderWith({ 'values.yaml': EXAMPLES['the least'] });
  const keep = () => {
    expect(existsSync(join(folder, 'lab/platform.yaml'))).toBe(false);
    throw new Error('the disk is full');
  };
  await expect(run(folder, ['values.yaml'], keep)).rejects.toThrow('the disk is full');
  expect(readdirSync(folder)).toEqual(['values.yaml']);
  rmSync(folder, { recursive: true });
});

test('nothing is written where the values cannot be read', async () => {
  const folder = folderWith({ 'values.yaml': EXAMPLES['the least'], 'other.yaml': 'a: 1\n' });
  await expect(run(folder, ['values.yaml', 'other.yaml'])).rejects.toThrow(/other\.yaml has none of the chart's keys/);
  expect(existsSync(join(folder, 'lab'))).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(['other.yaml', 'values.yaml']);
  rmSync(folder, { recursive: true });
});

test('what is missing is said exactly, and the rest is written', async () => {
  const folder = folderWith({ 'values.yaml': 'hub:\n  config:\n    JupyterHub: { authenticator_class: azuread }\n' });
  const { report, isComplete } = await run(folder, ['values.yaml']);
  expect(isComplete).toBe(false);
  expect(report).toMatch(
    /## Missing: platform\.yaml does not load without it\n\n- auth\.tenant: missing: expected text[\s\S]*\n- if another file of values has it, import both/,
  );
  expect(existsSync(join(folder, 'lab/platform.yaml'))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('a setting that is left out is not among those that are mapped', async () => {
  const folder = folderWith({
    'values.yaml': { ingress: { tls: [{ secretName: 'hub-tls' }] }, ...EXAMPLES['the least'] },
  });
  const { report } = await run(folder, ['values.yaml']);
  expect(report).toContain('hub.tls is left out: missing: a certificate is for a host name');
  expect(report).not.toContain('- hub.tls: from');
  rmSync(folder, { recursive: true });
});
