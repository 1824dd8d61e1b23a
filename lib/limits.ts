import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { Platform } from '../platform/platform.ts';
import { mebibytesOf, spawnerCpu } from '../platform/quantities.ts';

/** The limits as the hub reads them, in `rules.py`: cores, MiB and seconds; undefined where there are none. */
export function limitsOf({ limits, sizes }: Pick<Platform, 'limits' | 'sizes'>): object | undefined {
  const timed = sizes.flatMap(({ name, longestRun, idle }) =>
    longestRun || idle ? [[name, { longestRun, idle }]] : [],
  );
  if (limits === undefined && timed.length === 0) return undefined;
  return inNumbers({ ...limits, ...(timed.length > 0 && { sizes: Object.fromEntries(timed) }) }) as object;
}

function inNumbers(value: unknown): unknown {
  if (value instanceof Cpu) return spawnerCpu(value);
  if (value instanceof Size) return mebibytesOf(value);
  if (value instanceof Duration) return value.toSeconds();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, inNumbers(it)]));
}
