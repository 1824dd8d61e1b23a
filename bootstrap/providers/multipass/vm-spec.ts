import type { Size } from 'cdk8s';
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

/** The VMs of the cluster, servers first; none if its machines exist without it. */
export function vmSpecs({ cluster }: Pick<Platform, 'cluster'>): readonly VmSpec[] {
  return cluster.nodes.flatMap(({ name, role, made }) => (made === undefined ? [] : { name, role, ...made }));
}

/** A size in bytes. */
export const bytesOf = (size: Size): number => mebibytesOf(size) * 2 ** 20;
