import { describe, expect, test } from '@jest/globals';
import { chartValues } from '../../lib/chart-values.ts';
import { loadPlatform } from '../load.ts';
import { complaints, folderWith, load, MINIMAL, USERS } from '../testing.ts';

const image = (reference: string, name = 'minimal') => ({ name, image: reference });
const warnings = (settings: object) => load(settings).warnings.map(({ message, fix }) => `${message}; ${fix}`);
const COST =
  'it may change under running users, there is no way back to an earlier one, and every server start queries the registry';

describe('an image that may be another one tomorrow', () => {
  test.each([
    ['jupyter/scipy-notebook', '"jupyter/scipy-notebook" has no tag, which means "latest"'],
    ['jupyter/scipy-notebook:latest', '"jupyter/scipy-notebook:latest" moves'],
  ])('is a warning with what it costs: %s', (reference, what) => {
    expect(warnings({ images: [image(reference)] })).toEqual([
      `${what}: ${COST}; set a version such as jupyter/scipy-notebook:1.2.3, or a digest`,
    ]);
  });

  test.each(['initContainers', 'sidecars'])('is one in %s, too', (list) => {
    const { warnings } = load({ servers: { [list]: [{ name: 'a', image: 'acme/x' }] } });
    expect(warnings.map(({ path, message }) => [path, message])).toEqual([
      [['servers', list, 0, 'image'], `"acme/x" has no tag, which means "latest": ${COST}`],
    ]);
  });

  test('is one as the image of the hub, too', () => {
    expect(warnings({ hub: { image: 'acme/hub' } })).toEqual([expect.stringContaining('another JupyterHub')]);
  });

  test('is one as the base of an image that is built here, by whoever names it', () => {
    const built = (dockerfile: string, more: object = {}) => {
      const images = [{ name: 'own', build: 'own', ...more }];
      const files = { 'platform.yaml': { ...MINIMAL, images }, 'users.yaml': USERS, 'own/Dockerfile': dockerfile };
      return loadPlatform({ directory: folderWith(files), env: {} }).warnings.map(({ path, message }) => [
        path,
        message,
      ]);
    };
    const cost = 'the tag stays the same when the base changes, so two builds under one tag may differ';
    const own = ['images', 0, 'build'];
    expect(built('ARG BASE=acme/x\nFROM $BASE\n')).toEqual([
      [own, `"acme/x" has no tag, which means "latest": ${cost}`],
    ]);
    expect(built('FROM acme/x:latest AS one\nFROM acme/y:1\n')).toEqual([[own, `"acme/x:latest" moves: ${cost}`]]);
    expect(built('ARG BASE=acme/x:1\nFROM $BASE\n', { base: 'acme/z:latest' })).toEqual([
      [['images', 0, 'base'], `"acme/z:latest" moves: ${cost}`],
    ]);
    expect(built('ARG BASE=acme/x:1\nFROM $BASE\n')).toEqual([]);
  });

  test('cannot be pulled without internet', () => {
    const cluster = { provider: 'local', airgap: 'k3s' };
    const hub = { chart: { repository: 'https://charts.example.com/' }, image: 'acme/hub' };
    expect(complaints(() => load({ cluster, hub, images: [image('acme/x:latest')] }))).toEqual([
      'platform.yaml:6:12: images[0].image: "acme/x:latest" moves: no node can pull it without internet access; set a version such as acme/x:1.2.3, or a digest',
      'platform.yaml:16:10: hub.image: "acme/hub" has no tag, which means "latest": no node can pull it without internet access; set a version such as acme/hub:1.2.3, or a digest',
    ]);
  });
});

test('from a registry of the company, an image that moves can be pulled without internet', () => {
  const cluster = { provider: 'local', airgap: 'k3s' };
  const settings = {
    cluster,
    hub: { chart: { repository: 'https://charts.lan' } },
    registry: { push: 'registry.lan' },
  };
  expect(warnings({ ...settings, images: [image('registry.lan/x:latest')] })).toEqual([
    expect.stringContaining('"registry.lan/x:latest" moves: it may change under running users'),
  ]);
});

test('images that say which one they are need no word', () => {
  const digest = `@sha256:${'a'.repeat(64)}`;
  const images = [image('localhost:5000/x:1'), image(`acme/x:latest${digest}`, 'two'), image('x:v1', 'three')];
  expect(warnings({ images, hub: { image: `acme/hub${digest}` } })).toEqual([]);
});

test('nodes pull again what may change, and nothing else', () => {
  const policies = (...references: string[]) => {
    const images = references.map((reference, i) => image(reference, `image-${i}`));
    const { singleuser } = chartValues(load({ images }).platform);
    const [profile] = (singleuser?.profileList ?? []) as { profile_options: { image: { choices: object } } }[];
    const choices = Object.values(profile?.profile_options.image.choices ?? {}) as { kubespawner_override: object }[];
    return [singleuser?.image, ...choices.map((it) => it.kubespawner_override)];
  };
  expect(policies('x:1', 'y')).toEqual([
    { name: 'x', tag: '1', pullPolicy: 'IfNotPresent' },
    { image: 'x:1' },
    { image: 'y:latest', image_pull_policy: 'Always' },
  ]);
  expect(policies('localhost:5000/y', 'x:1')).toEqual([
    { name: 'localhost:5000/y', tag: 'latest', pullPolicy: 'Always' },
    { image: 'localhost:5000/y:latest' },
    { image: 'x:1', image_pull_policy: 'IfNotPresent' },
  ]);
});

test.each([
  ['https://quay.io/jupyter/x:1', 'write quay.io/jupyter/x:1'],
  ['quay.io/Jupyter/X:V1', 'write quay.io/jupyter/x:V1'],
  ['quay.io/jupyter/x:', 'write quay.io/jupyter/x'],
  [' quay.io/jupyter/x:1', 'write quay.io/jupyter/x:1'],
  ['quay.io/jupyter/x y:1', 'minimal-notebook:2026-08-10, found'],
])('%j is answered with what to write', (reference, remedy) => {
  expect(complaints(() => load({ images: [image(reference)] }))).toEqual([expect.stringContaining(remedy)]);
});
