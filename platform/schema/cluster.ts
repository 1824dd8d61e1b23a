import { z } from 'zod';
import { versions } from '../versions.ts';
import { address, sshAddress, sshUser } from './hosts.ts';
import { labelKey, labelMapping, labelValue, objectName } from './kubernetes-names.ts';
import { proxySchema } from './proxy.ts';
import { dnsLabel, expected, size } from './scalars.ts';
import { suggestRelease } from './suggest.ts';

const taint = z
  .strictObject({
    key: labelKey().describe('Key of the taint.'),
    value: labelValue().default('').describe('Value of the taint.'),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .describe('What happens to pods that do not tolerate it.'),
  })
  .meta({ id: 'Taint' });

const taints = () =>
  z
    .array(taint)
    .superRefine((all, context) => {
      all.forEach(({ key, effect }, i) => {
        if (all.findIndex((it) => it.key === key && it.effect === effect) < i)
          context.addIssue({
            code: 'custom',
            path: [i],
            message: `a second taint "${key}" with the effect ${effect}: a node has one value for both, so keep one of them`,
          });
      });
    })
    .default([])
    .describe('Taints that keep servers without a matching toleration away.');

const capacity = {
  gpus: z
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('NVIDIA GPUs of each node, as `nvidia-smi -L` lists them. The host needs its driver: see docs/gpu.md.'),
  labels: labelMapping().default({}).describe('Kubernetes labels of the node, which a size can select.'),
  taints: taints(),
};

const gpuSharing = z
  .strictObject({
    timeSlicing: z
      .int()
      .min(2)
      .optional()
      .describe('Servers that take turns on one GPU. Nothing divides its memory: one that fills it ends the others.'),
    mps: z
      .int()
      .min(2)
      .max(48)
      .optional()
      .describe(
        'Servers that use one GPU at the same time through MPS, each with an equal share of its memory. NVIDIA calls it ' +
          'experimental; not with MIG.',
      ),
  })
  .refine((it) => (it.timeSlicing === undefined) !== (it.mps === undefined), {
    error: () => 'expected either "timeSlicing" or "mps", and one of them only',
  })
  .meta({ id: 'GpuSharing' })
  .optional()
  .describe('How many servers share each GPU of the node. Without it, a server has its GPUs to itself.');

const virtualMachines = (count: number, memory: string) =>
  z
    .strictObject({
      count: z.int().min(0).max(50).default(count).describe('How many VMs.'),
      cpus: z.int().min(1).max(256).default(2).describe('Processors of each VM.'),
      memory: size().prefault(memory).describe('Memory of each VM.'),
      disk: size().prefault('40Gi').describe('Disk of each VM. It is allocated as it fills.'),
      ...capacity,
    })
    .prefault({});

const host = z
  .strictObject({
    name: objectName(63).describe('Name of the node in the cluster.'),
    address: sshAddress().describe(
      'Where SSH reaches the host: IP address, host name or alias of your SSH configuration.',
    ),
    user: sshUser()
      .optional()
      .describe(
        'Login, root or one that may use `sudo` or `doas` without a password. Without it, as your SSH configuration says.',
      ),
    port: z
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe('Port of the SSH server. Without it, as your SSH configuration says.'),
    key: z.string().min(1).optional().describe('Private key file. Without it, SSH chooses as it always does.'),
    nodeIp: z
      .union([z.ipv4(), z.ipv6()])
      .optional()
      .describe('Address that the nodes use among themselves, when the host has several.'),
    interface: z
      .string()
      .regex(/^[\w.-]{1,15}$/)
      .optional()
      .describe('Network interface of `nodeIp`.'),
    cpus: z.int().min(1).max(1024).optional().describe('Processors, for the capacity report.'),
    memory: size().optional().describe('Memory, for the capacity report.'),
    ...capacity,
    gpuSharing,
  })
  .meta({ id: 'Host' });

const haCount = (count: number) => count === 1 || count === 3 || count === 5;
const HA_MESSAGE = 'expected one server, or three or five for high availability';

const k3sRelease = expected(`a k3s release such as ${versions.k3s}`, (value) => suggestRelease(value, versions.k3s));

const common = {
  name: dnsLabel(32)
    .default('hubwright')
    .describe('Name of the cluster: of its VMs, its kubeconfig context and its state folder.'),
  k3sVersion: z
    .string(k3sRelease)
    .regex(/^v1\.\d{2}\.\d{1,2}(-rc\d+)?\+k3s\d+$/, k3sRelease)
    .default(versions.k3s)
    .describe('Release of k3s on every node.'),
  tlsSan: z
    .array(address())
    .default([])
    .describe('Further names and addresses in the certificate of the Kubernetes API.'),
  disable: z
    .array(z.enum(['coredns', 'local-storage', 'metrics-server', 'runtimes', 'servicelb', 'traefik']))
    .default([])
    .describe('Components of k3s that are left out.'),
  gpuPlugin: z
    .boolean()
    .default(true)
    .describe(
      "Whether NVIDIA's device plugin is deployed on the nodes that have `gpus`. Set it to false where the GPU operator " +
        'or a plugin of your own offers `nvidia.com/gpu`.',
    ),
  podPidsLimit: z
    .int()
    .min(0)
    .refine((limit) => limit === 0 || limit >= 256, {
      error: () => 'expected at least 256, since a thread counts too and k3s has pods of its own, or 0 for no limit',
    })
    .default(4096)
    .describe('Processes and threads that one pod may have, so that no notebook takes all of its node; 0 is no limit.'),
  airgap: z
    .string()
    .min(1)
    .optional()
    .describe('Folder with the k3s binary, its installer and its images: then no node downloads anything.'),
  proxy: proxySchema,
};

const multipass = z.strictObject({
  provider: z.literal('multipass').describe('VMs on this machine, made and removed by Multipass.'),
  ...common,
  servers: virtualMachines(1, '4Gi')
    .refine((servers) => haCount(servers.count), {
      path: ['count'],
      error: () => HA_MESSAGE,
    })
    .describe('The VMs that run the control plane, and notebook servers too.'),
  agents: virtualMachines(2, '4Gi').describe('The VMs that run notebook servers alone.'),
});

const ssh = z.strictObject({
  provider: z.literal('ssh').describe('Hosts that exist, reached over SSH.'),
  ...common,
  servers: z
    .array(host)
    .refine((servers) => haCount(servers.length), {
      error: (issue) => `${HA_MESSAGE}, found ${(issue.input as unknown[]).length}`,
    })
    .describe('The hosts that run the control plane, and notebook servers too.'),
  agents: z.array(host).default([]).describe('The hosts that run notebook servers alone.'),
});

const local = z.strictObject({
  provider: z.literal('local').describe('This machine is the whole cluster.'),
  ...common,
  cpus: z.int().min(1).max(1024).optional().describe('Processors, for the capacity report.'),
  memory: size().optional().describe('Memory, for the capacity report.'),
  ...capacity,
  gpuSharing,
});

/** `cluster`: the machines and the k3s on them. */
export const clusterSchema = z
  .discriminatedUnion('provider', [multipass, ssh, local])
  .describe('The machines and the k3s on them.');

/** How servers share the GPUs of a node. */
export type GpuSharing = NonNullable<z.output<typeof gpuSharing>>;

export type Cluster = z.output<typeof clusterSchema>;
