import { z } from 'zod';
import { authSchema } from '../auth/auth-types.ts';
import { imagesSchema, sizesSchema } from './choices.ts';
import { clusterSchema } from './cluster.ts';
import { hubSchema } from './hub.ts';
import { registrySchema } from './registry.ts';
import { storageSchema } from './storage.ts';
import type { User } from './users.ts';

/** platform.yaml: the whole platform. Its types, its JSON schema and its reference page all come from here. */
export const platformSchema = z
  .strictObject({
    cluster: clusterSchema,
    hub: hubSchema,
    auth: authSchema,
    images: imagesSchema,
    sizes: sizesSchema,
    registry: registrySchema,
    storage: storageSchema,
  })
  .meta({ title: 'platform.yaml' });

/** The settings of platform.yaml, defaults filled in. */
export type Settings = z.output<typeof platformSchema>;

/** The users of users.yaml by name; empty where another authenticator keeps them. */
export type Users = Readonly<Record<string, User>>;
