import * as z from 'zod';
import { causeOfPull } from './pull-causes.ts';
import type { FoundStorage } from './storage.ts';

const condition = z.object({ type: z.string(), status: z.string(), message: z.string().optional() });
const terminated = z.object({ exitCode: z.int().optional(), message: z.string().optional() }).optional();
const waiting = z.object({ reason: z.string().optional(), message: z.string().optional() }).optional();
const container = z.object({
  name: z.string().default(''),
  image: z.string().default(''),
  restartCount: z.int(),
  state: z.object({ waiting, terminated }).optional(),
  lastState: z.object({ terminated }).optional(),
});
const POD_STATUS = z.object({
  phase: z.string().optional(),
  conditions: z.array(condition).default([]),
  initContainerStatuses: z.array(container).default([]),
  containerStatuses: z.array(container).default([]),
});
const volume = z.object({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() });
/** Pods as kubectl prints them. */
export const PODS = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string().default(''),
        labels: z.record(z.string(), z.string()).optional(),
        deletionTimestamp: z.string().optional(),
      }),
      spec: z.object({ nodeName: z.string().optional(), volumes: z.array(volume).default([]) }).optional(),
      status: POD_STATUS,
    }),
  ),
});
export type Pod = z.infer<typeof PODS>['items'][number];

/** A container that has ended with a failure and is started again. */
export interface Crash {
  readonly pod: string;
  readonly container: string;
  readonly restarts: number;
  /** The end of what it printed, without secrets. */
  readonly lastLines: readonly string[];
}

/** A pod of the release. */
export interface FoundPod {
  readonly component: string;
  readonly isReady: boolean;
  /** Why it does not run, in the words of Kubernetes; empty while nothing is wrong. */
  readonly problem: string;
  /** Whether no time will change that. */
  readonly isFinal?: boolean;
  readonly crash?: Crash;
  /** The image that it waits for and its node cannot pull. */
  readonly unpulled?: { readonly image: string; readonly node: string; readonly pod: string };
  /** The node that is gone or not ready, and that it is on or has its volume on. */
  readonly lostWith?: string;
  /** Whether it is being deleted, and works until it ends: what was deployed since has no pod yet. */
  readonly isLeaving?: true;
  /** Its name, if its containers are still to be made: only its events tell whether something is wrong. */
  readonly begun?: string;
}

/** Whether it does not run, and not only because it has just begun. */
export function isTroubled({ isReady, problem, crash }: FoundPod): boolean {
  return !isReady && (problem !== '' || crash !== undefined);
}

/** What the state of a pod is read from. */
export interface Surroundings {
  /** By name, whether it is ready. */
  readonly nodes: ReadonlyMap<string, boolean>;
  readonly storage: FoundStorage;
}

/** What a pod waits for while all is well. */
const BEGINNING = ['ContainerCreating', 'PodInitializing'];
/** What no further try changes. */
const FINAL = ['InvalidImageName', 'ErrImageNeverPull', 'CreateContainerConfigError'];
/** What it waits for while its node cannot pull an image. Source: Kubernetes, pkg/kubelet/images/types.go. */
const UNPULLED = [
  ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'],
  ...['RegistryUnavailable', 'SignatureValidationFailed', 'ImageInspectError'],
];
/** How often a container is started before it counts as one that does not start. */
const STARTS = 3;

/** The pods of a release; of those that are being deleted only such as have no successor yet. */
export function foundPods(pods: readonly Pod[], around: Surroundings): FoundPod[] {
  const componentOf = ({ metadata }: Pod) => metadata.labels?.component ?? metadata.name;
  const staying = pods.filter((it) => it.metadata.deletionTimestamp === undefined);
  const shown = pods.filter(
    (it) => staying.includes(it) || !staying.some((other) => componentOf(other) === componentOf(it)),
  );
  return shown.map((pod) => {
    const crash = crashOf(pod);
    const unpulled = unpulledOf(pod);
    const { problem, isFinal, lostWith } = troubleOf(pod, around);
    return {
      component: componentOf(pod),
      isReady: isReady(pod.status.conditions) && deadNode(pod, around) === undefined,
      problem,
      ...(isFinal || (crash?.restarts ?? 0) >= STARTS ? { isFinal: true } : {}),
      ...(crash === undefined || lostWith !== undefined ? {} : { crash }),
      ...(unpulled === undefined || lostWith !== undefined ? {} : { unpulled }),
      ...(lostWith === undefined ? {} : { lostWith }),
      ...(staying.includes(pod) ? {} : { isLeaving: true as const }),
      ...(problem === '' ? begunOf(pod) : {}),
    };
  });
}

/** Pods of another namespace than the hub's, of which no claims are known; those of a job that has ended well are none. */
export function podsElsewhere(pods: readonly Pod[], nodes: Surroundings['nodes']): FoundPod[] {
  const running = pods
    .filter(({ status }) => status.phase !== 'Succeeded')
    .map((it) => ({ ...it, ...(it.spec && { spec: { ...it.spec, volumes: [] } }) }));
  return foundPods(running, { nodes, storage: { volumes: [], claims: [], classes: [] } });
}

interface Trouble {
  readonly problem: string;
  readonly isFinal: boolean;
  readonly lostWith?: string;
}

function troubleOf(pod: Pod, around: Surroundings): Trouble {
  const dead = deadNode(pod, around);
  if (dead !== undefined)
    return { problem: `its node ${dead} ${stateOf(dead, around)}`, isFinal: false, lostWith: dead };
  const unscheduled = pod.status.conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled !== undefined) {
    return strandedOf(pod, around) ?? { problem: unscheduled.message ?? 'no node was found for it', isFinal: false };
  }
  const problem = problemOf(pod.status);
  const [reason = ''] = problem.split(': ', 1);
  const isFinal =
    FINAL.includes(reason) ||
    (/^(ErrImagePull|ImagePullBackOff)$/.test(reason) && causeOfPull([problem]).isFinal === true);
  return { problem, isFinal };
}

/** The node that it is on, if that does not work. */
function deadNode({ spec }: Pod, { nodes }: Surroundings): string | undefined {
  const name = spec?.nodeName;
  return name === undefined || nodes.get(name) === true ? undefined : name;
}

function stateOf(node: string, { nodes }: Surroundings): string {
  return nodes.has(node) ? 'is not ready' : 'is no longer in the cluster';
}

/** Why a pod can run nowhere: where its volume lies no pod can run, or there is none. */
function strandedOf({ spec }: Pod, around: Surroundings): Trouble | undefined {
  const { nodes, storage } = around;
  const names = (spec?.volumes ?? []).flatMap((it) => it.persistentVolumeClaim?.claimName ?? []);
  for (const name of names) {
    const claim = storage.claims.find((it) => it.name === name);
    const node = storage.volumes.find((it) => it.name === claim?.volume)?.node;
    if (node !== undefined && nodes.get(node) !== true) {
      const problem = `its volume ${name} is on ${node}, which ${stateOf(node, around)}`;
      return { problem, isFinal: !nodes.has(node), lostWith: node };
    }
    if (claim === undefined) return { problem: `there is no claim ${name}`, isFinal: true };
    if (claim.phase !== 'Pending' || storage.classes.includes(claim.storageClass)) continue;
    const what =
      claim.storageClass === ''
        ? 'no StorageClass, and none is the default'
        : `the StorageClass ${claim.storageClass}, which does not exist`;
    return { problem: `its claim ${name} has ${what}`, isFinal: true };
  }
  return undefined;
}

/** Why a pod does not run, by what its containers wait for. */
export function problemOf(status: Pod['status']): string {
  const unscheduled = status.conditions.find((it) => it.type === 'PodScheduled' && it.status === 'False');
  if (unscheduled !== undefined) return unscheduled.message ?? 'no node was found for it';
  const held = heldContainer(status)?.state?.waiting;
  return [held?.reason, held?.message].filter((it) => it !== undefined).join(': ');
}

/** The first container that waits for more than its turn. */
function heldContainer({ initContainerStatuses, containerStatuses }: Pod['status']) {
  return [...initContainerStatuses, ...containerStatuses].find(({ state }) => {
    const reason = state?.waiting?.reason;
    return reason !== undefined && !BEGINNING.includes(reason);
  });
}

/** The name of a pod of which a container is still to be made. */
export function begunOf({ metadata, status }: Pod): { readonly begun?: string } {
  const states = [...status.initContainerStatuses, ...status.containerStatuses].map((it) => it.state?.waiting?.reason);
  return states.some((it) => BEGINNING.includes(it ?? '')) ? { begun: metadata.name } : {};
}

function unpulledOf({ metadata, spec, status }: Pod): FoundPod['unpulled'] {
  const held = heldContainer(status);
  const isPulling = UNPULLED.includes(held?.state?.waiting?.reason ?? '');
  return held === undefined || !isPulling
    ? undefined
    : { image: held.image, node: spec?.nodeName ?? '', pod: metadata.name };
}

/** A container that does not run now, or not yet as it should, and has ended with a failure before. */
function crashOf({ metadata, status }: Pod): Crash | undefined {
  if (isReady(status.conditions)) return undefined;
  const crashed = [...status.initContainerStatuses, ...status.containerStatuses].find(({ state, lastState }) =>
    [state?.terminated, lastState?.terminated].some((it) => (it?.exitCode ?? 0) !== 0),
  );
  if (crashed === undefined) return undefined;
  return { pod: metadata.name, container: crashed.name, restarts: crashed.restartCount, lastLines: [] };
}

export function isReady(conditions: readonly { type: string; status: string }[]): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
