import { join } from 'node:path';
import { readManifests } from '../../bootstrap/dist.ts';
import { withGone } from '../../bootstrap/read-plan-input.ts';
import { survey } from '../../bootstrap/survey.ts';
import { doubtAbout, knownAuthorities, readIdentity } from '../../cluster/claim.ts';
import { clusterFolder, readHosts, readManifestNames, readSecret } from '../../cluster/cluster-folder.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { ManifestTexts } from '../../lib/manifest-objects.ts';
import { otherPods } from '../../lib/workloads.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Run } from '../../system/exec.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { airgapCheck } from './airgap.ts';
import { noBackup } from './backup.ts';
import { capacityChecks } from './capacity.ts';
import { type Check, noClusterYet } from './check.ts';
import { hostChecks } from './hosts.ts';
import { vulnerabilityCheck } from './jupyterhub.ts';
import { kernelCheck } from './kernel.ts';
import { listCheck } from './known-holes.ts';
import { lookIntoCluster, unaskable, withoutCluster } from './look-into-cluster.ts';
import { distCheck } from './manifests.ts';
import { ABOUT_CERTIFICATES, certificatesCheck } from './node-certificates.ts';
import { passwordCheck, tryPasswords } from './passwords.ts';
import { gitCheck, permissionCheck, privateFiles } from './private-files.ts';
import { rebootCheck } from './reboot.ts';
import { failedUpgradeCheck } from './releases.ts';
import { toolChecks } from './tools.ts';
import { unfinishedCheck } from './unfinished.ts';
import { findVms } from './vms.ts';

export interface DoctorOptions {
  readonly platform: Platform;
  /** Folder of platform.yaml. */
  readonly directory: string;
  readonly hosts: readonly Host[];
  /** What synth makes of the settings now. */
  readonly fresh: ManifestTexts;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Of how many users the password is tried. */
  readonly mostPasswords: number;
  /** How programs of this machine are run. */
  readonly run: Run;
  readonly reporter: Pick<Reporter, 'progress'>;
  readonly signal: AbortSignal;
}

/** Checks everything at once, before there is a cluster and after, and changes nothing anywhere. */
export async function examine(options: DoctorOptions): Promise<readonly Check[]> {
  const [here, passwords, there] = await Promise.all([
    checkHere(options),
    checkPasswords(options),
    checkHosts(options),
  ]);
  return [...here, ...passwords, ...there];
}

async function checkHere({ platform, directory, fresh, now, run }: DoctorOptions): Promise<Check[]> {
  const files = privateFiles(platform, directory);
  return [
    ...(await toolChecks(platform, directory, run)),
    permissionCheck(files),
    await gitCheck(files, directory, run),
    distCheck(fresh, distOf(directory)),
    failedUpgradeCheck(fresh),
    listCheck(now),
    ...(platform.hub.jupyterhub === undefined ? [] : [vulnerabilityCheck(platform.hub, platform.hub.jupyterhub)]),
  ];
}

function distOf(directory: string): ManifestTexts | undefined {
  try {
    return readManifests(join(directory, 'dist'));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function checkPasswords({ platform, mostPasswords, reporter, signal }: DoctorOptions): Promise<Check[]> {
  if (platform.auth.type !== 'users') return [];
  return [passwordCheck(await tryPasswords(platform.users, { most: mostPasswords, reporter, signal }))];
}

async function checkHosts(options: DoctorOptions): Promise<Check[]> {
  const { platform, directory, fresh, run, reporter, signal } = options;
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  const folder = clusterFolder(directory, platform.cluster.name);
  const [recorded, identity] = [readHosts(folder), readIdentity(folder, platform.cluster.name)];
  const vms = await findVms({ platform, recorded, run, signal });
  const { off, assumed } = vms;
  const manifests = withGone(fresh, readManifestNames(folder));
  const asked = hosts.size - off.size;
  if (asked > 0) reporter.progress(`checking ${asked} ${asked === 1 ? 'host' : 'hosts'}`);
  const found = await survey({
    ...{ platform, directory, hosts, recorded, identity, authorities: knownAuthorities(folder), assumed, signal },
    ...{ manifests: [...manifests.keys()], archives: [] },
  });
  const facts = new Map([...found.facts].filter(([name]) => !off.has(name)));
  // What a host of somebody else says is nothing of this cluster.
  const doubts = new Map([...found.claims].map(([name, claim]) => [name, doubtAbout(claim)] as const));
  const doubt = doubts.get(k3sNodes(platform)[0]?.name ?? '');
  const own = new Map([...facts].filter(([name]) => doubts.get(name) === undefined));
  const problems = [...vms.problems, ...found.problems, ...vms.otherSizes(facts)];
  const servers = k3sNodes(platform).flatMap(({ name, role }) =>
    role === 'server' && own.has(name) ? (hosts.get(name) ?? []) : [],
  );
  if (recorded.length > 0) reporter.progress('checking the cluster');
  return [
    ...(await airgapCheck(platform, directory, architectures(found.facts))),
    ...capacityChecks(platform, facts, otherPods(fresh)),
    ...hostChecks(k3sNodes(platform), facts, problems, off),
    ...(own.size === 0
      ? []
      : [await kernelCheck(hosts, own, signal), await rebootCheck(hosts, [...own.keys()], signal)]),
    ...noBackup(platform),
    ...(recorded.length === 0 ? [] : await unfinishedCheck(servers)),
    recorded.length === 0
      ? noClusterYet(ABOUT_CERTIFICATES)
      : certificatesCheck({ nodes: k3sNodes(platform), facts: own, kubeconfig: kubeconfigIn(folder), now: Date.now() }),
    ...(recorded.length === 0
      ? withoutCluster({ platform, fresh })
      : doubt !== undefined && servers.length === 0
        ? unaskable({ platform, fresh }, `the first server: ${doubt}`)
        : await lookIntoCluster({ platform, hosts, facts: own, recorded, id: identity.id, fresh, manifests, signal })),
  ];
}

function kubeconfigIn(folder: string): { text: string; path: string } | undefined {
  const text = readSecret(folder, 'kubeconfig');
  return text === undefined ? undefined : { text, path: `${folder}/kubeconfig` };
}

/** Where no host tells its architecture, the usual one is taken. */
function architectures(facts: ReadonlyMap<string, HostFacts>): string[] {
  const known = new Set([...facts.values()].map((it) => it.architecture));
  return known.size > 0 ? [...known].sort() : ['amd64'];
}
