import * as z from 'zod';
import { K3S_COMPONENTS } from '../k3s-addons.ts';
import { versions } from '../versions.ts';
import { address } from './hosts.ts';
import { labelKey, labelMapping, labelValue } from './kubernetes-names.ts';
import { proxySchema } from './proxy.ts';
import { dnsLabel, expected } from './scalars.ts';
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
            message: `duplicate taint "${key}" with the effect ${effect}: keep one of them`,
          });
      });
    })
    .default([])
    .describe('Taints, which keep away servers that do not tolerate them. One node of the cluster needs to have none.');

/** What every node has, wherever it is. */
export const capacity = {
  gpus: z
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('NVIDIA GPUs of each node, as `nvidia-smi -L` lists them. The host needs the driver: see docs/gpu.md.'),
  labels: labelMapping().default({}).describe('Kubernetes labels of the node, which sizes can select.'),
  taints: taints(),
};

/** How servers share the GPUs of one node. */
export const gpuSharing = z
  .strictObject({
    timeSlicing: z
      .int()
      .min(2)
      .optional()
      .describe(
        'Servers that take turns on one GPU. Its memory is not divided: a server that fills it crashes the others.',
      ),
    mps: z
      .int()
      .min(2)
      .max(48)
      .optional()
      .describe(
        'Servers that use one GPU at the same time through MPS, each with an equal share of its memory. ' +
          'Experimental, says NVIDIA, and not for MIG.',
      ),
  })
  .refine((it) => (it.timeSlicing === undefined) !== (it.mps === undefined), {
    error: () => 'expected either "timeSlicing" or "mps", not both',
  })
  .meta({ id: 'GpuSharing' })
  .optional()
  .describe('How many servers share each GPU of the node. If unset, a server has its GPUs to itself.');

/** Whether so many servers agree on anything. */
export const haCount = (count: number) => count === 1 || count === 3 || count === 5;
export const HA_MESSAGE = 'expected one server, or three or five for high availability';

const k3sRelease = expected(`a k3s release such as ${versions.k3s}`, (value) => suggestRelease(value, versions.k3s));

/** What every cluster has, whatever its provider. */
export const common = {
  name: dnsLabel(32)
    .default('hubwright')
    .describe('Name of the cluster. Its VMs, kubeconfig context and state folder are named after it.'),
  k3sVersion: z
    .string(k3sRelease)
    .regex(/^v1\.\d{2}\.\d{1,2}(-rc\d+)?\+k3s\d+$/, k3sRelease)
    .default(versions.k3s)
    .describe('Release of k3s on every node.'),
  tlsSan: z
    .array(address())
    .default([])
    .describe('Additional host names and addresses in the certificate of the Kubernetes API.'),
  disable: z.array(z.enum(K3S_COMPONENTS)).default([]).describe('Components of k3s to leave out.'),
  gpuPlugin: z
    .boolean()
    .default(true)
    .describe(
      "Whether to deploy NVIDIA's device plugin on nodes with `gpus`. Set it to false if the GPU operator or a plugin " +
        'of your own offers `nvidia.com/gpu`.',
    ),
  podPidsLimit: z
    .int()
    .min(0)
    .refine((limit) => limit === 0 || limit >= 256, {
      error: () => 'expected at least 256, since threads count and k3s runs pods of its own, or 0 for no limit',
    })
    .default(4096)
    .describe('Processes and threads that a pod may have, so that no notebook exhausts its node; 0 means no limit.'),
  airgap: z
    .string()
    .min(1)
    .optional()
    .describe('Folder with the k3s binary, its installer and its images, so that no node downloads anything.'),
  proxy: proxySchema,
};

/** How servers share the GPUs of a node. */
export type GpuSharing = NonNullable<z.output<typeof gpuSharing>>;
