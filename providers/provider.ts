import type * as z from 'zod';
import type { Node, Reach } from '../platform/nodes.ts';
import type { Run } from '../system/exec.ts';
import type { Host } from '../system/hosts/host.ts';
import type { KnownProblem } from '../system/known-problem.ts';
import type { SettingsProblem } from '../system/problem.ts';
import type { Program } from './program.ts';
import type { VmMaker } from './vms.ts';

/** Something that machines of a cluster come from. */
export interface Provider<S extends z.ZodObject = z.ZodObject> {
  /** Its settings: those of every cluster, its own, and the literal `provider` that chooses it. */
  readonly schema: S;
  /** What is wrong with settings whose every part is right by itself. */
  check(cluster: z.output<S>): readonly SettingsProblem[];
  /** The machines that the settings describe, servers first. */
  nodes(cluster: z.output<S>): readonly Node[];
  /** The host of a node, not connected to before its first command. */
  host(node: HostName, access: Access): Promise<Host>;
  /** Where such a host is, in a few words: `10.0.0.11`. */
  place(node: HostName): string;
  /** What makes its machines, if they are VMs that `up` makes and `down` deletes; undefined where machines exist already. */
  readonly vms: VmMaker | undefined;
  /** The programs of this machine that it needs. */
  readonly programs: readonly Program[];
  /** What is known to go wrong with it. */
  readonly knownProblems: readonly KnownProblem[];
  /** How a new project has it. */
  readonly init: InitialSettings;
}

/** A host by the name of its node, and how it is reached where that is not enough. */
export type HostName = { readonly name: string } & Reach;

/** What hosts are reached with. */
export interface Access {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Folder of platform.yaml; what is kept of the cluster is in `.hubwright/<cluster>` there. */
  readonly directory: string;
  /** The file of the hosts' keys, where hosts have any. @default - `known_hosts` in the folder of the cluster */
  readonly knownHosts?: string | undefined;
  /** How programs of this machine are run. @default - for real */
  readonly exec?: Run | undefined;
}

/** What `init` asks for, and makes of the answers. */
export interface InitialSettings {
  /** Where the cluster goes: `on this machine alone`. */
  readonly place: string;
  /** Whether it asks for hosts and the login on them. */
  readonly asksForHosts: boolean;
  /**
   * `cluster` as it is written.
   *
   * @param sample that of the sample, which is of VMs
   */
  cluster(answers: ClusterAnswers, sample: object): object;
}

export interface ClusterAnswers {
  readonly name: string;
  readonly servers: readonly InitialHost[];
  readonly agents: readonly InitialHost[];
}

export interface InitialHost {
  readonly name: string;
  readonly address: string;
  readonly user?: string;
}

/** Keeps the type of the schema for the functions beside it. */
export const provider = <S extends z.ZodObject>(it: Provider<S>): Provider<S> => it;
