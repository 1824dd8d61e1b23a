import type { Size } from 'cdk8s';
import type { Platform } from '../../platform/platform.ts';
import { mebibytesOf } from '../../platform/quantities.ts';
import type { VmSpec } from '../../providers/vms.ts';

/** The VMs of the cluster, servers first; none if its machines exist without it. */
export function vmSpecs({ cluster }: Pick<Platform, 'cluster'>): readonly VmSpec[] {
  return cluster.nodes.flatMap(({ name, role, path, made }) =>
    made === undefined ? [] : { name, role, path, ...made },
  );
}

/** A size in bytes. */
export const bytesOf = (size: Size): number => mebibytesOf(size) * 2 ** 20;
