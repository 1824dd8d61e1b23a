import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { readIdentity } from '../../cluster/claim.ts';
import {
  clusterFolder,
  launchedHere,
  putInPlace,
  type RecordedHost,
  readHosts,
  readSecret,
  readState,
  saveSecret,
  writeState,
} from '../../cluster/cluster-folder.ts';
import { reachableAddress } from '../../cluster/hub-address.ts';
import { kubeconfigFor } from '../../cluster/kubeconfig.ts';
import { addressOf, k3sNodes, paths } from '../../cluster/node-config.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { describeUnfinished, fixOf } from '../../cluster/unfinished.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Run } from '../../system/exec.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import type { AskedHost, Asking } from './ask-hosts.ts';
import { type FoundCluster, findCluster } from './find-cluster.ts';
import { type HostKey, newKeys, readHostKeys } from './host-keys.ts';

export interface AdoptOptions {
  readonly platform: Pick<Platform, 'cluster'>;
  /** Folder of platform.yaml. */
  readonly directory: string;
  /** Makes sure of keys that were not known here. @throws UserError if they are not those of the hosts */
  readonly confirmKeys: (keys: readonly HostKey[]) => Promise<void>;
  readonly reporter: Pick<Reporter, 'note' | 'progress'>;
  /** How programs of this machine are run. @default - for real */
  readonly exec?: Run | undefined;
  readonly signal: AbortSignal;
}

/** A cluster that this folder knows now. */
export interface Adopted {
  readonly id: string;
  readonly hosts: readonly RecordedHost[];
  /** Whether this folder knew less before. */
  readonly isChanged: boolean;
  /** The last change of the cluster that its servers have recorded. */
  readonly last: Entry | undefined;
}

/**
 * Gets from the hosts of a cluster what this folder needs to know of it: all or nothing. Changes nothing on any host.
 *
 * @throws UserError with everything that speaks against it
 */
export async function adopt(options: AdoptOptions): Promise<Adopted> {
  const { platform, reporter } = options;
  return whilePreparing(options, async ({ folder, prepared, isKnown, asking, confirmKeys }) => {
    const found = await findCluster(platform, asking);
    if (isKnown) refuseOther(folder, found.identity);
    await confirmKeys();
    const hosts = await fillFolder(prepared, found, platform, isKnown ? folder : undefined);
    for (const line of absences(found.members)) reporter.note(line);
    const unfinished = found.record?.unfinished;
    if (unfinished !== undefined) {
      reporter.note(`${describeUnfinished(unfinished)}; until then, nothing else changes it. ${fixOf(unfinished)}`);
    }
    return { id: found.identity.id, hosts, last: found.last, isChanged: putInPlace(folder, prepared) };
  });
}

/** Where what hosts know of their cluster is gathered, before it takes the place of what this machine knows. */
export interface Preparing {
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly prepared: string;
  /** Whether this folder knows the cluster already. */
  readonly isKnown: boolean;
  readonly asking: Asking;
  /** Makes sure of the keys that hosts have shown and that were not known here. */
  readonly confirmKeys: () => Promise<void>;
}

/** Asks hosts with keys of their own, beside those that this machine knows; nothing of it stays but what is put in place. */
export async function whilePreparing<T>(
  { platform, directory, exec, confirmKeys, signal }: Omit<AdoptOptions, 'reporter'>,
  work: (preparing: Preparing) => Promise<T>,
): Promise<T> {
  const { name } = platform.cluster;
  const folder = clusterFolder(directory, name);
  const isKnown = readHosts(folder).length > 0;
  const prepared = `${folder}.adopted`;
  const knownHosts = resolve(prepared, 'known_hosts');
  const opened: Host[] = [];
  try {
    rmSync(prepared, { recursive: true, force: true });
    mkdirSync(prepared, { recursive: true, mode: 0o700 });
    // Keys that were taken unseen, by an `up` that found a cluster it did not know, are looked at as well.
    const before = (isKnown ? readSecret(folder, 'known_hosts') : undefined) ?? '';
    saveSecret(prepared, 'known_hosts', before);
    const asking = { access: { cluster: name, directory, knownHosts, exec }, opened, signal };
    const confirm = async () => {
      const keys = newKeys(readHostKeys(before), readHostKeys(readSecret(prepared, 'known_hosts') ?? ''));
      if (keys.length > 0) await confirmKeys(keys);
    };
    return await work({ folder, prepared, isKnown, asking, confirmKeys: confirm });
  } finally {
    await Promise.all(opened.map((it) => it.close()));
    rmSync(prepared, { recursive: true, force: true });
  }
}

/** @throws UserError if the folder is of another cluster of the same name */
function refuseOther(folder: string, found: FoundCluster['identity']): void {
  const { id, cluster, origins } = readIdentity(folder, found.cluster);
  const isSame = id === undefined ? [...origins].some((it) => found.origins.has(it)) : id === found.id;
  if (isSame) return;
  const which = `another cluster called ${cluster}${id === undefined ? '' : ` (${id.slice(0, 8)})`}`;
  throw new UserError(`${folder} is of ${which}; these hosts are of ${found.id.slice(0, 8)}`, {
    fix: `Move that folder away, \`mv ${folder} ${folder}.other\`, and run the same command again. Nothing was adopted.`,
  });
}

/** Writes everything into a folder of its own. @param before the cluster's folder, if it knows the cluster already */
export async function fillFolder(
  prepared: string,
  { identity, record, servers, members, tokens }: Omit<FoundCluster, 'last'>,
  platform: Pick<Platform, 'cluster'>,
  before: string | undefined,
): Promise<readonly RecordedHost[]> {
  const state = before === undefined ? undefined : readSecret(before, 'state.json');
  if (state !== undefined) saveSecret(prepared, 'state.json', state);
  const known = readState(prepared);
  const { manifests, refused, hosts: earlier } = record ?? known;
  const found = members.map(hostNow);
  // Without a record, what this folder alone knows stays.
  const there = [...found, ...earlier.filter((it) => !found.some(({ name }) => name === it.name))];
  const hosts = [...there, ...launchedHere(known.hosts, there)];
  writeState(prepared, { id: identity.id, hosts, manifests, refused });
  saveSecret(prepared, 'token', tokens.token);
  saveSecret(prepared, 'join-token', tokens.joinToken);
  const kubeconfig = await fetchKubeconfig(platform, servers);
  if (kubeconfig !== undefined) saveSecret(prepared, 'kubeconfig', kubeconfig);
  return hosts;
}

function hostNow({ record, facts }: AskedHost): RecordedHost {
  const machineId = record.machineId ?? facts?.machineId;
  return { ...record, ...(machineId === undefined ? {} : { machineId }) };
}

/** Undefined before k3s has written one. */
async function fetchKubeconfig(platform: Pick<Platform, 'cluster'>, [first]: readonly AskedHost[]) {
  const node = k3sNodes(platform).find(({ name }) => name === first?.record.name);
  if (first?.facts === undefined || node === undefined) return undefined;
  const text = await first.host.read(paths.kubeconfig);
  const address = reachableAddress(node.address, addressOf(node, first.facts));
  return text === undefined ? undefined : kubeconfigFor(text, platform.cluster.name, address);
}

/** What is missing of the cluster's hosts, a sentence each. */
function absences(members: readonly AskedHost[]): string[] {
  return members.flatMap(({ record, host, facts }) => {
    const where = `${record.name} (${host.describe()})`;
    if (facts === undefined) return `${where} does not answer; the servers have it recorded as a host of this cluster`;
    return facts.units.size > 0 ? [] : `${where} has no k3s any more; \`npx hubwright up\` installs it again`;
  });
}
