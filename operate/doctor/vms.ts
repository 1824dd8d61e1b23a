import { totalmem } from 'node:os';
import { assumedFacts } from '../../bootstrap/vms/assumed-facts.ts';
import { checkVms, otherSizes } from '../../bootstrap/vms/check-vms.ts';
import { vmSpecs } from '../../bootstrap/vms/vm-specs.ts';
import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import { vmsOf } from '../../providers/providers.ts';
import type { Vm, Vms } from '../../providers/vms.ts';
import type { Run } from '../../system/exec.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked, skipped } from './check.ts';

/** The VMs of a cluster; nothing at all where its hosts are none. */
export interface FoundVms {
  /** The checks of those that cannot be looked into, by name. */
  readonly off: ReadonlyMap<string, Check>;
  /** What the preflight assumes about them. */
  readonly assumed: ReadonlyMap<string, HostFacts>;
  readonly problems: readonly ProblemAt[];
  /** What is wrong with the sizes of those that have told of themselves. */
  readonly otherSizes: (facts: ReadonlyMap<string, HostFacts>) => readonly ProblemAt[];
}

const about = (name: string) => ({ id: `host/${name}`, area: 'hosts', title: name }) as const;

export interface VmQuestions {
  readonly platform: Pick<Platform, 'cluster'>;
  readonly recorded: readonly RecordedHost[];
  readonly run: Run;
  readonly signal: AbortSignal;
}

/** Asks for the VMs, starts none, and looks into none that belongs to others. */
export async function findVms({ platform, recorded, run, signal }: VmQuestions): Promise<FoundVms> {
  const vms = await vmsOf(platform.cluster)?.open(run);
  if (vms === undefined) return { off: new Map(), assumed: new Map(), problems: [], otherSizes: () => [] };
  const specs = vmSpecs(platform);
  const assumed = (names: ReadonlyMap<string, unknown>) =>
    new Map(specs.filter((it) => names.has(it.name)).map((it) => [it.name, assumedFacts(it)]));
  const sizes = (facts: ReadonlyMap<string, HostFacts>) => otherSizes(specs, vms, facts);
  try {
    const found = await vms.list(signal);
    const problems = checkVms({ specs, vms, found, recorded, memory: totalmem() });
    const left = new Set(problems.map((it) => it.where));
    const closed = specs.filter(({ name }) => found.get(name)?.phase !== 'running' || left.has(name));
    const off = new Map(closed.map(({ name }) => [name, offCheck(name, found.get(name), vms)]));
    return { off, assumed: assumed(off), problems, otherSizes: sizes };
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    const off = new Map(specs.map(({ name }) => [name, skipped(about(name), error.message)]));
    return { off, assumed: assumed(off), problems: [], otherSizes: sizes };
  }
}

/** A VM of which nothing is known but its state. */
function offCheck(name: string, vm: Vm | undefined, { commands }: Vms): Check {
  if (vm === undefined)
    return { ...about(name), state: 'no cluster yet', detail: 'the VM does not exist yet', problems: [] };
  const found: ProblemAt = {
    severity: 'warning',
    where: name,
    message: `the VM is in the state ${vm.state}`,
    cost: 'the node is not in the cluster, and servers on it are unavailable',
    fix: `\`${commands.start(name)}\`, or \`npx hubwright up\``,
  };
  return checked(about(name), [found], vm.state);
}
