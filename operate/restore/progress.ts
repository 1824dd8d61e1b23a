import * as z from 'zod';
import { inUnits } from '../../system/bytes.ts';
import { roughly } from '../at-time.ts';

const STATUS = z.object({
  message_type: z.literal('status'),
  seconds_elapsed: z.number().default(0),
  total_bytes: z.number().default(0),
  bytes_restored: z.number().default(0),
});

/** How far a copy is: `420 MB of 1.4 GB, 2 minutes left`; where nobody knows how much there is, how much is done. */
export function describeProgress(done: number, total: number | undefined, seconds: number): string {
  if (total === undefined) return inUnits(done);
  const amount = `${inUnits(done)} of ${inUnits(total)}`;
  return done === 0 || seconds === 0
    ? amount
    : `${amount}, ${roughly((1000 * seconds * Math.max(0, total - done)) / done)} left`;
}

/** Reads the lines that restic prints, and tells now and then how far it is. */
export function resticProgress(tell: (text: string) => void, pause = 5): (line: string) => void {
  let reported = -pause;
  return (line) => {
    if (!line.includes('"status"')) return;
    const { data } = STATUS.safeParse(JSON.parse(line));
    if (data === undefined || data.total_bytes === 0 || data.seconds_elapsed < reported + pause) return;
    reported = data.seconds_elapsed;
    tell(describeProgress(data.bytes_restored, data.total_bytes, data.seconds_elapsed));
  };
}
