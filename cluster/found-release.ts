import * as z from 'zod';
import type { Release } from '../lib/releases.ts';
import { names } from '../platform/names.ts';
import type { ObjectRef } from './object-ref.ts';
import { begunOf, type FoundPod, type Pod, podsElsewhere, problemOf, type Surroundings } from './pods.ts';

/** Which release, and where k3s and Helm keep what belongs to it. */
export type ReleaseRef = Pick<Release, 'id' | 'name' | 'namespace' | 'targetNamespace' | 'records'>;

/** The release of the hub. */
export function hubRelease(targetNamespace: string): ReleaseRef {
  const { release: name, controllerNamespace: namespace } = names;
  return { id: name, name, namespace, targetNamespace, records: 'secrets' };
}

/** A release as the cluster has it. */
export interface FoundRelease {
  /** The job that installs the chart. */
  readonly job: {
    readonly isComplete: boolean;
    /** How often it has failed. */
    readonly failures: number;
    /** What it last said before it failed. */
    readonly message: string;
    /** Why its pod does not run, as in `pods`. */
    readonly problem: string;
    /** The name of its pod, as in `pods`. */
    readonly begun?: string;
    /** Whether it has ended well without doing anything, since Helm's newest revision was not the one of when it was made. */
    readonly hasSkipped: boolean;
    /** When it ended well, in milliseconds since 1970 by the cluster's clock. @default - it has not, or does not tell */
    readonly completed?: number;
  };
  /** The newest revision of it that Helm has a record of; undefined before the first. */
  readonly release:
    | {
        readonly revision: number;
        /** Helm's word: `deployed`, `failed`, `pending-upgrade`. */
        readonly status: string;
        /** Why it has failed, in Helm's words; empty if it has not. */
        readonly failure: string;
        /** When Helm began it, by the same clock. @default - it does not tell */
        readonly made?: number;
      }
    | undefined;
  /** Objects of it that are not there; none while that cannot be asked. */
  readonly lacking: readonly ObjectRef[];
  /** Workloads of it whose pods are not all ready: `Deployment monitoring/grafana: 0 of 1 pods`; of the hub its pods tell. */
  readonly unready: readonly string[];
  /** Pods of it: hub and proxy of the hub; of others those that their charts label as pods of this release. */
  readonly pods: readonly FoundPod[];
}

/** A release of which nothing is there yet. */
export const NOTHING: FoundRelease = {
  job: { isComplete: false, failures: 0, message: '', problem: '', hasSkipped: false },
  release: undefined,
  lacking: [],
  unready: [],
  pods: [],
};

export const JOB = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  status: z.object({ succeeded: z.int().optional(), completionTime: z.string().optional() }).optional(),
});
type Job = z.infer<typeof JOB>;
/** What the job's script says when it leaves the release as it is, and ends well. */
const SKIPPED = /does not match expected revision/;

/** The job by which k3s's controller installs and upgrades a release; it is in the namespace of the HelmChart. */
export const jobName = (release: string): string => `helm-install-${release}`;

/** Whether a pod is of the job of a release. */
export const isOfJob =
  (release: string) =>
  ({ metadata }: Pod): boolean =>
    metadata.labels?.['job-name'] === jobName(release);

/** How the job of a release is. */
export function jobOf(job: Job | undefined, pods: readonly Pod[]): FoundRelease['job'] {
  // A pod that is being deleted is of an earlier job.
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const runs = staying.flatMap(({ status }) => status.containerStatuses);
  const problem = staying.map(({ status }) => problemOf(status)).find((it) => it !== '') ?? '';
  return {
    isComplete: (job?.status?.succeeded ?? 0) > 0,
    failures: Math.max(0, ...runs.map((it) => it.restartCount)),
    message: runs.map((it) => it.lastState?.terminated?.message ?? '').find((it) => it !== '') ?? '',
    problem,
    ...(problem === '' ? staying.map(begunOf).find((it) => it.begun !== undefined) : {}),
    hasSkipped: runs.some((it) => SKIPPED.test(it.state?.terminated?.message ?? '')),
    ...(job?.status?.completionTime === undefined ? {} : { completed: Date.parse(job.status.completionTime) }),
  };
}

/** Milliseconds by which the clocks of servers, each of which notes one of the two times, may differ. */
const CLOCK_MARGIN = 60_000;

/** Whether Helm has made the newest revision when the job had long ended: by hand, with values of somebody else. */
export function isByHand({ release, job }: Pick<FoundRelease, 'release' | 'job'>): boolean {
  if (!job.isComplete || release?.status !== 'deployed') return false;
  return job.completed !== undefined && release.made !== undefined && release.made > job.completed + CLOCK_MARGIN;
}

/** Lines of a revision, its status and its time each, in any order; the failure is a member of a JSON object. */
export function newestRelease(lines: readonly string[], failure: string): FoundRelease['release'] {
  const [newest] = lines
    .map((line) => line.split(/\s+/))
    .map(([revision, status = '', made]) => ({
      ...{ revision: Number(revision), status },
      ...(made === undefined || made === '' ? {} : { made: Date.parse(made) }),
    }))
    .sort((a, b) => b.revision - a.revision);
  if (newest === undefined) return undefined;
  return {
    ...newest,
    failure: failure === '' ? '' : z.object({ description: z.string() }).parse(JSON.parse(`{${failure}}`)).description,
  };
}

/** What was found of all releases together. */
interface Parts {
  readonly jobs: readonly Job[];
  readonly jobPods: readonly Pod[];
  /** The columns of cluster-look.sh. */
  readonly workloads: readonly string[];
  readonly pods: readonly Pod[];
  readonly nodes: Surroundings['nodes'];
}

/** Finds what belongs to a release. */
export function partsOfReleases({ jobs, jobPods, workloads, pods, nodes }: Parts) {
  return ({ name, namespace, targetNamespace }: ReleaseRef): Pick<FoundRelease, 'job' | 'unready' | 'pods'> => {
    const job = jobName(name);
    const isIn = (within: string) => (it: Pod) => it.metadata.namespace === within;
    const ofJob = jobPods.filter(isIn(namespace)).filter(isOfJob(name));
    const own = pods
      .filter(isIn(targetNamespace))
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] === name);
    return {
      job: jobOf(
        jobs.find(({ metadata }) => metadata.name === job && metadata.namespace === namespace),
        ofJob,
      ),
      unready: workloads.flatMap((line) => unready(line, name, targetNamespace)),
      pods: podsElsewhere(own, nodes),
    };
  };
}

/** Whether a workload is of that release and not all of its pods are ready, which of a Deployment may be older ones. */
function unready(line: string, release: string, target: string): string[] {
  const [kind, namespace, name, want, ready, updated, daemons, up, made, seen, within, owner] = line.split(/\s+/);
  if (owner !== release || within !== target) return [];
  const number = (text: string | undefined) => Number(text === '<none>' ? 0 : text);
  const isDaemonSet = kind === 'DaemonSet';
  const wanted = number(isDaemonSet ? daemons : want);
  const isStale = number(seen) < number(made);
  const running = isStale
    ? 0
    : Math.min(number(isDaemonSet ? up : ready), kind === 'Deployment' ? number(updated) : wanted);
  return running >= wanted && !isStale ? [] : [`${kind} ${namespace}/${name}: ${running} of ${wanted} pods`];
}
