import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { GPU_RESOURCE, GPU_RUNTIME_CLASS } from '../platform/gpus.ts';
import type { Host } from '../system/hosts/host.ts';
import { withLastWords } from './last-words.ts';
import { type FoundObjects, foundObjects, fromWords, type ObjectRef, toWords } from './object-ref.ts';
import { type FoundPod, foundPods, isReady, PODS, problemOf, type Surroundings } from './pods.ts';
import { type FoundStorage, parseStorage } from './storage.ts';

const SCRIPT = new URL('cluster-look.sh', import.meta.url);

const condition = z.object({ type: z.string(), status: z.string(), message: z.string().optional() });
const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
const pairs = z.record(z.string(), z.string()).default({});
const taint = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });
const NODES = list(
  z.object({
    metadata: z.object({ name: z.string(), labels: pairs, annotations: pairs }),
    spec: z.object({ taints: z.array(taint).default([]) }).default({ taints: [] }),
    status: z.object({
      conditions: z.array(condition),
      nodeInfo: z.object({ kubeletVersion: z.string() }),
      allocatable: pairs,
    }),
  }),
);
const ADDONS = list(
  z.object({
    metadata: z.object({ name: z.string() }),
    spec: z.object({ checksum: z.string().optional() }).optional(),
  }),
);
const JOB = z.object({ status: z.object({ succeeded: z.int().optional() }).optional() });
/** What the job's script says when it leaves the release as it is, and ends well. */
const SKIPPED = /does not match expected revision/;

export interface FoundNode {
  readonly name: string;
  readonly isReady: boolean;
  /** The release of k3s that runs there. */
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string | undefined; readonly effect: string }[];
  /** How many GPUs it offers to pods. @default 0 */
  readonly gpus?: number;
}

export interface FoundServer {
  readonly user: string;
  readonly pod: string;
  /** Undefined while it waits for one. */
  readonly node: string | undefined;
  /** `Running`, `Pending`; `Unknown` on a node that is not ready. */
  readonly phase: string;
}

/** The cluster as its API told it at one moment. */
export interface ClusterLook {
  /** Undefined while the API does not answer; then nothing else is known either. */
  readonly nodes: readonly FoundNode[] | undefined;
  /** The sha256 of the file that was last applied, by the AddOn's name; undefined if it never was. */
  readonly addOns: ReadonlyMap<string, string | undefined>;
  /** The job that installs the chart. */
  readonly job: {
    readonly isComplete: boolean;
    /** How often it has failed. */
    readonly failures: number;
    /** What it last said before it failed. */
    readonly message: string;
    /** Why its pod does not run, as in `pods`. */
    readonly problem: string;
    /** Whether it has ended well without doing anything, since Helm's newest revision was not the one of when it was made. */
    readonly hasSkipped: boolean;
  };
  /** The newest revision of the release that Helm has a record of; undefined before the first. */
  readonly release:
    | {
        readonly revision: number;
        /** Helm's word: `deployed`, `failed`, `pending-upgrade`. */
        readonly status: string;
        /** Why it has failed, in Helm's words; empty if it has not. */
        readonly failure: string;
      }
    | undefined;
  /** Of the objects of the manifests and of the release; undefined where that could not be asked. */
  readonly objects: FoundObjects | undefined;
  readonly storage: FoundStorage;
  /** The pods of the release: hub, proxy. */
  readonly pods: readonly FoundPod[];
  /** The notebook servers. */
  readonly servers: readonly FoundServer[];
  /** What GPUs need in the cluster; undefined where it was not asked for. */
  readonly gpus:
    | {
        readonly hasRuntimeClass: boolean;
        /** Pods of the device plugin and of the control daemon of MPS, each with its node. */
        readonly pods: readonly { readonly node: string; readonly isReady: boolean; readonly problem: string }[];
      }
    | undefined;
  /** The HTTP status with which the hub answers; 0 if it does not. */
  readonly health: number;
}

export interface LookQuestions {
  readonly release: string;
  readonly namespace: string;
  /** Address of the hub's health, as the first server reaches it. */
  readonly url: string;
  /** `host:port:address` in curl's form, for a hub that is known by its name alone; else empty. */
  readonly resolve: string;
  /** Which pods in `kube-system` to look at for GPUs. @default - GPUs are not asked for */
  readonly gpuPods?: string;
  /** What the manifests say should be there. @default - of the manifests nothing is asked */
  readonly objects?: readonly ObjectRef[];
}

/** Asks the first server for all of it, in one round trip. */
export async function lookAtCluster(
  host: Host,
  { release, namespace, url, resolve, gpuPods = '', objects = [] }: LookQuestions,
  signal?: AbortSignal,
): Promise<ClusterLook> {
  const words = [release, namespace, url, resolve, gpuPods, ...objects.map(toWords)];
  const { stdout } = await host.run(['sh', '-s', '--', ...words], {
    sudo: true,
    input: await readFile(SCRIPT, 'utf8'),
    timeout: 240_000,
    ...(signal === undefined ? {} : { signal }),
  });
  const found = parseLook(stdout, objects);
  return { ...found, pods: await withLastWords(host, found.pods, namespace, signal) };
}

/** Reads what cluster-look.sh printed. @param wanted the objects that it was asked for */
export function parseLook(text: string, wanted: readonly ObjectRef[] = []): ClusterLook {
  const sections = new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()] as const),
  );
  if (sections.get('end') !== 'ok') throw new Error('The output of the cluster query was truncated');
  const told = <T>(name: string, schema: z.ZodType<T>): T | undefined => {
    const json = sections.get(name) ?? '';
    return json === '' ? undefined : schema.parse(JSON.parse(json));
  };
  const names = (name: string) => (sections.get(name) ?? '').split('\n').filter((line) => line !== '');
  // A pod that is being deleted is of an earlier job.
  const jobPods = (told('job-pods', PODS)?.items ?? [])
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ status }) => status);
  const runs = jobPods.flatMap((it) => it.containerStatuses);
  const nodes = told('nodes', NODES)?.items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    isReady: isReady(status.conditions),
    version: status.nodeInfo.kubeletVersion,
    labels: metadata.labels,
    annotations: metadata.annotations,
    taints: spec.taints,
    gpus: Number(status.allocatable[GPU_RESOURCE] ?? 0),
  }));
  const around: Surroundings = {
    nodes: new Map(nodes?.map((it) => [it.name, it.isReady])),
    storage: parseStorage(names('storage')),
  };
  return {
    nodes,
    addOns: new Map(told('addons', ADDONS)?.items.map(({ metadata, spec }) => [metadata.name, spec?.checksum])),
    job: {
      isComplete: (told('job', JOB)?.status?.succeeded ?? 0) > 0,
      failures: Math.max(0, ...runs.map((it) => it.restartCount)),
      message: runs.map((it) => it.lastState?.terminated?.message ?? '').find((it) => it !== '') ?? '',
      problem: jobPods.map(problemOf).find((it) => it !== '') ?? '',
      hasSkipped: runs.some((it) => SKIPPED.test(it.state?.terminated?.message ?? '')),
    },
    release: newestRelease(names('release'), sections.get('failure') ?? ''),
    objects: foundObjects(names('present'), wanted, names('made').map(fromWords)),
    storage: around.storage,
    pods: foundPods(told('pods', PODS)?.items ?? [], around),
    servers: names('servers').map((line) => parseServer(line, around)),
    gpus: sections.has('plugin-pods')
      ? {
          hasRuntimeClass: names('runtime-classes').some((it) => it.endsWith(`/${GPU_RUNTIME_CLASS}`)),
          pods: (told('plugin-pods', PODS)?.items ?? []).map(({ spec, status }) => ({
            node: spec?.nodeName ?? '',
            isReady: isReady(status.conditions),
            problem: problemOf(status),
          })),
        }
      : undefined,
    health: Number(sections.get('health') || 0),
  };
}

/** Lines of a revision and its status each, in any order; the failure is a member of a JSON object. */
function newestRelease(lines: readonly string[], failure: string): ClusterLook['release'] {
  const [newest] = lines
    .map((line) => line.split(/\s+/))
    .map(([revision, status = '']) => ({ revision: Number(revision), status }))
    .sort((a, b) => b.revision - a.revision);
  if (newest === undefined) return undefined;
  return {
    ...newest,
    failure: failure === '' ? '' : z.object({ description: z.string() }).parse(JSON.parse(`{${failure}}`)).description,
  };
}

/** A line of columns; the user's name is the rest of it. */
function parseServer(line: string, { nodes }: Surroundings): FoundServer {
  const [, pod = line, phase = '', node = '', user = ''] = /^(\S+)\s+(\S+)\s+(\S+)\s+(.*\S)/.exec(line) ?? [];
  if (node === '<none>') return { user, pod, node: undefined, phase };
  return { user, pod, node, phase: nodes.get(node) === true ? phase : 'Unknown' };
}
