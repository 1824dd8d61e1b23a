import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { imagesInManifests, listImages, platformImages } from './list-images.ts';

const defaults = JSON.parse(readFileSync(new URL('../imports/z2jh-defaults.json', import.meta.url), 'utf8'));
/** What Hubwright switches off in every platform. */
const lean = {
  scheduling: { userScheduler: { enabled: false }, userPlaceholder: { enabled: false } },
  prePuller: { hook: { enabled: false }, continuous: { enabled: false } },
  singleuser: { image: { name: 'lab.local/ds', tag: 'abc' }, cloudMetadata: { blockWithIptables: false } },
};

const manifests = `
kind: Deployment
spec:
  template:
    spec:
      initContainers: [{ name: i, image: 'init:1' }]
      containers: [{ name: c, image: 'main:2' }, { name: d, image: 'main:2' }]
---
kind: CronJob
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: 'job:3' }] } } } } }
---
kind: ConfigMap
data: { note: 'image: not-one', image: not-one-either }
---
`;

test('images in manifests are those of containers, at any depth', () => {
  expect(imagesInManifests(manifests)).toEqual(['init:1', 'main:2', 'main:2', 'job:3']);
  expect(imagesInManifests('')).toEqual([]);
});

describe('the images of a platform', () => {
  test('with the rendered templates: theirs, ours, and the one of the servers, sorted, each once', () => {
    expect(listImages({ platform: ['zeta:1', 'main:2'], values: lean, defaults, rendered: manifests })).toEqual({
      images: ['init:1', 'job:3', 'lab.local/ds:abc', 'main:2', 'zeta:1'],
      from: 'templates',
    });
  });

  test('without them: the hub and the proxy', () => {
    expect(listImages({ platform: [], values: lean, defaults })).toEqual({
      images: [
        'lab.local/ds:abc',
        'quay.io/jupyterhub/configurable-http-proxy:5.2.0',
        'quay.io/jupyterhub/k8s-hub:4.4.0',
      ],
      from: 'values',
    });
  });

  test("without them and with the chart's defaults: all that is switched on", () => {
    expect(listImages({ platform: [], values: {}, defaults }).images).toMatchInlineSnapshot(`
      [
        "quay.io/jupyterhub/configurable-http-proxy:5.2.0",
        "quay.io/jupyterhub/k8s-hub:4.4.0",
        "quay.io/jupyterhub/k8s-image-awaiter:4.4.0",
        "quay.io/jupyterhub/k8s-network-tools:4.4.0",
        "quay.io/jupyterhub/k8s-singleuser-sample:4.4.0",
        "registry.k8s.io/kube-scheduler:v1.30.14",
        "registry.k8s.io/pause:3.10.1",
      ]
    `);
  });

  test('what KubeSpawner starts: profiles, choices and containers beside the server', () => {
    const profile_list = [
      {
        kubespawner_override: { image: 'profile:1' },
        profile_options: {
          image: {
            choices: { a: { kubespawner_override: { image: 'choice:1' } } },
            unlisted_choice: { enabled: true, kubespawner_override: { image: 'typed/{value}' } },
          },
        },
      },
    ];
    const values = {
      hub: { ...lean, config: { KubeSpawner: { profile_list, extra_containers: { git: { image: 'sync:1' } } } } },
      singleuser: { initContainers: [{ image: 'chown:1' }], cloudMetadata: { blockWithIptables: true } },
    };
    const { images } = listImages({ platform: [], values, defaults, rendered: '' });
    expect(images).toEqual([
      'choice:1',
      'chown:1',
      'profile:1',
      'quay.io/jupyterhub/k8s-network-tools:4.4.0',
      'quay.io/jupyterhub/k8s-singleuser-sample:4.4.0',
      'sync:1',
    ]);
  });
});

test("of nodes with GPUs, the device plugin's too, unless another one offers them", () => {
  const images = (cluster: object) => platformImages(load({ cluster: { provider: 'local', ...cluster } }).platform);
  const own = ['quay.io/jupyter/minimal-notebook:2026-08-10'];
  expect(images({})).toEqual(own);
  expect(images({ gpus: 1 })).toEqual([...own, 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0']);
  expect(images({ gpus: 1, gpuPlugin: false })).toEqual(own);
});
