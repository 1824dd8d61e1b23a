import { rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadPlatform } from './load.ts';
import { complaints, folderWith, MINIMAL, USERS } from './testing.ts';

function hubOf(hub: object, files: Readonly<Record<string, string>> = {}) {
  const directory = folderWith({ 'platform.yaml': { ...MINIMAL, hub }, 'users.yaml': USERS, ...files });
  try {
    return loadPlatform({ directory, env: {} }).platform.hub;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const DOCKERFILE = 'ARG BASE=quay.io/jupyterhub/k8s-hub:4.4.0\nFROM $BASE\n';
const build = 'image/hub';

test.each([
  ['the chart', {}, '5.5.0'],
  ['another chart', { chart: { version: '4.3.3' } }, undefined],
  ["the chart's image on a mirror", { image: 'mirror.example.com/jupyterhub/k8s-hub:4.4.0' }, '5.5.0'],
  ['an image of somebody', { image: 'acme/hub:4.4.0' }, undefined],
  ['an image in raw values', { values: { hub: { image: { name: 'acme/hub', tag: '1' } } } }, undefined],
])('the release of JupyterHub of %s', (_what, hub, release) => {
  expect(hubOf(hub).jupyterhub).toBe(release);
});

test.each([
  [
    'a lock',
    { 'requirements.txt': 'jupyterhub-kubespawner==7.0.0\njupyterhub==5.5.4 \\\n    --hash=sha256:0\n' },
    '5.5.4',
  ],
  ['requirements', { 'requirements.in': 'jupyterhub[test] == 5.5.3\n' }, '5.5.3'],
  ['a step', { Dockerfile: `${DOCKERFILE}RUN pip install "jupyterhub==6.1.1"\n` }, '6.1.1'],
  ['nothing but its base', {}, '5.5.0'],
  ['nothing, and a base of somebody', { Dockerfile: 'FROM acme/hub:1\n' }, undefined],
])('the release of JupyterHub of a folder with %s', (_what, files, release) => {
  const inFolder = Object.entries({ Dockerfile: DOCKERFILE, ...files }).map(([name, text]) => [
    `${build}/${name}`,
    text,
  ]);
  const hub = hubOf({ build }, Object.fromEntries(inFolder));
  expect(hub.jupyterhub).toBe(release);
  expect(hub.reference).toMatch(/^registry\.hubwright\.internal\/hub:[0-9a-f]{16}$/);
});

test('the image of the hub is a reference, a folder or neither', () => {
  const problems = (hub: object) => complaints(() => hubOf(hub));
  expect(problems({ image: 'acme/hub:1', build })).toContain(
    'platform.yaml:13:3: hub: expected either "image" or "build", not both',
  );
  expect(problems({ base: 'acme/hub:1' })).toEqual([
    expect.stringContaining('hub.base: set without "build": only an image that is built here has a base'),
  ]);
  expect(problems({ build: 'image/hbu' })).toEqual([expect.stringContaining('hub.build: ')]);
});
