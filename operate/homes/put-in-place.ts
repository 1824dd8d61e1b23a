import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { listVolumes } from '../../cluster/volumes.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { kubernetesSize } from '../../platform/quantities.ts';
import { homeClaim } from '../../platform/slug.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { createObject } from '../create-object.ts';
import { type Hold, isSameHold, liftHold, takeHold } from './holds.ts';
import { type Place, volumeOf } from './place.ts';
import { stopServers } from './servers.ts';
import { stageBeside } from './stage.ts';

const SWAP = readFileSync(new URL('swap.py', import.meta.url), 'utf8');

/** What is put into a home, or into a part of it. */
export interface NewContent {
  readonly user: string;
  /** Named server that the home is of; empty for the default one. */
  readonly server: string;
  /** The names that lead to the part; empty for all of the home. */
  readonly parts: readonly string[];
  readonly place: Place;
  /** The node of the home. */
  readonly host: Host;
  /** Where Kubernetes is asked. */
  readonly asked: Host;
  /** Added to the name of what is there now. */
  readonly suffix: string;
  /** Fills a folder of root alone with it. @returns its name in there */
  readonly fill: (stage: string) => Promise<string>;
  /** What to do where the new cannot take the place of what is there; nothing was replaced then. */
  readonly otherwise: string;
}

export interface PutOptions {
  readonly platform: Platform;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Does something to a home while no server starts with it.
 *
 * @param own the hold that is wanted; one for the same work that is there already does as well
 */
export async function whileHeld<T>(
  asked: Host,
  namespace: string,
  own: Hold,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const hold = await takeHold(asked, namespace, own, signal);
  // Replaced or as it was, the home can be used. If the server is gone now, another try lifts it.
  const lift = () => liftHold(asked, namespace, hold).catch(() => {});
  try {
    const done = await work();
    await lift();
    return done;
  } catch (error) {
    // What was begun elsewhere may be running there still.
    if (isSameHold(hold, own)) await lift();
    throw error;
  }
}

/**
 * Puts something in the place of a home, or of a part of one. What is there now is whole until the last step, which swaps
 * it in one rename; a server that starts in between all the same has the old home, and is stopped once more. Each step can
 * be run again.
 *
 * @returns where what was there is now, on the node; undefined if nothing was there
 */
export async function putInPlace(
  content: NewContent,
  { platform, progress, signal }: PutOptions,
): Promise<string | undefined> {
  const { user, server, parts, place, host, asked, suffix, fill, otherwise } = content;
  const stop = async () => {
    // A file that is replaced under a running server is seen by it at once.
    if (parts.length > 0) return;
    const pods = await stopServers(asked, { user, server, namespace: platform.hub.namespace }, signal);
    if (pods.length > 0) progress(`stopped ${pods.join(', ')}`);
  };
  await stop();
  const stage = stageBeside(place.folder, homeClaim(user, server));
  const filled = await fill(stage);
  await stop();
  progress('swapping');
  const name = posix.basename(place.folder);
  const swap = ['python3', '-', stage, posix.dirname(place.folder), suffix, filled, name, ...parts];
  const swapped = await host.run(swap, { sudo: true, input: SWAP, timeout: 30 * 60_000, signal }).catch((error) => {
    if (!(error instanceof HostError) || error.reason !== 'exit') throw error;
    throw new UserError(`${host.name}: it could not be put in place: ${error.printed.at(-1) ?? error.what}`, {
      fix: `Nothing was replaced. ${otherwise}`,
      cause: error,
    });
  });
  if (place.state === 'new') await makeVolume(content, platform, signal);
  await stop();
  return swapped.stdout === '' ? undefined : swapped.stdout;
}

async function makeVolume({ user, server, place, asked }: NewContent, platform: Platform, signal: AbortSignal) {
  const { namespace } = platform.hub;
  const claim = homeClaim(user, server);
  const size = kubernetesSize(platform.storage.home.size);
  const owner = { user, server };
  const volume = volumeOf(place, { namespace, claim, storageClass: names.storageClass, size, owner });
  await createObject(asked, volume, signal);
  const { volumes } = await listVolumes(asked, namespace, signal);
  const other = volumes.find((it) => it.claim === claim && it.namespace === namespace && it.phase === 'Bound');
  if (other === undefined || other.volume === place.volume) return;
  throw new UserError(`a server of ${user} has started meanwhile, with a new home (${other.volume})`, {
    fix: 'Run the same command again: it goes into that one.',
  });
}
