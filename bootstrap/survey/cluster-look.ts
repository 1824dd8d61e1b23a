import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { GPU_RESOURCE, GPU_RUNTIME_CLASS } from '../../lib/gpus.ts';
import type { Host } from '../hosts/host.ts';

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
const terminated = z.object({ message: z.string().optional() }).optional();
const waiting = z.object({ reason: z.string().optional(), message: z.string().optional() }).optional();
const container = z.object({
  restartCount: z.int(),
  state: z.object({ waiting, terminated }).optional(),
  lastState: z.object({ terminated }).optional(),
});
const POD_STATUS = z.object({
  conditions: z.array(condition).default([]),
  initContainerStatuses: z.array(container).default([]),
  containerStatuses: z.array(container).default([]),
});
const PODS = list(
  z.object({
    metadata: z.object({
      name: z.string(),
      labels: z.record(z.string(), z.string()).optional(),
      deletionTimestamp: z.string().optional(),
    }),
    spec: z.object({ nodeName: z.string().optional() }).optional(),
    status: POD_STATUS,
  }),
);

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
  /** `Running`, `Pending`. */
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
  /** The pods of the release: hub, proxy. */
  readonly pods: readonly {
    readonly component: string;
    readonly isReady: boolean;
    /** Why it does not run, in the words of Kubernetes; empty while nothing is wrong. */
    readonly problem: string;
  }[];
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
}

/** Asks the first server for all of it, in one round trip. */
export async function lookAtCluster(
  host: Host,
  { release, namespace, url, resolve, gpuPods = '' }: LookQuestions,
  signal?: AbortSignal,
): Promise<ClusterLook> {
  const { stdout } = await host.run(['sh', '-s', '--', release, namespace, url, resolve, gpuPods], {
    sudo: true,
    input: await readFile(SCRIPT, 'utf8'),
    timeout: 180_000,
    ...(signal === undefined ? {} : { signal }),
  });
  return parseLook(stdout);
}

/** Reads what cluster-look.sh printed. */
export function parseLook(text: string): ClusterLook {
  const sections = new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()] as const),
  );
  if (sections.get('end') !== 'ok') throw new Error('The look at the cluster was cut short');
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
  return {
    nodes: told('nodes', NODES)?.items.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      isReady: isReady(status.conditions),
      version: status.nodeInfo.kubeletVersion,
      labels: metadata.labels,
      annotations: metadata.annotations,
      taints: spec.taints,
      gpus: Number(status.allocatable[GPU_RESOURCE] ?? 0),
    })),
    addOns: new Map(told('addons', ADDONS)?.items.map(({ metadata, spec }) => [metadata.name, spec?.checksum])),
    job: {
      isComplete: (told('job', JOB)?.status?.succeeded ?? 0) > 0,
      failures: Math.max(0, ...runs.map((it) => it.restartCount)),
      message: runs.map((it) => it.lastState?.terminated?.message ?? '').find((it) => it !== '') ?? '',
      problem: jobPods.map(problemOf).find((it) => it !== '') ?? '',
      hasSkipped: runs.some((it) => SKIPPED.test(it.state?.terminated?.message ?? '')),
    },
    release: newestRelease(names('release'), sections.get('failure') ?? ''),
    pods:
      told('pods', PODS)?.items.map(({ metadata, status }) => ({
        component: metadata.labels?.component ?? metadata.name,
        isReady: isReady(status.conditions),
        problem: problemOf(status),
      })) ?? [],
    servers: names('servers').map(parseServer),
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
function parseServer(line: string): FoundServer {
  const [, pod = line, phase = '', node = '', user = ''] = /^(\S+)\s+(\S+)\s+(\S+)\s+(.*\S)/.exec(line) ?? [];
  return { user, pod, node: node === '<none>' ? undefined : node, phase };
}

/** What a pod waits for while all is well. */
const BEGINNING = ['ContainerCreating', 'PodInitializing'];

function problemOf({ conditions, initContainerStatuses, containerStatuses }: z.infer<typeof POD_STATUS>): string {
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled !== undefined) return unscheduled.message ?? 'no node was found for it';
  const held = [...initContainerStatuses, ...containerStatuses]
    .map(({ state }) => state?.waiting)
    .find((it) => it?.reason !== undefined && !BEGINNING.includes(it.reason));
  return [held?.reason, held?.message].filter((it) => it !== undefined).join(': ');
}

function isReady(conditions: readonly { type: string; status: string }[]): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
