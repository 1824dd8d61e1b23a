import * as z from 'zod';
import { objectName } from './kubernetes-names.ts';
import { absolutePath, dnsLabel, expected, size } from './scalars.ts';

const SOURCES = ['configMap', 'secret', 'hostPath', 'claim', 'empty'] as const;

const emptyFolder = z.strictObject({
  size: size().optional().describe('How large it may become. If unset, as large as the disk of the node allows.'),
  memory: z
    .boolean()
    .default(false)
    .describe('Whether it is in memory, where what is in it counts against the memory of the server.'),
});

/** A path inside a volume, in which KubeSpawner fills in what is in braces. */
export const subPath = () =>
  z
    .string(expected('a path inside the volume such as data/2026'))
    .regex(
      /^(?!\/)(?!(.*\/)?\.\.(\/|$))[^:]+$/,
      expected('a path inside the volume such as data/2026, without ".." and ":", not starting with "/"'),
    );

const volume = z
  .strictObject({
    name: dnsLabel().describe('Name of the volume in the pods of servers.'),
    path: absolutePath()
      .optional()
      .describe('Where servers have it. If unset, only the init containers and sidecars that mount it have it.'),
    configMap: objectName().optional().describe('A ConfigMap in the namespace of the hub, a file for each key.'),
    secret: objectName()
      .optional()
      .describe('A Secret in the namespace of the hub, a file for each key. Who uses a server can read it.'),
    hostPath: absolutePath()
      .optional()
      .describe(
        'A folder of the node, the same on every node that runs servers. Servers do not start where it is missing.',
      ),
    claim: objectName().optional().describe('A claim in the namespace of the hub.'),
    empty: emptyFolder.optional().describe('A folder that is empty at each start, and deleted with the server.'),
    readOnly: z.boolean().default(false).describe('Whether it is read-only, as ConfigMaps and Secrets always are.'),
    subPath: subPath()
      .optional()
      .describe(
        'The part of the volume that servers have. `{username}` stands for the name of the user. If unset, all.',
      ),
  })
  .refine((it) => SOURCES.filter((key) => it[key] !== undefined).length === 1, {
    error: () => 'expected exactly one of "configMap", "secret", "hostPath", "claim" and "empty"',
  })
  .meta({ id: 'ServerVolume' });

/** `servers.volumes`: what servers have beside their homes and shared folders. */
export const volumesSchema = z
  .array(volume)
  .default([])
  .describe('Volumes that every server has, in addition to its home and to shared folders.');

export type ServerVolume = z.output<typeof volume>;
