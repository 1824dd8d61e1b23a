import { type Identity, readIdentity } from '../cluster/claim.ts';
import { clusterFolder, type RecordedHost, readHosts } from '../cluster/cluster-folder.ts';
import type { Platform } from '../platform/platform.ts';
import { hostsOf } from '../providers/hosts.ts';
import type { Host } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';

/** A cluster that `up` has recorded in this folder. */
export interface KnownCluster {
  readonly platform: Platform;
  /** Where it is recorded. */
  readonly folder: string;
  readonly recorded: readonly RecordedHost[];
  readonly identity: Identity;
  readonly hosts: readonly Host[];
}

/**
 * The cluster of the settings, as it is known in this folder.
 *
 * @throws UserError if none is, with what else to do
 */
export async function knownCluster(
  platform: Platform,
  { fix = 'Run `npx hubwright up`.' }: { readonly fix?: string } = {},
): Promise<KnownCluster> {
  const { name } = platform.cluster;
  const folder = clusterFolder('.', name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) throw new UserError(`no cluster "${name}" is known in this folder`, { fix });
  const hosts = await hostsOf(platform, { directory: '.' });
  return { platform, folder, recorded, identity: readIdentity(folder, name), hosts };
}
