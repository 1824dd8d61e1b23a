import type { Platform } from '../platform/platform.ts';

/** The announcement as the hub reads it, in `announcement.py`: times in UTC; undefined where there is none. */
export function announcementOf({ announcement }: Pick<Platform, 'announcement'>): object | undefined {
  if (announcement === undefined) return undefined;
  const { from, until, ...rest } = announcement;
  return { ...rest, ...(from && { from: inUtc(from) }), ...(until && { until: inUtc(until) }) };
}

/** `2027-01-15T17:00:00+00:00`, as Python reads it too. */
const inUtc = (time: string) => new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');
