import * as z from 'zod';
import { HOME } from '../names.ts';
import { address } from './hosts.ts';
import { objectName } from './kubernetes-names.ts';
import { absolutePath, dnsLabel, homePath, size } from './scalars.ts';

/** An export of an NFS server, where something of the settings is. */
const nfsExport = () =>
  z.strictObject({
    server: address().describe('The NFS server.'),
    path: z
      .string()
      .startsWith('/', { error: () => 'expected an absolute path' })
      .describe('Path of the export.'),
  });

/** `storage`: homes and shared folders. */
export const storageSchema = z
  .strictObject({
    home: z
      .strictObject({
        path: homePath()
          .default(HOME)
          .describe(
            'Where servers have it, and start: the home folder of the user that their images run as. `{username}` stands for the name of the user.',
          ),
        size: size()
          .prefault('10Gi')
          .describe(
            'Size of the claim of each user. Only `limit` enforces it on folders of nodes. Only for homes on claims of their own.',
          ),
        class: objectName()
          .optional()
          .describe(
            'A StorageClass of your own. If none of this, `nfs`, `claim` and `ephemeral` is set, a folder on the disk of the node, kept when the claim is deleted.',
          ),
        limit: z
          .enum(['warn', 'enforce', 'hard'])
          .optional()
          .describe(
            'What happens to homes on nodes that are larger than `size`. `warn` shows users the size of their home, with a warning from 80 %. With `enforce`, a server for a larger one stops after 30 minutes, unless there is room by then. `hard` keeps homes from growing beyond it, with quotas of XFS or ext4 on every node: docs/home-sizes.md. If unset, nothing.',
          ),
        nfs: nfsExport()
          .optional()
          .describe('An export of an NFS server, with a folder for each user: docs/network-homes.md.'),
        claim: objectName()
          .optional()
          .describe(
            'A claim in the namespace of the hub that all nodes can mount, with a folder for each user: docs/network-homes.md.',
          ),
        ephemeral: z
          .boolean()
          .default(false)
          .describe('No homes: what users save ends with their server, unless it is in a shared folder.'),
      })
      .superRefine(({ class: own, nfs, claim, ephemeral }, context) => {
        const given = Object.entries({ class: own, nfs, claim, ephemeral: ephemeral || undefined }).flatMap(
          ([name, value]) => (value === undefined ? [] : [`"${name}"`]),
        );
        if (given.length < 2) return;
        context.addIssue({ code: 'custom', message: `homes are in one place: keep one of ${given.join(', ')}` });
      })
      .prefault({})
      .describe('The home folder of each user.'),
    shared: z
      .array(
        z
          .strictObject({
            name: dnsLabel(40).describe('Name of the folder.'),
            nfs: nfsExport().optional().describe('An export of an NFS server.'),
            claim: objectName().optional().describe('A claim in the namespace of the hub.'),
            mountPath: absolutePath().optional().describe('Where servers mount it. If unset, `/srv/shared/<name>`.'),
            readOnly: z.boolean().default(false).describe('Whether it is read-only.'),
            groups: z.array(z.string().min(1)).default([]).describe('Groups whose servers get it. If empty, everyone.'),
            dvcCache: z
              .boolean()
              .default(false)
              .describe(
                'Whether DVC keeps its cache in the folder `dvc-cache` of it, so that all servers have the same data once: docs/dvc.md.',
              ),
          })
          .refine((it) => (it.nfs === undefined) !== (it.claim === undefined), {
            error: () => 'expected either "nfs" or "claim", not both',
          })
          .meta({ id: 'SharedFolder' }),
      )
      .default([])
      .describe('Folders shared between servers.'),
  })
  .prefault({})
  .describe('Homes and shared folders.');

export type Storage = z.output<typeof storageSchema>;
/** A folder shared between servers. */
export type SharedFolder = Storage['shared'][number];
export type NfsExport = z.output<ReturnType<typeof nfsExport>>;
