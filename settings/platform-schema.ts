import * as z from 'zod';
import { authSchema } from '../platform/auth/auth-types.ts';
import { backupSchema } from '../platform/schema/backup.ts';
import { certificateAuthoritySchema } from '../platform/schema/certificate-authority.ts';
import { imagesSchema, sizesSchema } from '../platform/schema/choices.ts';
import { hubSchema } from '../platform/schema/hub.ts';
import { limitsSchema } from '../platform/schema/limits.ts';
import { announcementSchema } from '../platform/schema/pages.ts';
import { registrySchema } from '../platform/schema/registry.ts';
import { serversSchema } from '../platform/schema/servers.ts';
import { storageSchema } from '../platform/schema/storage.ts';
import { clusterSchema } from '../providers/providers.ts';

/** platform.yaml: the whole platform. Its JSON schema and its reference page come from here. */
export const platformSchema = () =>
  z
    .strictObject({
      cluster: clusterSchema(),
      hub: hubSchema,
      auth: authSchema,
      images: imagesSchema,
      sizes: sizesSchema,
      servers: serversSchema,
      registry: registrySchema,
      storage: storageSchema,
      certificateAuthority: certificateAuthoritySchema,
      backup: backupSchema,
      announcement: announcementSchema,
      limits: limitsSchema,
    })
    .meta({ title: 'platform.yaml' });
