import { z } from 'zod';
import { share } from './hub.ts';
import { absolutePath, address, cpu, dnsLabel, imageReference, secretSource, size } from './scalars.ts';

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
    key: z.string().min(1).optional().describe('Key of the taint. Without it, with `Exists`, every taint.'),
    operator: z.enum(['Equal', 'Exists']).default('Equal').describe('Whether the value counts.'),
    value: z.string().optional().describe('Value of the taint.'),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .optional()
      .describe('Effect of the taint. Without it, every effect.'),
  })
  .meta({ id: 'Toleration' });

const serverSize = z
  .strictObject({
    name: dnsLabel(40).describe('Name in URLs and in API calls.'),
    ...choice,
    cpu: share(cpu, 'Processor time').describe('Processor time of a server.'),
    memory: share(size, 'Memory').describe('Memory of a server.'),
    gpus: z.int().min(0).max(16).default(0).describe('NVIDIA GPUs of a server.'),
    nodeSelector: z.record(z.string(), z.string()).default({}).describe('Labels of the nodes that may run it.'),
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

/** `registry`: where images are pulled from with credentials, and pushed to. */
export const registrySchema = z
  .strictObject({
    push: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, {
        error: () => 'expected a registry with an optional path, such as registry.example.com/hub',
      })
      .optional()
      .describe('Where built images are pushed to. Without it, they are copied to every node.'),
    credentials: z
      .array(
        z.strictObject({
          host: z
            .string()
            .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/, {
              error: () => 'expected a registry host such as registry.example.com or registry.example.com:5000',
            })
            .describe('Host of the registry, with its port if it has one.'),
          username: z.string().min(1).describe('Login at the registry.'),
          password: secretSource().describe('Its password or token.'),
        }),
      )
      .default([])
      .describe('Pull credentials, one entry a host.'),
  })
  .prefault({})
  .describe('Registries of your own.');

/** `storage`: homes and shared folders. */
export const storageSchema = z
  .strictObject({
    home: z
      .strictObject({
        size: size().prefault('10Gi').describe('Size of the claim of each user.'),
        class: dnsLabel()
          .optional()
          .describe('A StorageClass of yours. Without it, a folder on the disk of the node, kept when the claim goes.'),
      })
      .prefault({})
      .describe('The home folder of each user.'),
    shared: z
      .array(
        z
          .strictObject({
            name: dnsLabel(40).describe('Name of the folder.'),
            nfs: z
              .strictObject({
                server: address().describe('The NFS server.'),
                path: z
                  .string()
                  .startsWith('/', { error: () => 'expected an absolute path of the export' })
                  .describe('The export.'),
              })
              .optional()
              .describe('An export of an NFS server.'),
            claim: dnsLabel().optional().describe('A claim in the namespace of the hub.'),
            mountPath: absolutePath().optional().describe('Where servers see it. Without it, `/srv/shared/<name>`.'),
            readOnly: z.boolean().default(false).describe('Whether servers may only read.'),
            groups: z
              .array(z.string().min(1))
              .default([])
              .describe('Groups whose servers get it. Without any, everyone.'),
          })
          .refine((it) => (it.nfs === undefined) !== (it.claim === undefined), {
            error: () => 'expected either "nfs" or "claim", and one of them only',
          })
          .meta({ id: 'SharedFolder' }),
      )
      .default([])
      .describe('Folders that servers share.'),
  })
  .prefault({})
  .describe('Homes and shared folders.');

export type Image = z.output<typeof image>;
export type ServerSize = z.output<typeof serverSize>;
export type Registry = z.output<typeof registrySchema>;
export type Storage = z.output<typeof storageSchema>;
export type SharedFolder = Storage['shared'][number];
