import { ADOPT, type Identity, readIdentity } from '../cluster/claim.ts';
import { clusterFolder, type RecordedHost, readHosts } from '../cluster/cluster-folder.ts';
import { lookForCluster } from '../cluster/look-for-cluster.ts';
import type { Platform } from '../platform/platform.ts';
import { hostsOf } from '../providers/hosts.ts';
import { few } from '../system/few.ts';
import type { Host } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { UserError } from '../system/user-error.ts';

const UP =
  'Run `npx hubwright up`. A k3s that something else has set up: `npx hubwright adopt --take-over`, or ask it with kubectl, ' +
  'docs/deploy.md.';

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
  { fix = UP }: { readonly fix?: string } = {},
): Promise<KnownCluster> {
  const { name } = platform.cluster;
  const folder = clusterFolder('.', name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) {
    const unasked = unaskedHosts(await refuseUnknown(platform));
    throw new UserError(`no cluster "${name}" is known in this folder`, { fix: [fix, ...unasked].join('\n  ') });
  }
  const hosts = await hostsOf(platform, { directory: '.' });
  return { platform, folder, recorded, identity: readIdentity(folder, name), hosts };
}

/**
 * Makes sure that no cluster of this name runs on the hosts of the settings where this folder knows none: `up` and `down`
 * would be wrong about it.
 *
 * @param except nodes on which it may run
 * @returns hosts that could not be asked
 * @throws UserError if one runs
 */
export async function refuseUnknown(
  platform: Pick<Platform, 'cluster'>,
  { except = [], fix = ADOPT }: { readonly except?: readonly string[]; readonly fix?: string } = {},
): Promise<readonly string[]> {
  const { name } = platform.cluster;
  if (readHosts(clusterFolder('.', name)).length > 0) return [];
  const found = await interruptible((signal) => lookForCluster(platform, { directory: '.', signal }));
  const { silent } = found;
  const running = found.running.filter((it) => !except.includes(it));
  if (running.length === 0) return silent;
  throw new UserError(`the cluster ${name} runs on ${few(running, 5)}, and this folder does not know it`, {
    fix,
  });
}

/** The sentence about hosts that could not be asked; none if all could. */
export function unaskedHosts(silent: readonly string[]): readonly string[] {
  return silent.length === 0
    ? []
    : [`These could not be asked: ${few(silent, 5)}. If they run it, \`npx hubwright adopt\`.`];
}
