import type { RecordedHost } from '../../../cluster/cluster-folder.ts';
import { LEAST_MEMORY } from '../../../cluster/preflight.ts';
import type { HostFacts } from '../../../cluster/probe.ts';
import type { Vm } from '../../../providers/multipass/multipass.ts';
import { inGib } from '../../../system/bytes.ts';
import type { ProblemAt } from '../../../system/problem.ts';
import { bytesOf, type VmSpec } from './vm-spec.ts';

/** Bytes of disk that Ubuntu, k3s and the images of a hub take. */
const LEAST_DISK = 10 * 2 ** 30;
/** A guest's kernel keeps a part of its memory to itself. */
const KERNEL_SHARE = 0.12;

export interface VmsToCheck {
  readonly specs: readonly VmSpec[];
  /** All VMs of this machine. */
  readonly found: ReadonlyMap<string, Vm>;
  readonly recorded: readonly RecordedHost[];
  /** Bytes of memory that this machine has. */
  readonly memory: number;
}

/** Everything that keeps the VMs from being made, all at once. Pure. */
export function checkVms({ specs, found, recorded, memory }: VmsToCheck): ProblemAt[] {
  const problems = specs.flatMap((spec) => {
    const vm = found.get(spec.name);
    if (vm === undefined) return tooSmall(spec);
    return taken(
      vm,
      recorded.some((it) => it.name === spec.name),
    );
  });
  const wanted = specs.reduce((sum, it) => sum + bytesOf(it.memory), 0);
  if (specs.some((it) => !found.has(it.name)) && wanted > memory) {
    const message = `the VMs need ${inGib(wanted)} of memory in total, and this machine has ${inGib(memory)}`;
    const fix = 'Set fewer VMs or less `memory` in `cluster`, or see this machine become slow when they fill.';
    problems.push({ severity: 'warning', where: 'this machine', message, fix });
  }
  return problems;
}

function taken({ name, state }: Vm, isRecorded: boolean): ProblemAt[] {
  const error = (message: string, fix: string): ProblemAt[] => [{ severity: 'error', where: name, message, fix }];
  const purge = `\`multipass delete --purge ${name}\``;
  if (state === 'Deleted') {
    const fix = `Bring it back with \`multipass recover ${name}\`, or let it go with everything in it: ${purge}.`;
    return error('a VM of this name is deleted and not purged, so Multipass does not give the name away', fix);
  }
  if (isRecorded) return [];
  const fix =
    "Restore this cluster's folder in .hubwright/ from the machine that created the cluster, give the cluster another `name`, " +
    `or delete that VM with everything in it: ${purge}.`;
  return error('a VM of this name is there already, and not from this cluster', fix);
}

function tooSmall({ name, role, memory, disk }: VmSpec): ProblemAt[] {
  const least = LEAST_MEMORY[role];
  const error = (message: string, fix: string): ProblemAt => ({ severity: 'error', where: name, message, fix });
  return [
    ...(bytesOf(memory) < least
      ? [error(`it is to have ${inGib(bytesOf(memory))} of memory`, `Set \`cluster.${role}s.memory\` to at least 2Gi.`)]
      : []),
    ...(bytesOf(disk) < LEAST_DISK
      ? [error(`it is to have ${inGib(bytesOf(disk))} of disk`, `Set \`cluster.${role}s.disk\` to at least 10Gi.`)]
      : []),
  ];
}

/** VMs that have other sizes than the settings say: Hubwright does not change a VM that is there. Pure. */
export function otherSizes(specs: readonly VmSpec[], facts: ReadonlyMap<string, HostFacts>): ProblemAt[] {
  return specs.flatMap((spec): ProblemAt[] => {
    const { name, cpus } = spec;
    const it = facts.get(name);
    if (it === undefined) return [];
    const memory = bytesOf(spec.memory);
    const isOfMemory = it.memory.total <= memory && it.memory.total >= memory * (1 - KERNEL_SHARE);
    if (it.cpus === cpus && isOfMemory) return [];
    const message = `it has ${it.cpus} CPUs and ${inGib(it.memory.total)} of memory, platform.yaml says ${cpus} and ${inGib(memory)}`;
    const set = [`local.${name}.cpus=${cpus}`, `local.${name}.memory=${Math.round(memory / 2 ** 20)}M`];
    const commands = [`stop ${name}`, ...set.map((setting) => `set ${setting}`)].map((words) => `multipass ${words}`);
    const fix = `Change it: \`${commands.join(' && ')}\`, then \`npx hubwright up\`.`;
    return [{ severity: 'warning', where: name, message, fix }];
  });
}
