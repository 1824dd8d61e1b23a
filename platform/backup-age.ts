import type { Backup } from './schema/backup.ts';

const HOUR = 3_600_000;

/** How old a good backup may be, in milliseconds: two of the longest times between two, and what a start and a run may take. */
export function longestAge({ at }: Pick<Backup, 'at'>): number {
  const times = at.map((it) => Number(it.slice(0, 2)) * HOUR + Number(it.slice(3)) * 60_000).sort((a, b) => a - b);
  const gaps = times.map((time, i) => (times[i + 1] ?? (times[0] ?? 0) + 24 * HOUR) - time);
  return 2 * Math.max(...gaps) + HOUR;
}
