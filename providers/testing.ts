import * as z from 'zod';
import { fakeHost } from '../bootstrap/testing.ts';
import { capacity, common } from '../platform/schema/cluster.ts';
import { size } from '../platform/schema/scalars.ts';
import { error } from '../system/problem.ts';
import { provider } from './provider.ts';
import { PROVIDERS } from './providers.ts';
import type { Vm, VmSpec, Vms } from './vms.ts';

const schema = z.strictObject({
  provider: z.literal('libvirt'),
  ...common,
  ...capacity,
  uri: z.string().default('qemu:///system'),
  count: z.int().min(1),
  memory: size(),
  disk: size().prefault('20Gi'),
});

/**
 * Adds a provider that Hubwright does not have, whose VMs are names in a map with the text given to cloud-init of each.
 *
 * @returns all that would be a folder of its own, and the VMs that it has made
 */
export function withLibvirt() {
  const made = new Map<string, string>();
  const libvirt = provider({
    schema,
    check: ({ uri }) =>
      uri.includes('://') ? [] : [{ path: ['cluster', 'uri'], message: 'no URI', fix: 'write qemu:///system' }],
    nodes: ({ name, count, memory, disk, gpus, labels, taints }) =>
      Array.from({ length: count }, (_, i) => ({
        name: `${name}-${i}`,
        role: i === 0 ? 'server' : 'agent',
        path: ['cluster'],
        cpus: 4,
        memory,
        gpus,
        gpuSharing: undefined,
        labels,
        taints,
        reach: {},
        nodeIp: undefined,
        interface: undefined,
        made: { cpus: 4, memory, disk },
        isHere: false,
        hasOwnNetworks: false,
        hasUsableGpus: true,
      })),
    host: async ({ name }) => vmHost(name, made),
    place: ({ name }) => `domain ${name}`,
    vms: { deletion: (name) => `virsh undefine --remove-all-storage ${name}`, open: async () => libvirtVms(made) },
    programs: [
      {
        id: 'virsh',
        title: 'virsh',
        command: ['virsh', '--version'],
        check: (answer) =>
          'text' in answer ? { detail: answer.text } : { problem: error('virsh is not installed', 'Install it.') },
      },
    ],
    knownProblems: [
      {
        sign: /failed to connect to the hypervisor/,
        message: 'libvirt is not running',
        fix: 'Start it: `systemctl start libvirtd`.',
      },
    ],
    init: { place: 'on VMs of libvirt', asksForHosts: false, cluster: ({ name }) => ({ name, provider: 'libvirt' }) },
  });
  // The line that it takes in `PROVIDERS`.
  Object.assign(PROVIDERS, { libvirt });
  return { libvirt, made };
}

/** A host whose mark is the one given to cloud-init. */
function vmHost(name: string, made: ReadonlyMap<string, string>) {
  return fakeHost(name, {
    describe: () => `domain ${name}`,
    run: async () => {
      const mark = /content: (\S+)/.exec(made.get(name) ?? '')?.[1] ?? '';
      const facts = [
        'architecture\tx86_64',
        `machine-id\tof-${name}`,
        `mark\t${Buffer.from(mark, 'base64').toString().trim()}`,
        'end\tok\n',
      ];
      return { exitCode: 0, stdout: facts.join('\n'), stderr: '' };
    },
  });
}

function libvirtVms(made: Map<string, string>): Vms {
  return {
    title: 'libvirt',
    isInstalled: async () => true,
    list: async () =>
      new Map(
        [...made.keys()].map((name): [string, Vm] => {
          return [name, { name, state: 'running', phase: 'running', addresses: ['192.168.122.2'] }];
        }),
      ),
    launch: async ({ name }, cloudInit) => {
      made.set(name, cloudInit);
    },
    start: async () => {},
    delete: async (name) => {
      made.delete(name);
    },
    holderOfName: () => undefined,
    obstacle: () => undefined,
    commands: {
      launch: ({ name, cpus }: VmSpec) => `virt-install --name ${name} --vcpus ${cpus}`,
      start: (name) => `virsh start ${name}`,
      delete: (name) => `virsh undefine --remove-all-storage ${name}`,
      run: (name, command) => `virsh qemu-agent-command ${name} ${command}`,
      resize: ({ name, cpus }) => `virsh setvcpus ${name} ${cpus}`,
    },
  };
}
