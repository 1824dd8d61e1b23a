import { posix } from 'node:path';
import { homeClaim } from '../../platform/slug.ts';
import { operator } from '../../system/operator.ts';
import type { Hold } from '../homes/holds.ts';
import { type PutOptions, putInPlace, whileHeld } from '../homes/put-in-place.ts';
import { homeOf, restoreWords } from './in-snapshot.ts';
import type { RestorePlan } from './plan.ts';
import { restoreToStage } from './staged.ts';

/**
 * Restores in place; of a whole home no server starts meanwhile.
 *
 * @returns where what was there is now, on the node; undefined if nothing was there
 */
export async function putBack(plan: RestorePlan, options: PutOptions): Promise<string | undefined> {
  const { request, server: asked, place, host, suffix, snapshot, content } = plan;
  const { user, parts } = request;
  const { progress, signal } = options;
  const put = () =>
    putInPlace(
      {
        ...{ user, server: '', parts, place, host, asked, suffix },
        fill: async (stage) => {
          await restoreToStage(host, {
            ...{ stage, words: restoreWords(snapshot, parts, stage), bytes: content.bytes, signal },
            what: `the home of ${user}`,
            progress: (text) => progress(`restored ${text}`),
          });
          return posix.basename(homeOf(snapshot));
        },
        otherwise: 'Restore it into a folder on this machine with --to-folder, or put that out of the way.',
      },
      options,
    );
  if (parts.length > 0) return put();
  const since = new Date().toISOString();
  const own: Hold = { work: 'restore', user, server: '', claim: homeClaim(user), since, holder: operator() };
  return whileHeld(asked, options.platform.hub.namespace, own, signal, put);
}
