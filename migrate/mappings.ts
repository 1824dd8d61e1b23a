import type { KeyMapping } from './key-mapping.ts';
import { certificates } from './keys/certificates.ts';
import { culling } from './keys/culling.ts';
import { exposure } from './keys/exposure.ts';
import { hub } from './keys/hub.ts';
import { imagesAndSizes } from './keys/images-and-sizes.ts';
import { scheduling } from './keys/scheduling.ts';
import { serverContainers } from './keys/server-containers.ts';
import { serverFiles } from './keys/server-files.ts';
import { servers } from './keys/servers.ts';
import { servicesAndRoles } from './keys/services-and-roles.ts';
import { signIn } from './keys/sign-in.ts';
import { storage } from './keys/storage.ts';

/** What becomes of the chart's keys, in the order in which they are taken. What none takes stays under `hub.values`. */
export const mappings: readonly KeyMapping[] = [
  certificates,
  ...exposure,
  ...hub,
  ...culling,
  ...servicesAndRoles,
  ...signIn,
  ...scheduling,
  ...imagesAndSizes,
  ...storage,
  ...servers,
  serverFiles,
  ...serverContainers,
];
