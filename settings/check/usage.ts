import { hasHours } from '../../platform/schema/limits.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import { counted } from '../../system/counted.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** Days of the longest window. */
const DAYS = { week: 7, month: 31 } as const;

/** Usage that is not counted, or not kept, for as long as limits in hours need it. */
export function checkUsage({ hub, limits }: Settings): SettingsProblem[] {
  const { enabled, keep } = hub.usage;
  const window = limits !== undefined && hasHours(limits) ? limits.window : undefined;
  if (window !== undefined && !enabled) {
    const message = 'limits has hours, and the hub does not count them without it';
    return [{ path: ['hub', 'usage', 'enabled'], message, fix: 'remove it, or the hours in limits' }];
  }
  const least = window === undefined ? 1 : DAYS[window];
  if (keep.toDays({ integral: false }) >= least) return [];
  const days = counted(least, 'day');
  const message =
    window === undefined ? 'usage is kept by day' : `limits has hours of a ${window}, which may have ${days}`;
  return [{ path: ['hub', 'usage', 'keep'], message, fix: `write at least ${least}d` }];
}
