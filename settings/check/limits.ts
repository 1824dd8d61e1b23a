import { mebibytesOf, millisOf } from '../../platform/quantities.ts';
import type { Resources } from '../../platform/schema/server-containers.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** Limits of a container that are below what it reserves, which Kubernetes refuses. */
export function checkLimits({ cpu, memory }: Resources, at: readonly PathSegment[]): SettingsProblem[] {
  const isBelow = {
    cpu: cpu?.limit && millisOf(cpu.limit) < millisOf(cpu.guarantee),
    memory: memory?.limit && mebibytesOf(memory.limit) < mebibytesOf(memory.guarantee),
  };
  return (['cpu', 'memory'] as const).flatMap((key): SettingsProblem[] => {
    if (!isBelow[key]) return [];
    const message = 'the limit is below the guarantee';
    return [{ path: [...at, key, 'limit'], message, fix: 'raise the limit or lower the guarantee' }];
  });
}
