import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { GPU_RESOURCE, GPU_RUNTIME_CLASS } from '../platform/gpus.ts';
import { names } from '../platform/names.ts';
import type { Host } from '../system/hosts/host.ts';
import {
  type FoundRelease,
  hubRelease,
  isOfJob,
  JOB,
  jobOf,
  newestRelease,
  partsOfReleases,
  type ReleaseRef,
} from './found-release.ts';
import { type Entrance, k3sParts } from './k3s-parts.ts';
import { kubectlCells } from './kubectl-cells.ts';
import { withLastWords } from './last-words.ts';
import { type FoundObjects, foundObjects, fromWords, type ObjectRef, toWords } from './object-ref.ts';
import { type Beginning, withHoldUp, withHoldUps } from './pod-events.ts';
import { begunOf, type FoundPod, foundPods, isReady, PODS, problemOf, type Surroundings } from './pods.ts';
import { type FoundStorage, parseStorage } from './storage.ts';

const SCRIPT = new URL('cluster-look.sh', import.meta.url);

const condition = z.object({
  ...{ type: z.string(), status: z.string(), message: z.string().optional() },
  lastHeartbeatTime: z.string().nullish(),
});
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
const pairs = z.record(z.string(), z.string()).default({});
const taint = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });
const NODE = z.object({
  metadata: z.object({ name: z.string(), labels: pairs, annotations: pairs }),
  spec: z
    .object({ taints: z.array(taint).default([]), unschedulable: z.boolean().default(false) })
    .default({ taints: [], unschedulable: false }),
  status: z.object({
    conditions: z.array(condition),
    nodeInfo: z.object({
      kubeletVersion: z.string(),
      bootID: z.string().default(''),
      machineID: z.string().default(''),
    }),
    addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
    allocatable: pairs,
  }),
});
const ADDONS = list(
  z.object({
    metadata: z.object({ name: z.string() }),
    spec: z.object({ checksum: z.string().optional() }).optional(),
  }),
);

export interface FoundNode {
  readonly name: string;
  readonly isReady: boolean;
  /** When its kubelet last said whether it is, by the clock of the node. Milliseconds since 1970. */
  readonly heard?: number;
  /** Whether its kubelet reports that a disk is full. @default false */
  readonly hasDiskPressure?: boolean;
  /** The release of k3s that runs there. */
  readonly version: string;
  /** That of its machine when k3s last started there: /proc/sys/kernel/random/boot_id. */
  readonly bootId?: string;
  /** That of its machine: /etc/machine-id. */
  readonly machineId?: string;
  /** Where the other nodes reach it. */
  readonly address?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string | undefined; readonly effect: string }[];
  /** Whether it is cordoned. The taint that shows it comes a moment later. @default false */
  readonly isUnschedulable?: boolean;
  /** How many GPUs it offers to pods. @default 0 */
  readonly gpus?: number;
}

/** The annotation that says what has cordoned a node, a {@link Cordoner}: an operator's own cordon stays. */
export const CORDONED = 'hubwright/cordoned';
export type Cordoner = 'upgrade' | 'reboot';

/** Whether no pod starts there: what `kubectl cordon` has set, Kubernetes shows as a taint too. */
export function isCordoned({ taints }: Pick<FoundNode, 'taints'>): boolean {
  return taints.some((it) => it.key === 'node.kubernetes.io/unschedulable');
}

export interface FoundServer {
  readonly user: string;
  /** Its name. @default - it is the usual one of its user */
  readonly server?: string;
  readonly pod: string;
  /** Undefined while it waits for one. */
  readonly node: string | undefined;
  /** `Running`, `Pending`; `Unknown` on a node that is not ready. */
  readonly phase: string;
}

/** The cluster as its API told it at one moment; what it has of a release is that of the hub. */
export interface ClusterLook extends FoundRelease {
  /** Undefined while the API does not answer; then nothing else is known either. */
  readonly nodes: readonly FoundNode[] | undefined;
  /** The sha256 of the file that was last applied, by the AddOn's name; undefined if it never was. */
  readonly addOns: ReadonlyMap<string, string | undefined>;
  /** Of the objects of the manifests and of the releases; undefined where that could not be asked. */
  readonly objects: Pick<FoundObjects, 'missing' | 'leaving'> | undefined;
  readonly storage: FoundStorage;
  /** Pods of what k3s brings and a hub stands on. */
  readonly parts: readonly FoundPod[];
  /** Those that main.ts adds, by their ids. */
  readonly others: ReadonlyMap<string, FoundRelease>;
  /** The notebook servers. */
  readonly servers: readonly FoundServer[];
  /** What GPUs need in the cluster; undefined where it was not asked for. */
  readonly gpus:
    | {
        readonly hasRuntimeClass: boolean;
        /** Pods of the device plugin and of the control daemon of MPS, each with its node. */
        readonly pods: readonly (Beginning & { readonly node: string; readonly isReady: boolean })[];
      }
    | undefined;
  /** The HTTP status with which the hub answers; 0 if it does not. */
  readonly health: number;
  /**
   * Whether no controller has given the hub's Ingress an address, and none answers without. @default - one does, or was not asked
   * about it
   */
  readonly isUnclaimed?: true;
}

export interface LookQuestions {
  readonly release: string;
  /** The releases that main.ts adds. @default - there are none */
  readonly others?: readonly ReleaseRef[];
  readonly namespace: string;
  /** Address of the hub's health, as the first server reaches it. */
  readonly url: string;
  /** `host:port:address` in curl's form, for a hub that is known by its name alone; `@ingress` if another controller serves it. */
  readonly resolve: string;
  /** By which service requests come in. @default - by none of k3s's or the chart's */
  readonly entrance?: Entrance | undefined;
  /** Which pods in `kube-system` to look at for GPUs. @default - GPUs are not asked for */
  readonly gpuPods?: string;
  /** What the manifests say should be there. @default - of the manifests nothing is asked */
  readonly objects?: readonly ObjectRef[];
}

/** Asks the first server for all of it, in one round trip. */
export async function lookAtCluster(
  host: Host,
  { release, namespace, url, resolve, entrance, gpuPods = '', objects = [], others = [] }: LookQuestions,
  signal?: AbortSignal,
): Promise<ClusterLook> {
  const lines = others.map((it) => `${it.name} ${it.targetNamespace} ${it.records}`);
  const words = [release, namespace, url, resolve, gpuPods, lines.join('\n'), ...objects.map(toWords)];
  const { stdout } = await host.run(['sh', '-s', '--', ...words], {
    sudo: true,
    input: await readFile(SCRIPT, 'utf8'),
    timeout: 240_000,
    ...(signal === undefined ? {} : { signal }),
  });
  const found = parseLook(stdout, objects, others, entrance);
  const said = async (pods: readonly FoundPod[], within: string) =>
    withHoldUps(host, await withLastWords(host, pods, within, signal), within, signal);
  const told = async (found: FoundRelease, of: Pick<ReleaseRef, 'namespace' | 'targetNamespace'>) => {
    const [pods, job] = await Promise.all([
      said(found.pods, of.targetNamespace),
      withHoldUp(host, found.job, of.namespace, signal),
    ]);
    return { ...found, pods, job };
  };
  const [ofHub, parts, ofGpus, ofOthers] = await Promise.all([
    told(found, hubRelease(namespace)),
    said(found.parts, names.controllerNamespace),
    withHoldUps(host, found.gpus?.pods ?? [], names.controllerNamespace, signal),
    Promise.all(others.map(async (it) => [it.id, await told(found.others.get(it.id) as FoundRelease, it)] as const)),
  ]);
  const gpus = found.gpus && { ...found.gpus, pods: ofGpus };
  return { ...found, ...ofHub, parts, gpus, others: new Map(ofOthers) };
}

/**
 * Reads what cluster-look.sh printed.
 *
 * @param wanted the objects that it was asked for
 * @param asked the releases that it was asked for beside that of the hub
 * @param entrance the service by which requests come in
 */
export function parseLook(
  text: string,
  wanted: readonly ObjectRef[] = [],
  asked: readonly ReleaseRef[] = [],
  entrance?: Entrance,
): ClusterLook {
  const printed = new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()] as const),
  );
  if (printed.get('end') !== 'ok') throw new Error('The output of the cluster query was truncated');
  // An API that answered some of it and then no more gave lists that are not whole: none of them counts.
  const sections = printed.has('unanswered') ? new Map<string, string>() : printed;
  const health = printed.get('health');
  const parsed = <T>(name: string, schema: z.ZodType<T>): T | undefined => {
    const json = sections.get(name) ?? '';
    return json === '' ? undefined : schema.parse(JSON.parse(json));
  };
  const lines = (name: string) => (sections.get(name) ?? '').split('\n').filter((line) => line !== '');
  const nodes = parsed('nodes', list(NODE))?.items.map(foundNode);
  const around: Surroundings = {
    nodes: new Map(nodes?.map((it) => [it.name, it.isReady])),
    storage: parseStorage(lines('storage')),
  };
  const ofK3s = parsed('k3s-pods', PODS)?.items ?? [];
  const ids = ['', ...asked.map((_, i) => `-${i + 1}`)];
  const objects = foundObjects(
    lines('present'),
    wanted,
    ids.map((id) => lines(`made${id}`).map(fromWords)),
  );
  const lacking = objects?.missingOfReleases ?? [];
  const parts = partsOfReleases({
    jobs: parsed('jobs', list(JOB))?.items ?? [],
    jobPods: parsed('pods-of-jobs', PODS)?.items ?? [],
    workloads: lines('workloads'),
    pods: parsed('instances', PODS)?.items ?? [],
    nodes: around.nodes,
  });
  return {
    nodes,
    addOns: new Map(parsed('addons', ADDONS)?.items.map(({ metadata, spec }) => [metadata.name, spec?.checksum])),
    objects: objects && { missing: objects.missing, leaving: objects.leaving },
    ...{
      job: jobOf(parsed('job', JOB), ofK3s.filter(isOfJob(names.release))),
      lacking: lacking[0] ?? [],
      unready: [],
    },
    release: newestRelease(lines('release'), sections.get('failure') ?? ''),
    storage: around.storage,
    pods: foundPods(parsed('pods', PODS)?.items ?? [], around),
    parts: k3sParts(ofK3s, around.nodes, entrance),
    others: new Map(
      asked.map((it, i) => {
        const release = newestRelease(lines(`release-${i + 1}`), sections.get(`failure-${i + 1}`) ?? '');
        return [it.id, { ...parts(it), release, lacking: lacking[i + 1] ?? [] }] as const;
      }),
    ),
    servers: lines('servers').map((line) => parseServer(line, around)),
    gpus: sections.has('plugin-pods')
      ? {
          hasRuntimeClass: lines('runtime-classes').some((it) => it.endsWith(`/${GPU_RUNTIME_CLASS}`)),
          pods: (parsed('plugin-pods', PODS)?.items ?? []).map((pod) => {
            const problem = problemOf(pod.status);
            const begun = problem === '' ? begunOf(pod) : {};
            return { node: pod.spec?.nodeName ?? '', isReady: isReady(pod.status.conditions), problem, ...begun };
          }),
        }
      : undefined,
    health: Number(health) || 0,
    ...(health === 'unclaimed' && { isUnclaimed: true as const }),
  };
}

function foundNode({ metadata, spec, status }: z.output<typeof NODE>): FoundNode {
  const heard = status.conditions.find((it) => it.type === 'Ready')?.lastHeartbeatTime;
  const address = status.addresses.find(({ type }) => type === 'InternalIP')?.address;
  return {
    name: metadata.name,
    isReady: isReady(status.conditions),
    ...(heard == null ? {} : { heard: Date.parse(heard) }),
    hasDiskPressure: status.conditions.some((it) => it.type === 'DiskPressure' && it.status === 'True'),
    version: status.nodeInfo.kubeletVersion,
    ...(status.nodeInfo.bootID === '' ? {} : { bootId: status.nodeInfo.bootID }),
    ...(status.nodeInfo.machineID === '' ? {} : { machineId: status.nodeInfo.machineID }),
    ...(address === undefined ? {} : { address }),
    ...(spec.unschedulable ? { isUnschedulable: true } : {}),
    labels: metadata.labels,
    annotations: metadata.annotations,
    taints: spec.taints,
    gpus: Number(status.allocatable[GPU_RESOURCE] ?? 0),
  };
}

/** Reads Nodes as `kubectl get nodes -o json` prints them. */
export const parseNodes = (json: string): FoundNode[] => list(NODE).parse(JSON.parse(json)).items.map(foundNode);

/** Reads a Node as `kubectl get node NAME -o json` prints it. */
export const parseNode = (json: string): FoundNode => foundNode(NODE.parse(JSON.parse(json)));

/** A line of columns. */
function parseServer(line: string, { nodes }: Surroundings): FoundServer {
  const [pod = line, phase = '', node = '', server = '', user = ''] = kubectlCells(line);
  const named = server === '' ? {} : { server };
  if (node === '') return { user, ...named, pod, node: undefined, phase };
  return { user, ...named, pod, node, phase: nodes.get(node) === true ? phase : 'Unknown' };
}
