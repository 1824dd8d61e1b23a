import * as z from 'zod';
import { variables } from './environment.ts';
import { imageReference } from './image-reference.ts';
import { absolutePath, command, cpu, dnsLabel, id, share, size } from './scalars.ts';
import { subPath } from './server-volumes.ts';

const mount = z.strictObject({
  volume: dnsLabel().describe('Name of a volume of `servers.volumes`, or `home`: the home of the user.'),
  path: absolutePath().optional().describe('Where the container has it. If unset, where servers have it.'),
  readOnly: z.boolean().default(false).describe('Whether it is read-only, as it is where the volume is.'),
  subPath: subPath().optional().describe('The part of it that the container has. If unset, what servers have.'),
});

const container = z
  .strictObject({
    name: dnsLabel().describe('Name of the container in the pods of servers.'),
    image: imageReference().describe('Image that it runs, in a registry.'),
    command: command()
      .optional()
      .describe('Program that it runs in place of that of the image; no shell reads it. `{username}` is replaced.'),
    args: z.array(z.string()).default([]).describe('Arguments of the program. `{username}` is replaced.'),
    environment: variables().describe('Its environment variables by name: text, or where a secret is read from.'),
    user: id().optional().describe('User id that it runs as. If unset, that of the image.'),
    mounts: z.array(mount).default([]).describe('Volumes that it has.'),
    resources: z
      .strictObject({
        cpu: share(cpu, 'processor time').optional().describe('Processor time of the container.'),
        memory: share(size, 'memory').optional().describe('Memory of the container.'),
      })
      .prefault({})
      .describe('What it reserves in each server beside the size, and may use. If unset, nothing, without a limit.'),
  })
  .meta({ id: 'ServerContainer' });

/** `servers.initContainers` and `servers.sidecars`. */
export const containersSchema = () => z.array(container).default([]);

export type ServerContainer = z.output<typeof container>;
/** Processor time and memory of a container, each as a share that is reserved and a limit. */
export type Resources = ServerContainer['resources'];
