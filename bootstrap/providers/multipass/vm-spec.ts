import type { Size } from 'cdk8s';
import { nodesOf } from '../../../platform/nodes.ts';
import type { Platform } from '../../../platform/platform.ts';
import { mebibytesOf } from '../../../platform/quantities.ts';

/** A VM as the settings want it. */
export interface VmSpec {
  readonly name: string;
  readonly role: 'server' | 'agent';
  readonly cpus: number;
  readonly memory: Size;
  readonly disk: Size;
}

/** The VMs of the cluster, servers first; none if its machines are not VMs of Multipass. */
export function vmSpecs({ cluster }: Pick<Platform, 'cluster'>): readonly VmSpec[] {
  if (cluster.provider !== 'multipass') return [];
  return nodesOf(cluster).map(({ name, role }) => {
    const { cpus, memory, disk } = cluster[`${role}s`];
    return { name, role, cpus, memory, disk };
  });
}

/** A size in bytes. */
export const bytesOf = (size: Size): number => mebibytesOf(size) * 2 ** 20;
