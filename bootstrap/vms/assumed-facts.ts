import { arch } from 'node:os';
import { Size } from 'cdk8s';
import type { HostFacts } from '../../cluster/probe.ts';
import { versions } from '../../platform/versions.ts';
import type { VmSpec } from '../../providers/vms.ts';
import { bytesOf } from './vm-specs.ts';

/** What a rehearsal takes for granted of a VM that does not run: a fresh Ubuntu of this machine's architecture. */
export function assumedFacts({ name, cpus, memory, disk }: Omit<VmSpec, 'path'>): HostFacts {
  const now = Date.now();
  return {
    clock: now,
    asked: { from: now, to: now },
    hostname: name,
    machineId: `of ${name}`,
    os: { id: 'ubuntu', version: versions.ubuntu, name: `Ubuntu ${versions.ubuntu} LTS` },
    architecture: arch() === 'x64' ? 'amd64' : arch(),
    kernel: '',
    init: 'systemd',
    cpus,
    memory: { total: bytesOf(memory), available: bytesOf(memory) },
    cgroups: { version: 2, controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'] },
    disk: { total: bytesOf(disk), free: bytesOf(disk) },
    mounts: new Map(),
    // It gets its address when it is made; until then its name stands for it.
    addresses: [{ interface: 'eth0', address: name }],
    route: 'eth0',
    firewall: undefined,
    selinux: undefined,
    missingModules: [],
    download: undefined,
    hasPython: true,
    hasNfs: true,
    k3s: undefined,
    running: new Map(),
    units: new Map(),
    hasToken: false,
    mark: undefined,
    written: new Map(),
    extras: { configs: [], flags: [], variables: [], dropIns: [] },
    origins: new Set(),
    authority: undefined,
    cloudInit: 'done',
    files: new Map(),
    entries: [],
    images: new Set(),
    ports: new Map(),
    gpus: undefined,
    certificates: [],
  };
}

/** What stands for a host in a plan of which no step concerns it. */
export function unaskedFacts({ name, role }: Pick<VmSpec, 'name' | 'role'>): HostFacts {
  return assumedFacts({ name, role, cpus: 1, memory: Size.gibibytes(1), disk: Size.gibibytes(1) });
}
