import { totalmem } from 'node:os';
import { readHosts } from '../../cluster/cluster-folder.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import { vmsOf } from '../../providers/providers.ts';
import type { Vm } from '../../providers/vms.ts';
import type { ProblemAt } from '../../system/problem.ts';
import type { Step } from '../plan/step.ts';
import { assumedFacts } from './assumed-facts.ts';
import { checkVms, otherSizes } from './check-vms.ts';
import { vmSpecs } from './vm-specs.ts';
import { planVms } from './vm-steps.ts';

/** The VMs of a cluster as they were found; nothing at all where its machines exist without it. */
export interface VmLook {
  /** What makes and starts them. */
  readonly steps: readonly Step[];
  readonly problems: readonly ProblemAt[];
  /** What a rehearsal assumes about those that do not run. */
  readonly assumed: ReadonlyMap<string, HostFacts>;
  /** What a rehearsal has to say of that, a line each. */
  readonly assumptions: readonly string[];
  /** What is wrong with the sizes of those that have told of themselves. */
  readonly otherSizes: (facts: ReadonlyMap<string, HostFacts>) => readonly ProblemAt[];
}

export interface VmQuestions {
  readonly platform: Pick<Platform, 'cluster'>;
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** Whether nothing will be done, so that there need be nothing that makes VMs. */
  readonly dryRun: boolean;
  /** Whether a cluster is being restored. @default false */
  readonly isRestore?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Asks for the VMs of a cluster. Changes nothing. */
export async function lookAtVms({ platform, folder, dryRun, isRestore, signal }: VmQuestions): Promise<VmLook> {
  const { cluster } = platform;
  const vms = await vmsOf(cluster)?.open();
  if (vms === undefined) {
    return { steps: [], problems: [], assumed: new Map(), assumptions: [], otherSizes: () => [] };
  }
  const specs = vmSpecs(platform);
  const isMissing = dryRun && !(await vms.isInstalled());
  const found = isMissing ? new Map<string, Vm>() : await vms.list(signal);
  const recorded = readHosts(folder);
  const off = specs.filter(({ name }) => found.get(name)?.phase !== 'running');
  return {
    steps: planVms({ cluster, specs, found, recorded, folder, vms }),
    problems: checkVms({
      ...{ specs, vms, found, recorded, isRestore },
      memory: isMissing ? Number.POSITIVE_INFINITY : totalmem(),
    }),
    assumed: new Map(off.map((spec) => [spec.name, assumedFacts(spec)])),
    assumptions: [
      ...(isMissing ? [`assuming ${vms.title}, which is not installed on this machine`] : []),
      ...(off.length > 0
        ? [`assuming a fresh Ubuntu for VMs that are not running: ${off.map(({ name }) => name).join(', ')}`]
        : []),
    ],
    otherSizes: (facts) => otherSizes(specs, vms, facts),
  };
}
