import type { K3sNode } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import type { LocalFile } from '../../system/local-file.ts';
import type { Airgap } from '../airgap.ts';
import type { EditedObject } from '../drift/object-drift.ts';
import type { LeftTars } from '../images/left-tars.ts';

/** What an `up` is planned from: the platform, what is on this machine, and every host as it was found. */
export interface PlanInput {
  readonly platform: Platform;
  /** What tells the cluster from all others; empty in a rehearsal of the first `up`. */
  readonly id: string;
  /** The short token, made once for the cluster. Secret. */
  readonly token: string;
  /** The manifests of dist/, by file name. */
  readonly manifests: ReadonlyMap<string, string>;
  /** The tars of the images that are built here, for an architecture. */
  readonly tars: (architecture: string) => readonly LocalFile[];
  /** Where k3s comes from if no node may download it. */
  readonly airgap: Airgap | undefined;
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** Names of nodes that the cluster refuses. */
  readonly refused: readonly string[];
  /** The kubeconfig in that folder. */
  readonly kubeconfig: string | undefined;
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** The upgrade that is begun or continued, before which nodes are kept as they are. @default - none */
  readonly upgrade?: Upgrade | undefined;
  /** Objects of the manifests that others have changed. @default - none */
  readonly edited?: readonly EditedObject[] | undefined;
  /** Tars of images that have left the settings, by node. @default - none */
  readonly leftTars?: LeftTars | undefined;
  /** Whether users' servers on a node stop before k3s is upgraded there. @default false */
  readonly drains?: boolean | undefined;
  /** Whether nodes get restic before k3s. @default false */
  readonly isRestore?: boolean | undefined;
}

/** An upgrade of k3s, of the chart or of the hub. */
export interface Upgrade {
  /** The release of k3s before it, by node. */
  readonly before: Readonly<Record<string, string>>;
  /** The snapshot that an earlier `up` has begun it with. @default - a new one */
  readonly continues?: string | undefined;
  /** The snapshot of an earlier `up` that changed nothing: it is out of date, and the new one takes its place. @default - none */
  readonly replaces?: string | undefined;
  /** Whether the hub's new release is in place, so that its database is no longer that of before. @default false */
  readonly isHubBegun?: boolean | undefined;
}

/** A node and what its host said of itself. */
export interface PlannedNode {
  readonly node: K3sNode;
  readonly facts: HostFacts;
}
