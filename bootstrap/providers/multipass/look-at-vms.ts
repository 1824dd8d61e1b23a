import { totalmem } from 'node:os';
import { readHosts } from '../../../cluster/cluster-folder.ts';
import type { HostFacts } from '../../../cluster/probe.ts';
import type { Platform } from '../../../platform/platform.ts';
import { Multipass, type Vm } from '../../../providers/multipass/multipass.ts';
import type { ProblemAt } from '../../../system/problem.ts';
import type { Step } from '../../plan/step.ts';
import { assumedFacts } from './assumed-facts.ts';
import { checkVms } from './judge.ts';
import { planVms } from './plan.ts';
import { vmSpecs } from './vm-spec.ts';

/** The VMs of a cluster as they were found; nothing at all where its hosts are no VMs of Multipass. */
export interface VmLook {
  /** What makes and starts them. */
  readonly steps: readonly Step[];
  readonly problems: readonly ProblemAt[];
  /** What is taken for granted of those that do not run, for a rehearsal. */
  readonly assumed: ReadonlyMap<string, HostFacts>;
  /** What a rehearsal has to say of that, a line each. */
  readonly assumptions: readonly string[];
}

export interface VmQuestions {
  readonly platform: Platform;
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** Whether nothing will be done, so that there need be no Multipass. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Asks Multipass for its VMs. Changes nothing. */
export async function lookAtVms(
  { platform, folder, dryRun, signal }: VmQuestions,
  multipass = new Multipass(),
): Promise<VmLook> {
  const specs = vmSpecs(platform);
  if (specs.length === 0) return { steps: [], problems: [], assumed: new Map(), assumptions: [] };
  const isMissing = dryRun && !(await multipass.isInstalled());
  const found = isMissing ? new Map<string, Vm>() : await multipass.list(signal);
  const recorded = readHosts(folder);
  const off = specs.filter(({ name }) => found.get(name)?.state !== 'Running');
  return {
    steps: planVms({ cluster: platform.cluster.name, specs, found, recorded, folder, multipass }),
    problems: checkVms({ specs, found, recorded, memory: isMissing ? Number.POSITIVE_INFINITY : totalmem() }),
    assumed: new Map(off.map((spec) => [spec.name, assumedFacts(spec)])),
    assumptions: [
      ...(isMissing ? ['assuming Multipass, which is not installed on this machine'] : []),
      ...(off.length > 0
        ? [`assuming a fresh Ubuntu for VMs that are not running: ${off.map(({ name }) => name).join(', ')}`]
        : []),
    ],
  };
}
