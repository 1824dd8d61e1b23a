import type { ClusterLook } from '../../cluster/cluster-look.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';

/** What an `up` has found out so far. Steps read it, and add what later steps need. */
export interface Known {
  /** Every host as it was before the first step, by node. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** The full token with which nodes join; undefined until the first server has made it. */
  joinToken: string | undefined;
  /** The snapshot of the upgrade that this is a part of; undefined if it is none, and until that is noted on the servers. */
  snapshot?: string | undefined;
  /** Nodes that had k3s before and whose k3s was started in this run: what the cluster says of them may be of before. */
  readonly restarted: Set<string>;
  /** How many actions have changed something. */
  changes: number;
  /** The last look at the cluster, and how many changes there were then. */
  look: { readonly changes: number; readonly found: ClusterLook } | undefined;
  /** One that is under way. */
  looking?: { readonly changes: number; readonly found: Promise<ClusterLook> } | undefined;
}

/** What an action works with. */
export interface StepContext {
  readonly host: Host;
  /** All hosts, by node: to look at another one. */
  readonly hosts: ReadonlyMap<string, Host>;
  readonly known: Known;
  /** Aborts when the person at the keyboard has had enough. */
  readonly signal: AbortSignal;
  /** Shows what is going on or waited for. */
  readonly progress: Reporter['progress'];
  /** Says what is still to be read when the step is over. */
  readonly note: Reporter['note'];
}

/** One thing that a step does. */
export interface Action {
  /** What is done on the host, as a command where it is one; never with a secret in it. */
  readonly command: string;
  /** Whether all is as it should be already. An action without this only looks and waits. */
  readonly isDone?: (known: Known) => boolean;
  /** Does it, and rejects unless it has worked. */
  readonly run: (context: StepContext) => Promise<void>;
}

/** Kinds of steps for each node, which its own host runs, or of a cordon the first server: `install/agent-1` is one of them. */
export const NODE_KINDS = [
  'vm',
  'mark',
  'images',
  'snapshot',
  'cordon',
  'install',
  'config',
  'start',
  'uncordon',
  'import',
  'backup',
  'sizes',
  'tars',
] as const;
/** Kinds of steps that the first server runs, for the whole cluster. */
export const CLUSTER_KINDS = [
  'token',
  'nodes',
  'labels',
  'manifests',
  'restore',
  'applied',
  'release',
  'hub',
  'pulled',
  'kubeconfig',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];
/** `release` is that of the hub, and `release/NAME` one that main.ts adds; what the last line has besides is no part of an `up`. */
export type StepId =
  | `${NodeKind}/${string}`
  | (typeof CLUSTER_KINDS)[number]
  | `${'release' | 'restore' | 'rollback' | 'reboot' | 'ready' | 'take-over'}/${string}`;

/** A part of an `up`, on one host. A plain description: nothing happens until the runner runs its actions in turn. */
export interface Step {
  readonly id: StepId;
  readonly title: string;
  /** Name of the node on whose host it runs. */
  readonly host: string;
  /** Ids of the steps that have to be done before. */
  readonly needs: readonly StepId[];
  readonly actions: readonly Action[];
}

/** `install/agent-1` is of the kind `install`. */
export function kindOf({ id }: Step): string {
  return id.split('/', 1)[0] ?? id;
}

/** Kinds of steps that put in place what the settings say, and so may replace what others have deployed. */
const REPLACING = new Set(['cordon', 'install', 'config', 'start', 'backup', 'sizes', 'labels', 'manifests']);

/** Whether a step may take away or replace what others have deployed. */
export function isReplacing(step: Step): boolean {
  return REPLACING.has(kindOf(step));
}

/** Whether a step's id is what `--only` and `--from` name: `install` is `install/…` of every node. */
export function isNamed(step: Step, name: string): boolean {
  return step.id === name || step.id.startsWith(`${name}/`);
}

/** What of a step there is to do still. */
export function pending(step: Step, known: Known): readonly Action[] {
  return step.actions.filter((action) => action.isDone?.(known) !== true);
}
