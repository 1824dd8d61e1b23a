import { shippedImages } from '../bootstrap/k3s/images.ts';
import { isApplied, lackingOf } from '../bootstrap/k3s/lacking.ts';
import { type ClusterLook, type FoundNode, isCordoned as hasCordon } from '../cluster/cluster-look.ts';
import { type DiskHeadroom, disksOf, headroom, type NodeDisk, worstOf } from '../cluster/disk-headroom.ts';
import { hubAddress, reachableAddress } from '../cluster/hub-address.ts';
import { addressOf, k3sNodes } from '../cluster/node-config.ts';
import { nameOf } from '../cluster/object-ref.ts';
import { type OfferedGpus, offeredGpusOf } from '../cluster/offered-gpus.ts';
import { isTroubled } from '../cluster/pods.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { type UnpulledImage, unpulledImages } from '../cluster/unpulled.ts';
import { type UnboundVolume, unboundVolumes, VITAL, whyDown } from '../cluster/why-down.ts';
import type { Platform } from '../platform/platform.ts';
import { type NodeBackup, problemsOfBackup } from './backup/node-backup.ts';
import { type CertificateStatus, certificateStatus } from './certificate-status.ts';
import { type ReleaseStatus, releaseOf, releasesOf } from './release-status.ts';

/** How a cluster is. Everything in it is what hosts said at this moment; what could not be asked is null. */
export interface Status {
  readonly isHealthy: boolean;
  readonly cluster: string;
  readonly url: string | undefined;
  readonly nodes: readonly {
    readonly name: string;
    readonly role: string;
    /** `ready`, or what is wrong. */
    readonly state: string;
    /** Whether no server starts there, by `node drain` or `kubectl cordon`; undefined if that could not be asked. */
    readonly isCordoned?: boolean | undefined;
    readonly version: string | undefined;
    /** References of images that it should have and has not; null if that could not be asked. */
    readonly missingImages: readonly string[] | null;
    /** Of the disk that k3s keeps its data on; undefined if the host does not answer. */
    readonly disk: DiskHeadroom | undefined;
    /** All its file systems that matter; undefined if the host does not answer. */
    readonly disks: readonly NodeDisk[] | undefined;
    /** Whether the kubelet reports DiskPressure: it starts no pods there, deletes images and evicts pods. */
    readonly hasDiskPressure: boolean;
  }[];
  /** Nodes of the cluster that are not in platform.yaml; null if that could not be asked. */
  readonly others: readonly { readonly name: string; readonly state: string; readonly version: string }[] | null;
  /** By the manifest's file name. */
  readonly manifests: readonly {
    readonly name: string;
    readonly isApplied: boolean | null;
    /** What of it was deleted since, `Secret jupyterhub/hubwright-users-0`; null if that could not be asked. */
    readonly missing: readonly string[] | null;
  }[];
  /** That of the hub. */
  readonly release: { readonly isDeployed: boolean; readonly failures: number; readonly message: string } | null;
  /** All of them, that of the hub first; null if that could not be asked. */
  readonly releases: readonly ReleaseStatus[] | null;
  readonly hub: {
    readonly isAnswering: boolean;
    readonly http: number;
    /** What keeps it from answering: `agent-1 is`; undefined if nothing is known. */
    readonly because?: string | undefined;
  } | null;
  readonly pods: ClusterLook['pods'] | null;
  /** Images that nodes try to pull, and cannot; null if that could not be asked. */
  readonly unpulled: readonly UnpulledImage[] | null;
  /** What k3s brings and a hub stands on: CoreDNS, Traefik and the like; null if that could not be asked. */
  readonly parts: ClusterLook['parts'] | null;
  /** What nodes with GPUs offer to servers; null if that could not be asked. */
  readonly gpus: readonly OfferedGpus[] | null;
  /** Notebook servers, by user. */
  readonly servers: ClusterLook['servers'] | null;
  /** Volumes whose claim is gone, and claims that are being deleted. */
  readonly volumes: readonly UnboundVolume[] | null;
  /** How the last backup of each node went; null where there are none. */
  readonly backups: readonly BackupStatus[] | null;
  /** Those of the nodes that answer, and that of the kubeconfig on this machine. */
  readonly certificates: readonly CertificateStatus[];
}

/** How the last backup of a node went. */
export interface BackupStatus {
  readonly node: string;
  /** `none` before the first one; null if the node did not answer. */
  readonly last: NodeBackup | null;
  /** What is wrong, each as a sentence goes on; a warning of `doctor` is none. */
  readonly problems: readonly string[];
}

export interface Answers {
  readonly platform: Platform;
  /** By node: what its host said, or why it did not. */
  readonly facts: ReadonlyMap<string, HostFacts | string | undefined>;
  readonly look: ClusterLook | undefined;
  readonly manifests: ReadonlyMap<string, string>;
  /** By node. @default - there are none */
  readonly backups?: ReadonlyMap<string, NodeBackup> | undefined;
  /** The kubeconfig on this machine. @default - there is none */
  readonly kubeconfig?: string | undefined;
  /** When it is, in milliseconds since 1970. @default - no backup is too old, and no certificate has ended */
  readonly now?: number;
}

/** Puts the answers together. Pure. */
export function statusOf({ platform, facts, look, manifests, backups, kubeconfig, now = 0 }: Answers): Status {
  const wanted = platform.cluster.k3sVersion;
  const images = shippedImages(platform);
  const notPulled = look?.nodes === undefined ? null : unpulledImages(look.pods, platform);
  const nodes = k3sNodes(platform).map(({ name, role, unit }) => {
    const answer = facts.get(name);
    const host = typeof answer === 'object' ? answer : undefined;
    const node = look?.nodes?.find((it) => it.name === name);
    const state =
      host === undefined
        ? `host: ${typeof answer === 'string' ? answer : 'unknown'}`
        : node === undefined
          ? look?.nodes === undefined
            ? 'unknown: the Kubernetes API does not answer'
            : 'not in the cluster'
          : !node.isReady
            ? 'not ready'
            : node.version !== wanted
              ? `not ${wanted}`
              : 'ready';
    // While k3s does not run, nothing tells which images there are.
    const isStopped = (host?.units.get(unit)?.state ?? 'active') !== 'active';
    const unpulled = (notPulled ?? []).filter(({ nodes }) => nodes.includes(name)).map(({ image }) => image);
    const missingImages =
      host === undefined || isStopped ? null : [...images.filter((it) => !host.images.has(it)), ...unpulled];
    const isCordoned = node && hasCordon(node);
    const disks = host && { disk: headroom(host.disk), disks: disksOf(host) };
    return {
      ...{
        name,
        role,
        state,
        isCordoned,
        version: node?.version,
        missingImages,
        disk: disks?.disk,
        disks: disks?.disks,
      },
      hasDiskPressure: node?.hasDiskPressure ?? false,
    };
  });
  // While the API does not answer, a look says nothing of what is in the cluster.
  const found = look?.nodes === undefined ? undefined : look;
  const applied = [...manifests].map(([name, text]) => ({
    name,
    isApplied: found === undefined ? null : isApplied(found, name, text),
    missing: found === undefined || found.objects === undefined ? null : lackingOf(found, text).map(nameOf),
  }));
  const pods = found === undefined ? null : podsOf(found);
  const releases = found === undefined ? null : releasesOf(found, platform, manifests);
  const release = found === undefined ? null : releaseOf(found);
  const kept = backups === undefined ? null : [...backups].map(([node, last]) => backupOf(node, last, platform, now));
  const gpus = found === undefined ? null : offeredGpusOf(platform, found);
  const certificates = certificateStatus(platform, facts, kubeconfig);
  const isHealthy =
    nodes.every((it) => it.state === 'ready' && it.missingImages?.length === 0 && it.disk?.level !== 'full') &&
    nodes.every((it) => !it.hasDiskPressure && (it.disks ?? []).every((disk) => worstOf(disk) !== 'full')) &&
    (notPulled?.length ?? 0) === 0 &&
    applied.every((it) => it.isApplied && (it.missing?.length ?? 0) === 0) &&
    releases?.every((it) => it.isDeployed && it.isReady) === true &&
    look?.health === 200 &&
    (kept?.every((it) => it.problems.length === 0) ?? true) &&
    certificates.every((it) => Date.parse(it.ends) > now) &&
    look.parts.every((it) => !isTroubled(it)) &&
    (gpus ?? []).every((it) => it.offered >= it.expected) &&
    VITAL.every((name) => pods?.some((it) => it.component === name && it.isReady && !it.isLeaving));
  return {
    isHealthy,
    cluster: platform.cluster.name,
    url: urlOf(platform, facts),
    nodes,
    others: look?.nodes === undefined ? null : othersOf(look.nodes, nodes),
    manifests: applied,
    release,
    releases,
    hub: look === undefined ? null : { isAnswering: look.health === 200, http: look.health, ...whyDown(look) },
    pods,
    unpulled: notPulled,
    parts: found?.parts ?? null,
    gpus,
    servers: found?.servers ?? null,
    volumes: found === undefined ? null : unboundVolumes(found),
    backups: kept,
    certificates,
  };
}

function backupOf(node: string, last: NodeBackup, { backup }: Platform, now: number): BackupStatus {
  const found = backup === undefined ? [] : problemsOfBackup(node, last, backup, now);
  const problems = found.filter((it) => it.severity === 'error').map((it) => it.message);
  return { node, last: last ?? null, problems };
}

function othersOf(found: readonly FoundNode[], listed: Status['nodes']): NonNullable<Status['others']> {
  return found
    .filter(({ name }) => !listed.some((it) => it.name === name))
    .map(({ name, isReady, version }) => ({ name, state: isReady ? 'ready' : 'not ready', version }));
}

/** The pods of the release; a part of the hub of which there is none at all is one that is not ready. */
export function podsOf({ pods }: ClusterLook): ClusterLook['pods'] {
  const missing = VITAL.filter((name) => !pods.some((it) => it.component === name));
  return [...pods, ...missing.map((component) => ({ component, isReady: false, problem: 'there is no pod of it' }))];
}

function urlOf(platform: Platform, facts: Answers['facts']): string | undefined {
  // Requests come in on every node: the first that answers is one by which the hub can be reached.
  for (const node of k3sNodes(platform)) {
    const answer = facts.get(node.name);
    if (typeof answer === 'object')
      return hubAddress(platform.hub, reachableAddress(node.address, addressOf(node, answer))).url;
  }
  return undefined;
}
