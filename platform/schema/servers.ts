import * as z from 'zod';
import { PULL_POLICIES } from '../image-reference.ts';
import { variables } from './environment.ts';
import { absolutePath, command, duration, expected, id, size } from './scalars.ts';
import { containersSchema } from './server-containers.ts';
import { volumesSchema } from './server-volumes.ts';

/** The page that a server opens with. */
export const defaultUrl = () =>
  z.string().regex(/^\/\S*$/, { error: () => 'expected the path of a page on the server, such as /lab or /rstudio' });

const file = z
  .strictObject({
    path: absolutePath().describe('Where servers have it.'),
    content: z.string().optional().describe('What is in it, as text.'),
    file: z.string().min(1).optional().describe('The file that it is a copy of, relative to platform.yaml.'),
    mode: z
      .string(expected('permissions in quotes, such as "0755"'))
      .regex(/^0?[0-7]{3}$/, expected('permissions in quotes, such as "0755"'))
      .default('0644')
      .describe('Its permissions. It belongs to root.'),
  })
  .refine((it) => (it.content === undefined) !== (it.file === undefined), {
    error: () => 'expected either "content" or "file", not both',
  })
  .meta({ id: 'ServerFile' });

/** `servers`: what every user's server has, whatever its image and size. */
export const serversSchema = z
  .strictObject({
    environment: variables().describe(
      'Environment variables by name: text, or where a secret is read from. Those of an image win over these, and those of a size over both. `{username}` stands for the name of the user; write `{{` and `}}` for literal braces.',
    ),
    defaultUrl: defaultUrl()
      .optional()
      .describe('Page that a server opens, such as `/lab`. If unset, the choice of the image: JupyterLab.'),
    command: command()
      .optional()
      .describe(
        'Program that starts a server, and its arguments; no shell reads it. If unset, `[jupyterhub-singleuser]`.',
      ),
    startTimeout: duration()
      .optional()
      .describe(
        'How long a server may take to start, pulling its image included. Waiting for a turn does not count. If unset, 10m.',
      ),
    pullPolicy: z
      .enum(PULL_POLICIES)
      .optional()
      .describe(
        'When a node pulls the image of a server. If unset, `Always` for images without a tag or with the tag `latest`, otherwise `IfNotPresent`.',
      ),
    user: id().optional().describe('User id that servers run as. Homes that exist keep their owner. If unset, 1000.'),
    group: id()
      .optional()
      .describe('Group id that volumes of a server belong to, and a group of its user (`fsGroup`). If unset, 100.'),
    sharedMemory: size()
      .optional()
      .describe(
        'How large `/dev/shm` may become in a server, in which programs share data between processes, such as the data loaders of PyTorch. What is in it counts against the memory of the server. If unset, 64Mi.',
      ),
    files: z
      .array(file)
      .default([])
      .describe('Files that every server has, read-only, at most 100 KiB together. Who uses a server can read them.'),
    volumes: volumesSchema,
    initContainers: containersSchema().describe(
      'Containers that run one after the other before each server, which starts when all have ended without an error.',
    ),
    sidecars: containersSchema().describe('Containers that run beside each server, as long as it does.'),
    postStart: command()
      .optional()
      .describe(
        'Program that runs in each server when it starts, and its arguments; no shell reads it. A server in which it fails does not start.',
      ),
    namedServers: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe(
        'How many named servers a user may have beside the usual one, each with a home of its own unless homes are on NFS. If unset, none.',
      ),
  })
  .prefault({})
  .describe('What every server has, whatever its image and size.');

export type ServerFile = z.output<typeof file>;
export type Servers = z.output<typeof serversSchema>;
