import { z } from 'zod';
import { imageReference } from './image-reference.ts';
import { labelKey, labelMapping, labelValue } from './kubernetes-names.ts';
import { cpu, dnsLabel, share, size } from './scalars.ts';

const choice = {
  title: z.string().min(1).max(80).optional().describe('What the spawn form shows. Without it, the name.'),
  default: z.boolean().default(false).describe('Whether it is chosen beforehand. Without any, the first one is.'),
  groups: z.array(z.string().min(1)).default([]).describe('Groups that may choose it. Without any, everyone.'),
};

const image = z
  .strictObject({
    name: dnsLabel(40).describe('Name in URLs and in API calls.'),
    ...choice,
    image: imageReference().optional().describe('An image in a registry.'),
    build: z.string().min(1).optional().describe('A folder with a Dockerfile, from the folder of platform.yaml.'),
    base: imageReference()
      .optional()
      .describe("The image that `build` extends. Without it, the Dockerfile's own `ARG BASE`."),
  })
  .refine((it) => (it.image === undefined) !== (it.build === undefined), {
    error: () => 'expected either "image" or "build", and one of them only',
  })
  .meta({ id: 'Image' });

const toleration = z
  .strictObject({
    key: labelKey().optional().describe('Key of the taint. Without it, with `Exists`, every taint.'),
    operator: z.enum(['Equal', 'Exists']).default('Equal').describe('Whether the value counts.'),
    value: labelValue().optional().describe('Value of the taint. Not with `Exists`.'),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .optional()
      .describe('Effect of the taint. Without it, every effect.'),
  })
  .superRefine(({ key, operator, value }, context) => {
    const fault = (at: string, message: string) => context.addIssue({ code: 'custom', path: [at], message });
    if (operator === 'Equal' && key === undefined)
      fault('key', 'name the taint that is tolerated, or set operator: Exists to tolerate every taint');
    if (operator === 'Exists' && value)
      fault('value', 'with operator: Exists any value is tolerated: leave it out, or set operator: Equal');
  })
  .meta({ id: 'Toleration' });

const serverSize = z
  .strictObject({
    name: dnsLabel(40).describe('Name in URLs and in API calls.'),
    ...choice,
    cpu: share(cpu, 'Processor time').describe('Processor time of a server.'),
    memory: share(size, 'Memory').describe('Memory of a server.'),
    gpus: z.int().min(0).max(16).default(0).describe('NVIDIA GPUs of a server.'),
    nodeSelector: labelMapping().default({}).describe('Labels of the nodes that may run it.'),
    tolerations: z.array(toleration).default([]).describe('Taints that it may run beside.'),
  })
  .meta({ id: 'Size' });

/** `images`: what a server can run. */
export const imagesSchema = z
  .array(image)
  .min(1, { error: () => 'expected at least one image' })
  .describe('What a server can run.');

/** `sizes`: how much a server can be given. */
export const sizesSchema = z
  .array(serverSize)
  .min(1, { error: () => 'expected at least one size' })
  .describe('How much a server can be given.');

export type Image = z.output<typeof image>;
export type ServerSize = z.output<typeof serverSize>;
