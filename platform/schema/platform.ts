import type * as z from 'zod';
import type { Auth } from '../auth/auth-types.ts';
import type { Cluster } from '../cluster.ts';
import type { Backup } from './backup.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import type { imagesSchema, sizesSchema } from './choices.ts';
import type { Hub } from './hub.ts';
import type { Limits } from './limits.ts';
import type { Announcement } from './pages.ts';
import type { registrySchema } from './registry.ts';
import type { Servers } from './servers.ts';
import type { storageSchema } from './storage.ts';
import type { User } from './users.ts';

/** The settings of platform.yaml, defaults filled in. */
export interface Settings {
  cluster: Cluster;
  hub: Hub;
  auth: Auth;
  images: z.output<typeof imagesSchema>;
  sizes: z.output<typeof sizesSchema>;
  servers: Servers;
  registry: z.output<typeof registrySchema>;
  storage: z.output<typeof storageSchema>;
  certificateAuthority?: CertificateAuthority | undefined;
  backup?: Backup | undefined;
  announcement?: Announcement | undefined;
  limits?: Limits | undefined;
}

/** The users of users.yaml by name; empty where another authenticator keeps them. */
export type Users = Readonly<Record<string, User>>;
