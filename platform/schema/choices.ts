import * as z from 'zod';
import { variables } from './environment.ts';
import { imageReference } from './image-reference.ts';
import { labelKey, labelMapping, labelValue } from './kubernetes-names.ts';
import { timesOfSize } from './limits.ts';
import { command, cpu, dnsLabel, share, size } from './scalars.ts';
import { defaultUrl } from './servers.ts';

/** How many characters of each a card of the spawn form has room for. */
export const LENGTHS = { title: 80, description: 500 } as const;

const title = z.string().min(1).max(LENGTHS.title).optional();
const description = z.string().min(1).max(LENGTHS.description).optional();

const choice = {
  title: title.describe('Title in the spawn form. If unset, the name.'),
  description: description.describe('What the spawn form says of it.'),
  default: z.boolean().default(false).describe('Whether it is preselected. If none is, the first one.'),
  groups: z.array(z.string().min(1)).default([]).describe('Groups that may choose it. If empty, everyone.'),
};

const ofDockerfile = (label: string) =>
  `of a \`build\`, the label \`org.opencontainers.image.${label}\` of its Dockerfile`;

const image = z
  .strictObject({
    name: dnsLabel(40).describe('Name in URLs and API calls.'),
    ...choice,
    title: title.describe(`Title in the spawn form. If unset, ${ofDockerfile('title')}, or else the name.`),
    description: description.describe(`What the spawn form says of it. If unset, ${ofDockerfile('description')}.`),
    contents: z
      .array(z.string().min(1).max(60))
      .max(12)
      .optional()
      .describe(
        'What is in it, such as `[Python 3.13, pandas 3.0]`: the spawn form shows it. If unset, of a `build`, the packages of its requirements.in with the versions of its requirements.txt.',
      ),
    image: imageReference().optional().describe('An image in a registry.'),
    build: z.string().min(1).optional().describe('A folder with a Dockerfile, relative to platform.yaml.'),
    base: imageReference()
      .optional()
      .describe("The image that `build` extends. If unset, the Dockerfile's own `ARG BASE`."),
    environment: variables().describe('Environment variables of servers with it, in addition to those of `servers`.'),
    defaultUrl: defaultUrl().optional().describe('Page that a server with it opens. If unset, that of `servers`.'),
    command: command()
      .optional()
      .describe('Program that starts a server with it, and its arguments. If unset, that of `servers`.'),
  })
  .refine((it) => (it.image === undefined) !== (it.build === undefined), {
    error: () => 'expected either "image" or "build", not both',
  })
  .meta({ id: 'Image' });

const toleration = z
  .strictObject({
    key: labelKey().optional().describe('Key of the taint. If unset, with `Exists`, every taint.'),
    operator: z.enum(['Equal', 'Exists']).default('Equal').describe('`Equal` compares the value, `Exists` ignores it.'),
    value: labelValue().optional().describe('Value of the taint. Not with `Exists`.'),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .optional()
      .describe('Effect of the taint. If unset, every effect.'),
  })
  .superRefine(({ key, operator, value }, context) => {
    const fault = (at: string, message: string) => context.addIssue({ code: 'custom', path: [at], message });
    if (operator === 'Equal' && key === undefined)
      fault('key', 'name the taint to tolerate, or set operator: Exists to tolerate every taint');
    if (operator === 'Exists' && value)
      fault('value', 'operator: Exists tolerates any value: remove it, or set operator: Equal');
  })
  .meta({ id: 'Toleration' });

const serverSize = z
  .strictObject({
    name: dnsLabel(40).describe('Name in URLs and API calls.'),
    ...choice,
    cpu: share(cpu, 'processor time').describe('Processor time of a server.'),
    memory: share(size, 'memory').describe('Memory of a server.'),
    gpus: z.int().min(0).max(16).default(0).describe('NVIDIA GPUs of a server.'),
    ...timesOfSize,
    nodeSelector: labelMapping().default({}).describe('Labels of the nodes that may run it.'),
    tolerations: z.array(toleration).default([]).describe('Taints it tolerates.'),
    environment: variables().describe('Environment variables of servers of this size. They win over all others.'),
  })
  .meta({ id: 'Size' });

/** `images`: what a server can run. */
export const imagesSchema = z
  .array(image)
  .min(1, { error: () => 'expected at least one image' })
  .describe('Images that a server can run.');

/** `sizes`: the resources that a server can get. */
export const sizesSchema = z
  .array(serverSize)
  .min(1, { error: () => 'expected at least one size' })
  .describe('Resources that a server can get.');

export type ImageSettings = z.output<typeof image>;
export type ServerSize = z.output<typeof serverSize>;
