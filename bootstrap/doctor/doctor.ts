import { join } from 'node:path';
import { nodesOf } from '../../lib/nodes.ts';
import type { Platform } from '../../lib/platform.ts';
import { UserError } from '../../settings/user-error.ts';
import { clusterFolder, readHosts } from '../cluster-folder.ts';
import { readManifests } from '../dist.ts';
import type { Run } from '../exec.ts';
import type { Host } from '../host.ts';
import { k3sNodes } from '../node-config.ts';
import type { HostFacts } from '../probe.ts';
import { survey } from '../survey.ts';
import { airgapCheck } from './airgap.ts';
import { capacityChecks } from './capacity.ts';
import type { Check } from './check.ts';
import { hostChecks } from './hosts.ts';
import { lookIntoCluster, unaskable, withoutCluster } from './look-into-cluster.ts';
import { distCheck, type Manifests } from './manifests.ts';
import { passwordCheck, tryPasswords } from './passwords.ts';
import { gitCheck, permissionCheck, privateFiles } from './private-files.ts';
import { toolChecks } from './tools.ts';
import { vmChecks } from './vms.ts';

export interface DoctorOptions {
  readonly platform: Platform;
  /** Folder of platform.yaml. */
  readonly directory: string;
  readonly hosts: readonly Host[];
  /** What synth makes of the settings now. */
  readonly fresh: Manifests;
  /** Of how many users the password is tried. */
  readonly mostPasswords: number;
  /** How programs of this machine are run. */
  readonly run: Run;
  /** Says what is going on. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Checks everything at once, before there is a cluster and after, and changes nothing anywhere. */
export async function examine(options: DoctorOptions): Promise<readonly Check[]> {
  const [here, passwords, there] = await Promise.all([
    checkHere(options),
    checkPasswords(options),
    options.platform.cluster.provider === 'multipass' ? checkVms(options) : checkHosts(options),
  ]);
  return [...here, ...passwords, ...there];
}

async function checkHere({ platform, directory, fresh, run }: DoctorOptions): Promise<Check[]> {
  const files = privateFiles(platform, directory);
  return [
    ...(await toolChecks(platform, directory, run)),
    permissionCheck(files),
    await gitCheck(files, directory, run),
    distCheck(fresh, distOf(directory)),
  ];
}

function distOf(directory: string): Manifests | undefined {
  try {
    return readManifests(join(directory, 'dist'));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function checkPasswords({ platform, mostPasswords, say, signal }: DoctorOptions): Promise<Check[]> {
  if (platform.auth.type !== 'users') return [];
  return [passwordCheck(await tryPasswords(platform.users, { most: mostPasswords, say, signal }))];
}

async function checkHosts(options: DoctorOptions): Promise<Check[]> {
  const { platform, directory, fresh, say, signal } = options;
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  const recorded = readHosts(clusterFolder(directory, platform.cluster.name));
  say(`checking ${hosts.size} ${hosts.size === 1 ? 'host' : 'hosts'}`);
  const found = await survey({ platform, directory, hosts, recorded, manifests: [], archives: [], signal });
  const { facts, findings } = found;
  if (recorded.length > 0) say('checking the cluster');
  return [
    ...(await airgapCheck(platform, directory, architectures(facts))),
    ...capacityChecks(platform, facts),
    ...hostChecks(k3sNodes(platform), facts, findings),
    ...(recorded.length === 0 ? withoutCluster() : await lookIntoCluster({ platform, hosts, facts, fresh, signal })),
  ];
}

/** Where no host tells its architecture, the usual one is taken. */
function architectures(facts: ReadonlyMap<string, HostFacts>): string[] {
  const known = new Set([...facts.values()].map((it) => it.architecture));
  return known.size > 0 ? [...known].sort() : ['amd64'];
}

async function checkVms({ platform, directory, run }: DoctorOptions): Promise<Check[]> {
  const vms = await vmChecks(
    nodesOf(platform.cluster).map((it) => it.name),
    run,
  );
  const isThere = readHosts(clusterFolder(directory, platform.cluster.name)).length > 0;
  return [
    ...(await airgapCheck(platform, directory, architectures(new Map()))),
    ...capacityChecks(platform, new Map()),
    ...vms,
    ...(isThere ? unaskable('VMs are not looked into') : withoutCluster()),
  ];
}
