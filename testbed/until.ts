import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a machine that is busy with other tests, or has packages to download. */
const LIMIT = 1_500_000;

/** Looks until it is so, and returns what was found. A look that fails counts as one that has not found it yet. */
export async function until<T>(look: () => T | Promise<T>, pause = 50): Promise<T> {
  const end = Date.now() + LIMIT;
  for (let failure: unknown; ; await sleep(pause)) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw new Error(`timed out waiting for: ${look}`, { cause: failure });
  }
}
