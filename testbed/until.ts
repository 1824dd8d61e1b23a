import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a machine that is busy with other tests, or has packages to download. */
const LIMIT = 600_000;

/** Looks until it is so. A look that fails counts as one that has not found it yet. */
export async function until(is: () => boolean | Promise<boolean>, pause = 50): Promise<void> {
  const end = Date.now() + LIMIT;
  for (let failure: unknown; ; await sleep(pause)) {
    try {
      if (await is()) return;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain for: ${is}`, { cause: failure });
  }
}
