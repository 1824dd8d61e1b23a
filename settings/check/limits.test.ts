import { expect, test } from '@jest/globals';
import { complaints, load, MINIMAL } from '../testing.ts';

type Resources = Record<string, object>;

const container = (resources: Resources) => [{ name: 'proxy', image: 'registry.lan/proxy:1', resources }];

/** Every setting that has limits, as settings with these. */
const PLACES: Readonly<Record<string, (resources: Resources) => object>> = {
  'sizes[0]': (resources) => ({ sizes: [{ ...MINIMAL.sizes[0], ...resources }] }),
  'hub.resources': (resources) => ({ hub: { resources } }),
  'servers.sidecars[0].resources': (resources) => ({ servers: { sidecars: container(resources) } }),
  'servers.initContainers[0].resources': (resources) => ({ servers: { initContainers: container(resources) } }),
};

test.each(Object.entries(PLACES))('%s: a limit below the guarantee', (place, having) => {
  const found = (resources: Resources) => complaints(() => load(having(resources)));
  expect(found({ cpu: { guarantee: '500m', limit: 0.5 }, memory: { guarantee: '1Gi', limit: '1024Mi' } })).toEqual([]);
  expect(found({ cpu: { guarantee: '600m', limit: 0.5 }, memory: { guarantee: '1Gi', limit: '1000Mi' } })).toEqual(
    ['cpu', 'memory'].map((it) =>
      expect.stringMatching(
        `: ${`${place}.${it}.limit`.replace(/[[\]]/g, '\\$&')}: the limit is below the guarantee; raise the limit or lower the guarantee$`,
      ),
    ),
  );
});
