import { totalmem } from 'node:os';
import { assumedFacts } from '../../bootstrap/providers/multipass/assumed-facts.ts';
import { checkVms } from '../../bootstrap/providers/multipass/judge.ts';
import { vmSpecs } from '../../bootstrap/providers/multipass/vm-spec.ts';
import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import { Multipass, type Vm } from '../../providers/multipass/multipass.ts';
import type { Run } from '../../system/exec.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked, skipped } from './check.ts';

/** The VMs of a cluster; nothing at all where its hosts are none. */
export interface FoundVms {
  /** What is told of those that cannot be looked into, by name. */
  readonly off: ReadonlyMap<string, Check>;
  /** What the preflight takes for granted of them. */
  readonly assumed: ReadonlyMap<string, HostFacts>;
  readonly problems: readonly ProblemAt[];
}

const about = (name: string) => ({ id: `host/${name}`, area: 'hosts', title: name }) as const;

/** Asks Multipass for the VMs, starts none, and looks into none that belongs to others. */
export async function findVms(
  platform: Pick<Platform, 'cluster'>,
  recorded: readonly RecordedHost[],
  run: Run,
  signal: AbortSignal,
): Promise<FoundVms> {
  const specs = vmSpecs(platform);
  const assumed = (names: ReadonlySet<string>) =>
    new Map(specs.filter((it) => names.has(it.name)).map((it) => [it.name, assumedFacts(it)]));
  if (specs.length === 0) return { off: new Map(), assumed: new Map(), problems: [] };
  try {
    const found = await new Multipass(run).list(signal);
    const problems = checkVms({ specs, found, recorded, memory: totalmem() });
    const left = new Set(problems.map((it) => it.where));
    const closed = specs.filter(({ name }) => found.get(name)?.state !== 'Running' || left.has(name));
    const off = new Map(closed.map(({ name }) => [name, offCheck(name, found.get(name))]));
    return { off, assumed: assumed(new Set(off.keys())), problems };
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    const off = new Map(specs.map(({ name }) => [name, skipped(about(name), error.message)]));
    return { off, assumed: assumed(new Set(off.keys())), problems: [] };
  }
}

/** A VM of which nothing is known but its state. */
function offCheck(name: string, vm: Pick<Vm, 'state'> | undefined): Check {
  if (vm === undefined)
    return { ...about(name), state: 'no cluster yet', detail: 'the VM does not exist yet', problems: [] };
  const found: ProblemAt = {
    severity: 'warning',
    where: name,
    message: `the VM is in the state ${vm.state}`,
    cost: 'the node is not in the cluster, and servers on it are unavailable',
    fix: `\`multipass start ${name}\`, or \`npx hubwright up\``,
  };
  return checked(about(name), [found], vm.state);
}
