import type { Platform } from '../lib/platform.ts';
import type { Change } from './change.ts';

/** Lists of raw chart values that replace Hubwright's from now on, or no longer do. */
export function valueChanges({ hub: was }: Platform, { hub: is }: Platform): Change[] {
  const added = is.replaceValues.filter((path) => !was.replaceValues.includes(path));
  const removed = was.replaceValues.filter((path) => !is.replaceValues.includes(path));
  return [
    ...added.map((path) => ({
      topic: 'Hub' as const,
      text: `${path}: hub.values now replaces what Hubwright sets there.`,
      caution: true,
    })),
    ...removed.map((path) => ({
      topic: 'Hub' as const,
      text: `${path}: hub.values no longer replaces what Hubwright sets there, and adds to it.`,
    })),
  ];
}
