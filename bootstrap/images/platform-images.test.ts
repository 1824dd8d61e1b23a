import { mkdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { namedImages } from '../../platform/named-images.ts';
import type { Platform } from '../../platform/platform.ts';
import { loadPlatform } from '../../settings/load.ts';
import { folderWith, load, MINIMAL, USERS } from '../../settings/testing.ts';
import { run } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';
import { tarName } from './build-plan.ts';
import { localTars } from './local-tars.ts';
import { imagesBuiltHere, readBuild } from './platform-images.ts';
import { writeImageTar } from './testing.ts';

const directory = folderWith({
  'platform.yaml': {
    ...MINIMAL,
    images: [
      { name: 'minimal', image: 'quay.io/jupyter/minimal-notebook:2026-08-10' },
      { name: 'science', build: 'image/notebook' },
      { name: 'mirrored', build: 'image/notebook', base: 'mirror.example.com/debian:13' },
      { name: 'again', build: 'image/notebook' },
    ],
    hub: { build: 'image/our-hub' },
    registry: { push: 'registry.example.com:5000/hub' },
  },
  'users.yaml': USERS,
  'image/notebook/Dockerfile': 'ARG BASE=debian:13\nFROM $BASE\n',
  'image/our-hub/Dockerfile': 'ARG BASE=quay.io/jupyterhub/k8s-hub:4.4.0\nFROM $BASE\n',
});
afterAll(() => rmSync(directory, { recursive: true }));
const platform: Platform = loadPlatform({ directory }).platform;

describe('the images that are built here', () => {
  it('are each there once, with the names of their folders and what else of them is in use', () => {
    const [science, mirrored, hub, ...others] = imagesBuiltHere(platform);
    expect(others).toEqual([]);
    expect(hub).toMatchObject({ title: 'hub', name: 'our-hub', alsoInUse: [], reference: platform.hub.reference });
    expect(science).toMatchObject({ title: 'science', name: 'notebook', alsoInUse: [mirrored?.digest] });
    expect(mirrored).toMatchObject({ title: 'mirrored', name: 'notebook', alsoInUse: [science?.digest] });
    expect(science?.reference).toBe(`registry.example.com:5000/hub/notebook:${science?.digest}`);
  });

  it('can be chosen by name', () => {
    expect(imagesBuiltHere(platform, ['mirrored']).map(({ title }) => title)).toEqual(['mirrored']);
  });

  it('are built under the reference that the manifests have', () => {
    for (const image of imagesBuiltHere(platform)) {
      const { name, digest, reference } = readBuild(image, directory);
      expect({ name, digest, reference }).toEqual({
        name: image.name,
        digest: image.digest,
        reference: namedImages(platform).find((it) => it.title === image.title)?.reference,
      });
    }
  });

  it('have those of init containers and sidecars beside them', () => {
    const servers = {
      initContainers: [{ name: 'minimal', image: 'acme/git:1' }],
      sidecars: [{ name: 'db', image: 'acme/db:1' }],
    };
    const named = namedImages(load({ servers }).platform).map(({ title, reference }) => [title, reference]);
    expect(named.slice(1, 3)).toEqual([
      ['initContainers.minimal', 'acme/git:1'],
      ['sidecars.db', 'acme/db:1'],
    ]);
  });

  it('tell an image of servers that is called hub from the one that the hub runs', () => {
    const images = [{ name: 'hub', image: 'acme/lab:1' }];
    const named = namedImages(load({ images, hub: { image: 'acme/hub:1' } }).platform);
    expect(named.map(({ title, isHub, reference }) => [title, isHub, reference])).toEqual([
      ['hub', false, 'acme/lab:1'],
      ['hub', true, 'acme/hub:1'],
    ]);
  });

  it('have the hub among them only where it is built here', () => {
    const { hub } = load({ hub: { image: 'acme/hub:1' } }).platform;
    expect(() => imagesBuiltHere({ ...platform, hub }, ['hub'])).toThrow(
      'platform.yaml: the image hub is not built here: it is pulled as acme/hub:1',
    );
  });

  it('have no others: every wrong name is reported', () => {
    const [minimal, sciense] = [
      'platform.yaml: the image minimal is not built here: it is pulled as quay.io/jupyter/minimal-notebook:2026-08-10',
      'platform.yaml has no image sciense; did you mean science?',
    ];
    expect(() => imagesBuiltHere(platform, ['minimal', 'science', 'sciense'])).toThrow(
      new UserError(`${minimal}\n${sciense}`),
    );
  });
});

describe('their tars', () => {
  const images = imagesBuiltHere(platform, ['science', 'mirrored']);
  const [science, mirrored] = images as [(typeof images)[0], (typeof images)[0]];
  const folder = join(directory, '.hubwright/images');
  const put = (image: typeof science, architecture: 'amd64' | 'arm64', reference = image.reference) => {
    const path = join(folder, tarName(image, architecture));
    writeImageTar(path, { reference, architecture });
    return path;
  };

  it('are all missed at once', async () => {
    await expect(localTars(images, folder, run)).rejects.toMatchObject({
      message: `science is not built: no tar of ${science.reference}\nmirrored is not built: no tar of ${mirrored.reference}`,
      fix: 'Run `npx hubwright image build science mirrored` first.',
    });
  });

  it('are found for each architecture', async () => {
    mkdirSync(folder, { recursive: true });
    const paths = [put(science, 'amd64'), put(science, 'arm64')];
    const [found] = await localTars([science], folder, run);
    expect([...(found?.tars ?? [])].map(([architecture, { path }]) => [architecture, path])).toEqual([
      ['amd64', paths[0]],
      ['arm64', paths[1]],
    ]);
    expect(found?.tars.get('amd64')).toMatchObject({ bytes: 112_640, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('are refused if cut short, or built under another reference', async () => {
    truncateSync(put(science, 'amd64'), 50_000);
    const renamed = put(mirrored, 'amd64', 'registry.hubwright.internal/notebook:0');
    await expect(localTars(images, folder, run)).rejects.toThrow(
      `${renamed} is not a complete image of ${mirrored.reference} for amd64`,
    );
  });
});
