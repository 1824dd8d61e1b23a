import type { z } from 'zod';
import type { Node, Reach } from '../platform/nodes.ts';
import type { Run } from '../system/exec.ts';
import type { Host } from '../system/hosts/host.ts';
import type { KnownProblem } from '../system/known-problem.ts';
import type { SettingsProblem } from '../system/problem.ts';

/** Something that machines of a cluster come from. */
export interface Provider<S extends z.ZodObject = z.ZodObject> {
  /** Its settings: those of every cluster, its own, and the literal `provider` that chooses it. */
  readonly schema: S;
  /** What is wrong with settings whose every part is right by itself. */
  check(cluster: z.output<S>): readonly SettingsProblem[];
  /** The machines that the settings tell of, servers first. */
  nodes(cluster: z.output<S>): readonly Node[];
  /** The host of a node, which is not reached before it is told something. */
  host(node: { readonly name: string } & Reach, access: Access): Promise<Host>;
  /** What is known to go wrong with it. */
  readonly knownProblems: readonly KnownProblem[];
}

/** What hosts are reached with. */
export interface Access {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Folder of platform.yaml; what is kept of the cluster is in `.hubwright/<cluster>` there. */
  readonly directory: string;
  /** How programs of this machine are run. @default - for real */
  readonly exec?: Run | undefined;
}

/** Keeps the type of the schema for the functions beside it. */
export const provider = <S extends z.ZodObject>(it: Provider<S>): Provider<S> => it;
