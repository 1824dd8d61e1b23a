import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';

const vms = { provider: 'multipass', servers: { count: 1, cpus: 2 }, agents: { count: 2, cpus: 4 } };
const hosts = {
  provider: 'ssh',
  servers: [{ name: 'one', address: '10.0.0.1', cpus: 16 }],
  agents: [{ name: 'two', address: '10.0.0.2' }],
};

test.each<[object, number]>([
  [{ cluster: vms }, 10],
  [{ cluster: hosts }, 20],
  [{ cluster: { provider: 'local' } }, 4],
  [{ cluster: vms, hub: { concurrentSpawnLimit: 30 } }, 30],
  // JupyterHub takes 0 for no limit, and 100 where nothing is set.
  [{ cluster: vms, hub: { concurrentSpawnLimit: 0 } }, 0],
  [{ cluster: vms, hub: { values: { hub: { concurrentSpawnLimit: 7 } } } }, 7],
])('of %j, so many start at once', (settings, count) => {
  expect(chartValues(load(settings).platform).hub?.concurrentSpawnLimit).toBe(count);
});

test('no failed start ends the hub, and a loaded cluster meets the time limits, unless raw values set others', () => {
  const values = (raw: object) => chartValues(load({ hub: { values: raw } }).platform);
  const { hub, singleuser } = values({});
  expect(hub?.consecutiveFailureLimit).toBe(0);
  expect(hub?.config?.KubeSpawner).toMatchObject({ http_timeout: 180, k8s_api_request_timeout: 15 });
  expect(singleuser?.startTimeout).toBe(600);
  const own = values({
    hub: { consecutiveFailureLimit: 9, config: { KubeSpawner: { http_timeout: 60 } } },
    singleuser: { startTimeout: 120 },
  });
  expect(own.hub?.consecutiveFailureLimit).toBe(9);
  expect(own.hub?.config?.KubeSpawner).toMatchObject({ http_timeout: 60 });
  expect(own.singleuser?.startTimeout).toBe(120);
});
