import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { listVolumes } from '../../cluster/volumes.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { kubernetesSize } from '../../platform/quantities.ts';
import { homeClaim } from '../../platform/slug.ts';
import { HostError } from '../../system/hosts/host.ts';
import { operator } from '../../system/operator.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { createObject } from '../create-object.ts';
import { type Hold, isSameHold, liftHold, takeHold } from '../homes/holds.ts';
import { stageBeside } from '../homes/stage.ts';
import { homeOf, restoreWords } from './in-snapshot.ts';
import { volumeOf } from './place.ts';
import type { RestorePlan } from './plan.ts';
import { stopServers } from './servers.ts';
import { restoreToStage } from './staged.ts';

const SWAP = readFileSync(new URL('swap.py', import.meta.url), 'utf8');

export interface PutBackOptions {
  readonly platform: Platform;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Restores in place; of a whole home no server starts meanwhile.
 *
 * @returns where what was there is now, on the node; undefined if nothing was there
 */
export async function putBack(plan: RestorePlan, options: PutBackOptions): Promise<string | undefined> {
  const { request, server } = plan;
  if (request.parts.length > 0) return putInPlace(plan, options);
  const { namespace } = options.platform.hub;
  const claim = homeClaim(request.user);
  const since = new Date().toISOString();
  const own: Hold = { work: 'restore', user: request.user, server: '', claim, since, holder: operator() };
  const hold = await takeHold(server, namespace, own, options.signal);
  // Restored or as it was, the home can be used. If the server is gone now, another try lifts it.
  const lift = () => liftHold(server, namespace, hold).catch(() => {});
  try {
    const kept = await putInPlace(plan, options);
    await lift();
    return kept;
  } catch (error) {
    // A restore that was begun elsewhere may be running there still.
    if (isSameHold(hold, own)) await lift();
    throw error;
  }
}

/**
 * What is there now is whole until the last step, which swaps it in one rename; a server that starts in between all the same
 * has the old home, and is stopped once more. Each step can be run again.
 */
async function putInPlace(
  plan: RestorePlan,
  { platform, progress, signal }: PutBackOptions,
): Promise<string | undefined> {
  const { request, place, host, server, suffix } = plan;
  const whose = { user: request.user, namespace: platform.hub.namespace };
  const stop = async () => {
    if (request.parts.length > 0) return;
    const pods = await stopServers(server, whose, signal);
    if (pods.length > 0) progress(`stopped ${pods.join(', ')}`);
  };
  await stop();
  const stage = stageBeside(place.folder, homeClaim(request.user));
  await restoreToStage(host, {
    ...{ stage, words: restoreWords(plan.snapshot, request.parts, stage), bytes: plan.content.bytes, signal },
    what: `the home of ${request.user}`,
    progress: (text) => progress(`restored ${text}`),
  });
  await stop();
  progress('swapping');
  const [restored, name] = [posix.basename(homeOf(plan.snapshot)), posix.basename(place.folder)];
  const swap = ['python3', '-', stage, posix.dirname(place.folder), suffix, restored, name, ...request.parts];
  const swapped = await host.run(swap, { sudo: true, input: SWAP, timeout: 30 * 60_000, signal }).catch((error) => {
    if (!(error instanceof HostError) || error.reason !== 'exit') throw error;
    throw new UserError(`${host.name}: it could not be put in place: ${error.printed.at(-1) ?? error.what}`, {
      fix: 'Nothing was replaced. Restore it into a folder on this machine with --to-folder, or put that out of the way.',
      cause: error,
    });
  });
  if (place.state === 'new') await makeVolume(plan, platform, signal);
  await stop();
  return swapped.stdout === '' ? undefined : swapped.stdout;
}

async function makeVolume({ request, place, server }: RestorePlan, platform: Platform, signal: AbortSignal) {
  const { namespace } = platform.hub;
  const claim = homeClaim(request.user);
  const size = kubernetesSize(platform.storage.home.size);
  const volume = volumeOf(place, { namespace, claim, storageClass: names.storageClass, size });
  await createObject(server, volume, signal);
  const { volumes } = await listVolumes(server, namespace, signal);
  const other = volumes.find((it) => it.claim === claim && it.namespace === namespace && it.phase === 'Bound');
  if (other === undefined || other.volume === place.volume) return;
  throw new UserError(`a server of ${request.user} has started meanwhile, with a new home (${other.volume})`, {
    fix: 'Run the same command again: it restores into that one.',
  });
}
