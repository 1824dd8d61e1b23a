import { expect, test } from '@jest/globals';
import { complaints, load, MINIMAL } from '../testing.ts';

const [image] = MINIMAL.images;
const [size] = MINIMAL.sizes;
const container = (environment: object) => [{ name: 'proxy', image: 'registry.lan/proxy:1', environment }];

/** Every setting that has variables, as settings with these. */
const PLACES: Readonly<Record<string, (environment: object) => object>> = {
  servers: (environment) => ({ servers: { environment } }),
  'images[0]': (environment) => ({ images: [{ ...image, environment }] }),
  'sizes[0]': (environment) => ({ sizes: [{ ...size, environment }] }),
  'servers.initContainers[0]': (environment) => ({ servers: { initContainers: container(environment) } }),
  'servers.sidecars[0]': (environment) => ({ servers: { sidecars: container(environment) } }),
  'hub.services[0]': (environment) => ({ hub: { services: [{ name: 'board', command: ['board'], environment }] } }),
};

test.each(Object.entries(PLACES))('a secret among the variables of %s is said once', (place, having) => {
  const found = complaints(() =>
    load(having({ API_KEY: 'abcdef123456', URL: 'https://ada:hunter22@host.lan/', OTHER: 'https://host.lan/' })),
  ).filter((it) => !/^\d+ errors? in the settings/.test(it));
  expect(found.map((it) => it.replace(/^platform\.yaml:\d+:\d+: /, ''))).toEqual(
    ['API_KEY', 'URL'].map(
      (name) =>
        `${place}.environment.${name}: contains a secret in plain text; remove it, since this file is in git, and write where it is read from: { env: NAME } or { file: path }`,
    ),
  );
});
