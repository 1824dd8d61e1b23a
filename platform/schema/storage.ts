import { z } from 'zod';
import { address } from './hosts.ts';
import { objectName } from './kubernetes-names.ts';
import { absolutePath, dnsLabel, size } from './scalars.ts';

/** `storage`: homes and shared folders. */
export const storageSchema = z
  .strictObject({
    home: z
      .strictObject({
        size: size().prefault('10Gi').describe('Size of the claim of each user.'),
        class: objectName()
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
            claim: objectName().optional().describe('A claim in the namespace of the hub.'),
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

/** A folder that servers share. */
export type SharedFolder = z.output<typeof storageSchema>['shared'][number];
