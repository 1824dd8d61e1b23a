import { shippedImages } from '../../bootstrap/k3s/images.ts';
import { questions } from '../../bootstrap/k3s/nodes-ready.ts';
import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import { type ClusterLook, lookAtCluster } from '../../cluster/cluster-look.ts';
import { addressOf, certificateNames, type K3sNode, k3sNodes } from '../../cluster/node-config.ts';
import { type HostFacts, probe } from '../../cluster/probe.ts';
import { notRunning, runningServer } from '../../cluster/running-server.ts';
import type { UnpulledImage } from '../../cluster/unpulled.ts';
import { VITAL } from '../../cluster/why-down.ts';
import type { ManifestTexts } from '../../lib/manifest-objects.ts';
import { gpuNodes } from '../../platform/gpus.ts';
import { namedImages } from '../../platform/named-images.ts';
import { ownBackup } from '../../platform/own-backup.ts';
import type { Platform } from '../../platform/platform.ts';
import { isPullable } from '../../platform/pullable.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { statusOf } from '../status.ts';
import { ABOUT_BACKUP, backupChecks, readBackups } from './backup.ts';
import { certificateCheck } from './certificate.ts';
import { type Check, checked, noClusterYet, skipped } from './check.ts';
import { ABOUT_NODES, clusterChecks } from './cluster.ts';
import { ABOUT_DRIFT, askDrift, driftCheck } from './drift.ts';
import { ABOUT_GPUS, gpuCheck } from './gpus.ts';
import { aboutHomes, homesChecks } from './homes.ts';
import { type ImageOnNodes, imageChecks } from './images.ts';
import { ABOUT_JUPYTERHUB, askVulnerabilities } from './jupyterhub.ts';
import { ABOUT_K3S_SETTINGS, k3sSettingsCheck } from './k3s-settings.ts';
import { appliedCheck } from './manifests.ts';
import { ABOUT_NAMED, namedObjects, namedObjectsCheck } from './named-objects.ts';
import { leftServersCheck } from './named-servers.ts';
import { ABOUT_OTHERS, otherNodesCheck } from './other-nodes.ts';
import { podCheck } from './pod-network.ts';
import { aboutReleases, releaseChecks } from './releases.ts';
import { aboutServed, servedCheck } from './served-certificate.ts';
import { unknownServersCheck } from './unknown-servers.ts';

export interface ClusterToAsk {
  readonly platform: Platform;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly facts: ReadonlyMap<string, HostFacts>;
  readonly recorded: readonly RecordedHost[];
  /** What tells the cluster from all others; undefined if it has none. */
  readonly id: string | undefined;
  /** What synth makes of the settings now. */
  readonly fresh: ManifestTexts;
  /** The same with those that were emptied since they left the settings. */
  readonly manifests: ManifestTexts;
  readonly signal: AbortSignal;
}

const ABOUT = [
  ABOUT_NODES,
  ABOUT_OTHERS,
  { id: 'disk', area: 'cluster', title: 'disks of the nodes' },
  { id: 'release', area: 'cluster', title: 'release of the hub' },
  { id: 'hub', area: 'cluster', title: 'hub and proxy' },
  { id: 'k3s-parts', area: 'cluster', title: 'components of k3s' },
  { id: 'volumes', area: 'cluster', title: 'volumes and their claims' },
  { id: 'certificate', area: 'cluster', title: 'certificate of the Kubernetes API' },
  ABOUT_K3S_SETTINGS,
  ABOUT_DRIFT,
  { id: 'network/hub', area: 'network', title: "from the hub's pod" },
  { id: 'network/server', area: 'network', title: 'from a notebook server' },
  { id: 'images', area: 'images', title: 'images on the nodes' },
  { id: 'manifests/applied', area: 'manifests', title: 'the cluster against the settings' },
] as const;

type Settings = Pick<ClusterToAsk, 'platform' | 'fresh'>;

/** What only a cluster can tell of these settings. */
function about({ platform, fresh }: Settings) {
  return [
    ...ABOUT,
    ...aboutReleases(fresh),
    ...aboutServed(platform),
    ...(ownBackup(platform) === undefined ? [] : [ABOUT_BACKUP]),
    ...(gpuNodes(platform).length > 0 ? [ABOUT_GPUS] : []),
    ...(namedObjects(platform).length > 0 ? [ABOUT_NAMED] : []),
    ...aboutHomes(platform),
    ...(platform.hub.jupyterhub === undefined ? [ABOUT_JUPYTERHUB] : []),
  ];
}

/** The checks that need a cluster, where there is none. */
export function withoutCluster(settings: Settings): Check[] {
  return about(settings).map(noClusterYet);
}

/** The same where there is one and it cannot be reached. */
export function unaskable(settings: Settings, why: string): Check[] {
  return about(settings).map((it) => skipped(it, why));
}

const SILENT = 'the Kubernetes API does not answer';

/** What is known where the Kubernetes API cannot be asked: of each server why. */
function withoutApi(
  asked: ClusterToAsk,
  servers: readonly { readonly name: string; readonly why: string }[],
  why: string,
): Check[] {
  const minority = withoutMajority(asked);
  const problems = servers.map((it): ProblemAt => {
    return {
      severity: 'error',
      where: it.name,
      message: it.why,
      cost: 'no server starts, and what ends is not started again; servers that run may go on',
      fix: minority ?? '`npx hubwright up` starts it. Why it stopped: `sudo journalctl -u k3s` on the host.',
    };
  });
  return unaskable(asked, why).map((it) => (it.id === ABOUT_NODES.id ? checked(ABOUT_NODES, problems) : it));
}

/** What to do where etcd cannot answer, as too few servers are there; undefined where that is not why. */
function withoutMajority({ platform: { cluster }, facts }: ClusterToAsk): string | undefined {
  const servers = cluster.nodes.flatMap((it) => (it.role === 'server' ? it.name : []));
  const silent = servers.filter((it) => !facts.has(it));
  const needed = Math.floor(servers.length / 2) + 1;
  if (servers.length - silent.length >= needed) return undefined;
  return `Switch on ${silent.join(', ')}: etcd needs ${needed} of ${servers.length} servers. If they are lost for good: docs/lost-node.md#most-servers-are-lost.`;
}

/** Asks the cluster for all that only it knows. Needs the facts of a server. */
export async function lookIntoCluster(asked: ClusterToAsk): Promise<Check[]> {
  const { platform, hosts, facts, signal } = asked;
  const nodes = k3sNodes(platform);
  const node = runningServer(nodes, facts);
  const found = node && facts.get(node.name);
  const host = node && hosts.get(node.name);
  if (node === undefined || host === undefined || found === undefined) {
    const servers = nodes.flatMap(({ name, role }) => {
      const stopped = facts.get(name);
      return role === 'server' && stopped ? [{ name, why: notRunning(stopped) }] : [];
    });
    if (servers.length === 0) return unaskable(asked, 'no server of the cluster answers');
    return withoutApi(asked, servers, 'k3s does not run');
  }
  const servers = nodes.flatMap((it) => (it.role === 'server' ? (hosts.get(it.name) ?? []) : []));
  const answering = new Map([...hosts].filter(([name]) => facts.has(name)));
  const [look, drift, ofServers, served, images, backups] = await Promise.all([
    lookAt(host, node, asked),
    // Our manifests lie on the first server alone, whichever is asked for the rest.
    askDrift({ platform, facts, manifests: asked.manifests, server: servers[0], signal }, servers, asked.id),
    askServers(nodes, asked),
    askServed(host, { platform, address: addressOf(node, found), signal }),
    askImages(nodes, asked),
    ownBackup(platform) === undefined ? new Map() : readBackups([...answering.values()]),
  ]);
  if (typeof look === 'string') {
    const why = [{ name: node.name, why: look }];
    const unasked = look === SILENT ? withoutApi(asked, why, look) : unaskable(asked, look);
    return [
      ...unasked.filter(
        ({ id }) => !['certificate', ABOUT_K3S_SETTINGS.id, ABOUT_DRIFT.id, 'images', ABOUT_BACKUP.id].includes(id),
      ),
      ...ofServers,
      driftCheck(drift, undefined),
      ...checksOfImages(images, []),
      ...backupChecks(platform, backups),
    ];
  }
  const { nodes: states, releases, unpulled } = statusOf({ platform, facts, look, manifests: asked.fresh });
  const [unknown, homes, pods, vulnerabilities] = await Promise.all([
    unknownServersCheck(host, look, platform, signal),
    homesChecks(host, { platform, hosts: answering, backups, signal }),
    askPods(host, look, platform, signal),
    Promise.all(platform.hub.jupyterhub === undefined ? [askVulnerabilities(host, platform, signal)] : []),
  ]);
  return [
    ...clusterChecks(states, look),
    ...releaseChecks(releases ?? []),
    otherNodesCheck(look, nodes, asked.recorded),
    ...gpuCheck(platform, look),
    ...namedObjectsCheck(platform, look),
    ...leftServersCheck(platform, look),
    ...unknown,
    ...homes,
    ...ofServers,
    ...served,
    driftCheck(drift, look),
    ...pods,
    ...vulnerabilities,
    ...checksOfImages(images, unpulled ?? []),
    ...backupChecks(platform, backups),
    appliedCheck(asked.fresh, look),
  ];
}

async function lookAt(host: Host, node: K3sNode, { platform, facts, fresh, signal }: ClusterToAsk) {
  const known = facts.get(node.name);
  if (known === undefined) return 'the server does not answer';
  try {
    const asked = questions({ node, facts: known }, { platform, manifests: fresh });
    const objects = [...(asked.objects ?? []), ...namedObjects(platform).map(({ ref }) => ref)];
    const look = await lookAtCluster(host, { ...asked, objects }, signal);
    return look.nodes === undefined ? SILENT : look;
  } catch (error) {
    throwUnlessHostFailed(error);
    return error.message;
  }
}

/** What each server that answers says of itself. */
function askServers(nodes: readonly K3sNode[], { platform, hosts, facts, signal }: ClusterToAsk): Promise<Check[]> {
  const servers = nodes.flatMap((node) => {
    const [host, known] = [hosts.get(node.name), facts.get(node.name)];
    return node.role === 'server' && host && known ? [{ node, host, facts: known }] : [];
  });
  const names = certificateNames(servers, platform);
  return Promise.all([
    ...servers.map(({ host }) => certificateCheck(host, names, signal)),
    ...servers.map(({ host }) => k3sSettingsCheck(host, signal)),
  ]);
}

async function askServed(
  host: Host,
  { platform, address, signal }: { platform: Platform; address: string; signal: AbortSignal },
): Promise<Check[]> {
  return aboutServed(platform).length === 0 ? [] : [await servedCheck(host, { hub: platform.hub, address }, signal)];
}

async function askPods(host: Host, look: ClusterLook, platform: Platform, signal: AbortSignal): Promise<Check[]> {
  const { namespace } = platform.hub;
  const isAirgapped = platform.cluster.airgap !== undefined;
  const server = look.servers.find((it) => it.phase === 'Running');
  const idle = { id: 'network/server', area: 'network', title: 'from a notebook server' } as const;
  // What does not run cannot be reached, whatever the network is like.
  const down = VITAL.filter((name) => !look.pods.some((it) => it.component === name && it.isReady));
  return Promise.all([
    down.includes('hub')
      ? skipped({ id: 'network/hub', area: 'network', title: "from the hub's pod" }, 'the hub does not run')
      : podCheck(host, { kind: 'hub', pod: 'deploy/hub', namespace, isAirgapped, down }, signal),
    server === undefined
      ? skipped(idle, 'none runs; start one and run this again')
      : podCheck(host, { kind: 'server', pod: server.pod, namespace, isAirgapped, down }, signal),
  ]);
}

/** The preflight has asked for the images from tars; which of the others are pulled is asked here. */
async function askImages(nodes: readonly K3sNode[], asked: ClusterToAsk): Promise<ImageOnNodes[] | string> {
  try {
    return await imagesOn(nodes, asked);
  } catch (error) {
    throwUnlessHostFailed(error);
    return error.message;
  }
}

function checksOfImages(found: ImageOnNodes[] | string, unpulled: readonly UnpulledImage[]): Check[] {
  if (typeof found !== 'string') return imageChecks(found, unpulled);
  return [skipped({ id: 'images', area: 'images', title: 'images on the nodes' }, found)];
}

async function imagesOn(nodes: readonly K3sNode[], { platform, hosts, facts, signal }: ClusterToAsk) {
  const shipped = new Set(shippedImages(platform));
  const placeOf = (reference: string): ImageOnNodes['comesFrom'] =>
    shipped.has(reference) ? 'ship' : isPullable(platform, reference) ? 'registry' : 'airgap';
  const all = namedImages(platform).flatMap(({ title, isHub, reference }) => {
    if (reference === undefined) return [];
    const comesFrom = placeOf(reference);
    // The hub runs on one node: the others need its image only where none can pull it.
    return isHub && comesFrom === 'registry' ? [] : { title, isHub, reference, comesFrom };
  });
  const pulled = all.filter(({ comesFrom }) => comesFrom !== 'ship').map((it) => it.reference);
  const running = nodes.filter((it) => facts.get(it.name)?.units.get(it.unit)?.state === 'active');
  const present = new Map(
    await Promise.all(
      running.map(async ({ name }) => {
        const [host, own] = [hosts.get(name), facts.get(name)?.images ?? []];
        if (host === undefined || pulled.length === 0) return [name, new Set(own)] as const;
        return [name, new Set([...own, ...(await probe(host, { images: pulled }, signal)).images])] as const;
      }),
    ),
  );
  return all.map(({ title: name, ...image }): ImageOnNodes => {
    const missing = [...present].filter(([, images]) => !images.has(image.reference)).map(([node]) => node);
    return { name, ...image, missing };
  });
}
