import { describe, expect, test } from '@jest/globals';
import { HASH, load } from '../settings/testing.ts';
import { shownValues } from './testing.ts';

const images = [
  { name: 'minimal', image: 'quay.io/jupyter/minimal-notebook:2026-08-10' },
  { name: 'torch', title: 'PyTorch', image: 'registry.example.com/torch:1', default: true, groups: ['research'] },
];
const sizes = [
  { name: 'small', cpu: { guarantee: '500m', limit: 1 }, memory: { guarantee: '512Mi', limit: '1.5Gi' } },
  {
    name: 'gpu',
    cpu: { guarantee: 2 },
    memory: { guarantee: '8Gi' },
    gpus: 1,
    nodeSelector: { disk: 'fast' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    groups: ['research'],
  },
];
const cluster = { provider: 'local', gpus: 2, labels: { disk: 'fast' } };
const users = { users: { ada: { password: HASH, admin: true, groups: ['research'] } } };
const storage = {
  shared: [
    { name: 'datasets', nfs: { server: 'nas.example.com', path: '/exports/data' }, readOnly: true },
    { name: 'secret', claim: 'research', groups: ['research'] },
  ],
};
const values = () => shownValues(load({ cluster, images, sizes, storage }, users).platform);

describe('the spawn form', () => {
  test('shows a title as text, whatever is in it', () => {
    const title = '<img src=x onerror="alert(1)"> & \'R\'';
    const choices = { images: [{ ...images[0], title }], sizes: [{ ...sizes[0], title }], cluster };
    const [profile] = (shownValues(load(choices, users).platform).singleuser?.profileList ?? []) as [
      { profile_options: Record<string, { choices: Record<string, { display_name: string }> }> },
    ];
    const shown = Object.values(profile.profile_options).flatMap((it) => Object.values(it.choices));
    expect(shown.map((it) => it.display_name)).toEqual(
      Array(2).fill('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;R&#39;'),
    );
  });

  test('has the choice of an image and of a size', () => {
    expect(values().singleuser?.profileList).toMatchInlineSnapshot(`
      [
        {
          "default": true,
          "display_name": "Server",
          "profile_options": {
            "image": {
              "choices": {
                "minimal": {
                  "display_name": "minimal",
                  "kubespawner_override": {
                    "image": "quay.io/jupyter/minimal-notebook:2026-08-10",
                  },
                },
                "torch": {
                  "default": true,
                  "display_name": "PyTorch",
                  "kubespawner_override": {
                    "image": "registry.example.com/torch:1",
                  },
                },
              },
              "display_name": "Image",
            },
            "size": {
              "choices": {
                "gpu": {
                  "display_name": "gpu",
                  "kubespawner_override": {
                    "cpu_guarantee": 2,
                    "cpu_limit": null,
                    "extra_pod_config": {
                      "runtimeClassName": "nvidia",
                    },
                    "extra_resource_guarantees": {
                      "nvidia.com/gpu": 1,
                    },
                    "extra_resource_limits": {
                      "nvidia.com/gpu": 1,
                    },
                    "mem_guarantee": "8G",
                    "mem_limit": null,
                    "node_selector": {
                      "disk": "fast",
                    },
                    "tolerations": [
                      {
                        "effect": "NoSchedule",
                        "key": "hub.jupyter.org/dedicated",
                        "operator": "Equal",
                        "value": "user",
                      },
                      {
                        "effect": "NoSchedule",
                        "key": "hub.jupyter.org_dedicated",
                        "operator": "Equal",
                        "value": "user",
                      },
                      {
                        "key": "gpu",
                        "operator": "Exists",
                      },
                    ],
                  },
                },
                "small": {
                  "default": true,
                  "display_name": "small",
                  "kubespawner_override": {
                    "cpu_guarantee": 0.5,
                    "cpu_limit": 1,
                    "mem_guarantee": "512M",
                    "mem_limit": "1536M",
                  },
                },
              },
              "display_name": "Size",
            },
          },
          "slug": "server",
        },
      ]
    `);
  });

  test('says apart from it who may choose what is not for everyone', () => {
    expect(values().custom).toMatchObject({
      hubwright: { choices: { image: { torch: { groups: ['research'] } }, size: { gpu: { groups: ['research'] } } } },
    });
  });
});

describe('sizes that some nodes never run', () => {
  const host = (name: string, rest: object = {}) => ({ name, address: `${name}.example.com`, ...rest });
  const agents = [host('a1', { gpus: 2, labels: { disk: 'fast' } }), host('a2', { gpus: 1 })];
  const platform = (changes: object = {}) =>
    load({ cluster: { provider: 'ssh', servers: [host('s1')], agents }, sizes, ...changes }, users).platform;

  test('are handed to the hub, which knows where homes are', () => {
    expect(shownValues(platform()).custom?.hubwright).toMatchObject({ neverOn: { size: { gpu: ['s1', 'a2'] } } });
  });

  test('are none where all nodes run all sizes, and the hub still knows that homes are on nodes', () => {
    const values = shownValues(platform({ sizes: sizes.slice(0, 1) }));
    expect(values.custom?.hubwright).toMatchObject({ neverOn: { size: {} } });
  });

  test('mean nothing where homes are reached from any node', () => {
    const values = shownValues(platform({ storage: { home: { class: 'ceph' } } }));
    expect(values.custom?.hubwright).not.toHaveProperty('neverOn');
  });
});

describe('shared folders', () => {
  test('for everyone are in every server', () => {
    expect(values().singleuser?.storage).toMatchObject({
      extraVolumes: [
        { name: 'shared-datasets', nfs: { server: 'nas.example.com', path: '/exports/data', readOnly: true } },
      ],
      extraVolumeMounts: [{ name: 'shared-datasets', mountPath: '/srv/shared/datasets', readOnly: true }],
    });
  });

  test('for a group are handed to the hub, which knows who is in it', () => {
    expect(values().custom).toMatchObject({
      hubwright: {
        shared: [
          {
            name: 'secret',
            groups: ['research'],
            volume: { name: 'shared-secret', persistentVolumeClaim: { claimName: 'research' } },
            mount: { name: 'shared-secret', mountPath: '/srv/shared/secret', readOnly: false },
          },
        ],
      },
    });
  });
});
