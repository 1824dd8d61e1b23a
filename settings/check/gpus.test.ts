import { expect, test } from '@jest/globals';
import { complaints, load } from '../testing.ts';

const size = (more: object = {}) => ({
  name: 'gpu',
  cpu: { guarantee: '100m' },
  memory: { guarantee: '512Mi' },
  gpus: 1,
  ...more,
});
const host = (name: string, more: object = {}) => ({ name, address: `${name}.example.com`, ...more });
const ssh = (...agents: object[]) => ({ provider: 'ssh', servers: [host('s1')], agents });
const local = (more: object) => ({ provider: 'local', gpus: 2, ...more });
const sharing = { timeSlicing: 4 };

/** Errors and warnings, without the place in the file. */
function problems(settings: object): string[] {
  const errors = complaints(() => load(settings)).map((it) => it.replace(/^platform.yaml:\d+:\d+: /, ''));
  if (errors.length > 0) return errors;
  return load(settings).warnings.map(({ message, fix }) => `warning: ${message}; ${fix}`);
}

test.each<[string, object, object[]]>([
  ['a GPU', local({}), [size()]],
  ['all GPUs of a node', local({}), [size({ gpus: 2 })]],
  ['a share', local({ gpuSharing: sharing }), [size()]],
  ['a share by MPS', local({ gpuSharing: { mps: 48 } }), [size()]],
  ['a plugin of others', local({ gpuPlugin: false }), [size()]],
  ['GPUs that no size uses', local({ gpuSharing: sharing }), [size({ gpus: 0 })]],
  [
    'two GPUs beside a node that shares and is kept from them',
    ssh(host('a', { gpus: 2, labels: { gpu: 'whole' } }), host('b', { gpus: 2, gpuSharing: sharing })),
    [size({ gpus: 2, nodeSelector: { gpu: 'whole' } }), size({ name: 'one' })],
  ],
  [
    'more GPUs than the shares of another node',
    ssh(host('a', { gpus: 8 }), host('b', { gpus: 1, gpuSharing: { timeSlicing: 2 } })),
    [size({ gpus: 4 })],
  ],
  ['VMs without GPUs', { provider: 'multipass' }, [size({ gpus: 0 })]],
])('no problem in %s', (_, cluster, sizes) => {
  expect(problems({ cluster, sizes })).toEqual([]);
});

test.each<[string, object, object[], string[]]>([
  [
    'a size with GPUs and no node with any',
    { provider: 'local' },
    [size()],
    [
      'sizes[0]: size "gpu" can never start: no node it may run on has a GPU; set `gpus` of the nodes that have GPUs, or remove it from the size',
    ],
  ],
  [
    'more than a share of a shared GPU',
    local({ gpuSharing: sharing }),
    [size({ gpus: 2 })],
    [
      'sizes[0]: size "gpu" can never start: no node it may run on has 2 GPUs for one server; set gpus to 1, since a server gets one share of a shared GPU, or remove gpuSharing from a node with enough GPUs',
    ],
  ],
  [
    'GPUs on nodes that the size is kept from',
    ssh(host('a', { gpus: 1, taints: [{ key: 'gpu', effect: 'NoSchedule' }] })),
    [size()],
    [
      'sizes[0]: size "gpu" can never start: no node it may run on has a GPU; make the size smaller, give a node more, or let the size run on nodes with GPUs through its nodeSelector and tolerations',
    ],
  ],
  [
    'several GPUs that may end on a node that shares',
    ssh(host('a', { gpus: 2 }), host('b', { gpus: 2, gpuSharing: sharing })),
    [size({ gpus: 2 })],
    [
      'sizes[0].gpus: size "gpu" may be put on b, which shares GPUs and gives a server one share, not 2; set gpus to 1, or keep it away: label the nodes that do not share, and use that label in nodeSelector',
    ],
  ],
  [
    'sharing without GPUs',
    ssh(host('a', { gpuSharing: sharing })),
    [size({ gpus: 0 })],
    ['cluster.agents[0].gpuSharing: "a" has no GPUs to share; set `gpus` next to it, or remove it'],
  ],
  [
    'sharing by a plugin that is not there',
    local({ gpuPlugin: false, gpuSharing: sharing }),
    [size()],
    [
      'cluster.gpuSharing: GPUs are shared by the device plugin, but cluster.gpuPlugin is false; remove it, configure sharing in your own plugin, and set `gpus` to the number of `nvidia.com/gpu` that it offers',
    ],
  ],
  [
    'both ways to share',
    local({ gpuSharing: { timeSlicing: 2, mps: 2 } }),
    [size()],
    ['cluster.gpuSharing: expected either "timeSlicing" or "mps", not both'],
  ],
  [
    'one that is none, and more than MPS can',
    local({ gpuSharing: { timeSlicing: 1 } }),
    [size()],
    ['cluster.gpuSharing.timeSlicing: expected at least 2, found 1'],
  ],
  [
    'more than MPS can',
    local({ gpuSharing: { mps: 49 } }),
    [size()],
    ['cluster.gpuSharing.mps: expected at most 48, found 49'],
  ],
  [
    'VMs with GPUs',
    { provider: 'multipass', agents: { gpus: 1 } },
    [size()],
    [
      'warning: Multipass VMs have no GPU: a server that needs one stays pending; use provider "ssh" for hosts with GPUs, or set it to 0',
    ],
  ],
  [
    'k3s without its runtime classes',
    local({ disable: ['runtimes'] }),
    [size()],
    [
      'warning: it provides the RuntimeClass "nvidia", without which no server with a GPU starts; remove it, or add that RuntimeClass in main.ts',
    ],
  ],
])('%s', (_, cluster, sizes, expected) => {
  expect(problems({ cluster, sizes })).toEqual(expected);
});
