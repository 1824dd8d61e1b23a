import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import { LEAST_MEMORY } from '../../cluster/preflight.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Vm, VmSpec, Vms } from '../../providers/vms.ts';
import { inGib } from '../../system/bytes.ts';
import { error, formatPath, type ProblemAt } from '../../system/problem.ts';
import { bytesOf } from './vm-specs.ts';

/** Bytes of disk that Ubuntu, k3s and the images of a hub take. */
const LEAST_DISK = 10 * 2 ** 30;
/** A guest's kernel keeps a part of its memory to itself. */
const KERNEL_SHARE = 0.12;

export interface VmsToCheck {
  readonly specs: readonly VmSpec[];
  readonly vms: Pick<Vms, 'obstacle' | 'commands'>;
  /** All VMs, those of others too. */
  readonly found: ReadonlyMap<string, Vm>;
  readonly recorded: readonly RecordedHost[];
  /** Bytes of memory that this machine has. */
  readonly memory: number;
  /** Whether a cluster is being restored: what is lost is what it brings back. @default false */
  readonly isRestore?: boolean | undefined;
}

/** Everything that keeps the VMs from being made, all at once. Pure. */
export function checkVms({ specs, vms, found, recorded, memory, isRestore = false }: VmsToCheck): ProblemAt[] {
  // Where all are gone, so is the cluster, and nothing of it can be taken for what a new one has.
  const isAnyLeft = !isRestore && recorded.some((it) => found.has(it.name));
  const problems = specs.flatMap((spec) => {
    const vm = found.get(spec.name);
    if (vm === undefined) return [...tooSmall(spec), ...(isAnyLeft ? lost(spec, recorded) : [])];
    const obstacle = vms.obstacle(vm);
    if (obstacle !== undefined) return [{ ...obstacle, where: spec.name }];
    return recorded.some((it) => it.name === spec.name) ? [] : [taken(vm, vms)];
  });
  const wanted = specs.reduce((sum, it) => sum + bytesOf(it.memory), 0);
  if (specs.some((it) => !found.has(it.name)) && wanted > memory) {
    const message = `the VMs need ${inGib(wanted)} of memory in total, and this machine has ${inGib(memory)}`;
    const fix = 'Set fewer VMs or less `memory` in `cluster`, or see this machine become slow when they fill.';
    problems.push({ severity: 'warning', where: 'this machine', message, fix });
  }
  return problems;
}

function taken({ name }: Vm, { commands }: Pick<Vms, 'commands'>): ProblemAt {
  const fix =
    'If it is from this cluster, start it and run `npx hubwright adopt`. Otherwise give the cluster another `name`, ' +
    `or delete that VM with everything in it: \`${commands.delete(name)}\`.`;
  return { ...error('a VM of this name is there already, and not from this cluster', fix), where: name };
}

/** One that was set up: an empty VM in its place would hide that its volumes are lost. */
function lost({ name, role }: VmSpec, recorded: readonly RecordedHost[]): ProblemAt[] {
  if (!recorded.some((it) => it.name === name && it.machineId !== undefined)) return [];
  const isOnlyServer = role === 'server' && recorded.filter((it) => it.role === 'server').length === 1;
  const whole =
    'Bring the whole cluster back, `npx hubwright restore --cluster`, or delete the rest of it, `npx hubwright down`.';
  const one =
    `Bring the homes back that were on it, \`npx hubwright node drain ${name} --lost\`, take it out, ` +
    `\`npx hubwright down --node ${name} --forget\`, and run \`npx hubwright up\`, which creates a new VM.`;
  const message = 'its VM was deleted, and the rest of the cluster is there';
  return [{ ...error(message, isOnlyServer ? whole : one), where: name }];
}

function tooSmall({ name, role, path, memory, disk }: VmSpec): ProblemAt[] {
  const found = { memory: bytesOf(memory), disk: bytesOf(disk) };
  const problem = (message: string, key: string, least: string): ProblemAt => {
    return { ...error(message, `Set \`${formatPath([...path, key])}\` to at least ${least}.`), where: name };
  };
  return [
    ...(found.memory < LEAST_MEMORY[role]
      ? [problem(`it is to have ${inGib(found.memory)} of memory`, 'memory', '2Gi')]
      : []),
    ...(found.disk < LEAST_DISK ? [problem(`it is to have ${inGib(found.disk)} of disk`, 'disk', '10Gi')] : []),
  ];
}

/** VMs that have other sizes than the settings say: Hubwright does not change a VM that is there. Pure. */
export function otherSizes(
  specs: readonly VmSpec[],
  { commands }: Pick<Vms, 'commands'>,
  facts: ReadonlyMap<string, HostFacts>,
): ProblemAt[] {
  return specs.flatMap((spec): ProblemAt[] => {
    const { name, cpus } = spec;
    const found = facts.get(name);
    if (found === undefined) return [];
    const memory = bytesOf(spec.memory);
    const isOfMemory = found.memory.total <= memory && found.memory.total >= memory * (1 - KERNEL_SHARE);
    if (found.cpus === cpus && isOfMemory) return [];
    const message = `it has ${found.cpus} CPUs and ${inGib(found.memory.total)} of memory, platform.yaml says ${cpus} and ${inGib(memory)}`;
    const fix = `Change it: \`${commands.resize(spec)}\`, then \`npx hubwright up\`.`;
    return [{ severity: 'warning', where: name, message, fix }];
  });
}
