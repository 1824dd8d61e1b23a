import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type AskedCluster, hostOf } from '../../operate/ask-server.ts';
import { diskAt, refuseFull } from '../../operate/homes/disk-at.ts';
import type { Hold } from '../../operate/homes/holds.ts';
import { newPlace, type Place } from '../../operate/homes/place.ts';
import { putInPlace, whileHeld } from '../../operate/homes/put-in-place.ts';
import { streamTree } from '../../operate/homes/stream-tree.ts';
import { differenceOf, digestOf } from '../../operate/move/compare-trees.ts';
import { NOT_THERE } from '../../operate/move/plan-move.ts';
import { homeClaim } from '../../platform/slug.ts';
import { inUnits } from '../../system/bytes.ts';
import { counted } from '../../system/counted.ts';
import type { Host } from '../../system/hosts/host.ts';
import { operator } from '../../system/operator.ts';
import type { Reporter } from '../../system/reporter.ts';
import { transferLimit } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import type { HomeSource, OpenHome } from './home-source.ts';
import { type HomesPlan, newVolume, type PlannedHome, type Room } from './plan-homes.ts';

const SETTLE = readFileSync(new URL('settle-home.sh', import.meta.url), 'utf8');
/** In a stage. */
const HOME = 'home';
/** What servers run as unless the settings say otherwise. */
const OWNER = { user: 1000, group: 100 };
const FULL =
  'What is there now is kept, and Kubernetes ends pods when less than 5 % is free. Make room there. This home was not copied.';
/** Removes a stage, unless another command has it. */
const CLEAR = 'if [ -d "$1" ]; then flock -w 30 -E 0 "$1" rm -rf --one-file-system -- "$1"; fi';

export interface ImportOptions {
  /** The words that say from where, for whoever finds it unfinished. */
  readonly words: readonly string[];
  /** Whether it may differ from the original, which is in use. */
  readonly isInUse: boolean;
  readonly progress: Reporter['progress'];
  readonly note: Reporter['note'];
}

/**
 * Copies a home into the cluster. Until the last step, the home that is there stays as it is, and is kept beside the new one.
 * Each step can be run again.
 *
 * @returns what was done, in a few words
 */
export async function importHome(
  cluster: AskedCluster,
  plan: HomesPlan,
  { source, place: now }: PlannedHome,
  { words, isInUse, progress, note }: ImportOptions,
): Promise<string> {
  const { platform, signal } = cluster;
  const { user, server } = source;
  const { asked, suffix, rooms } = plan;
  const { namespace } = platform.hub;
  const whose = { user, server, namespace };
  const open = await source.open({ progress, signal });
  try {
    const { host, place } =
      now === undefined ? newHome(chooseRoom(rooms, open.bytes), whose) : await homeHere(cluster, now, open);
    const fill = async (stage: string) => {
      try {
        await copy(open, { host, stage, isInUse, progress, signal });
        progress('setting its owner');
        const settled = await settle(host, stage, cluster);
        if (settled !== undefined) note(`${user}: ${settled}`);
        return HOME;
      } catch (error) {
        // A disk that is full has to have its room back.
        await host.run(['sh', '-c', CLEAR, 'clear', stage], { sudo: true }).catch(() => {});
        throw error;
      }
    };
    const since = new Date().toISOString();
    const own: Hold = {
      ...{ work: 'import', user, server, claim: homeClaim(user, server), since, holder: operator() },
      source: [...words],
    };
    const kept = await whileHeld(asked, namespace, own, signal, () =>
      putInPlace(
        {
          ...{ user, server, parts: [], place, host, asked, suffix, fill },
          otherwise: 'Put that out of the way, then run the same command again.',
        },
        { platform, progress, signal },
      ),
    );
    const size = open.bytes === undefined ? '' : `, ${inUnits(open.bytes)}`;
    return `is on ${host.name}${size}${kept === undefined ? '' : `; what was there is kept as ${kept}`}`;
  } finally {
    await open.close();
  }
}

interface Copying {
  readonly host: Host;
  readonly stage: string;
  readonly isInUse: boolean;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

async function copy(open: OpenHome, { host, stage, isInUse, progress, signal }: Copying): Promise<void> {
  const folder = posix.join(stage, HOME);
  const { bytes, digest } = open;
  await streamTree({ pack: (options) => open.pack(options), to: host, stage, folder, bytes, progress, signal });
  if (digest === undefined || isInUse) return;
  progress('comparing the copy with the original');
  const timeout = 60 * 60_000 + transferLimit(bytes ?? 0);
  const [original, copied] = await Promise.all([digest({ timeout, signal }), digestOf(host, folder, timeout, signal)]);
  const different = differenceOf(original, copied);
  if (different === undefined) return;
  throw new UserError(`the copy on ${host.name} differs from the original: ${different}`, {
    fix: 'If something still writes to the original, end it. Then run the same command again.',
  });
}

/** @returns what is worth knowing of it */
async function settle(host: Host, stage: string, { platform, signal }: AskedCluster): Promise<string | undefined> {
  const { user = OWNER.user, group = OWNER.group } = platform.servers;
  const words = [posix.join(stage, HOME), String(user), String(group)];
  const options = { sudo: true, input: SETTLE, timeout: 60 * 60_000, signal };
  const { stdout } = await host.run(['sh', '-s', '--', ...words], options);
  const [changed = '0', only] = stdout.split('\n');
  const notes = [
    ...(Number(changed) === 0
      ? []
      : [`${counted(Number(changed), 'file')} got the owner of servers, ${user}:${group}`]),
    ...(only === undefined
      ? []
      : [`all of it is in the folder "${only}"; if that should be the home itself, pack what is in it`]),
  ];
  return notes.length === 0 ? undefined : notes.join('; ');
}

/** The node with most room; what is to come there is taken off. @throws UserError if none has enough */
export function chooseRoom(rooms: readonly Room[], bytes: number | undefined): Room {
  const most = rooms.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const needed = bytes ?? 0;
  if (most.bytes < needed || most.bytes <= 0) {
    const left = rooms.map((it) => `${it.host.name} has room for ${inUnits(Math.max(0, it.bytes))}`);
    throw new UserError(`${bytes === undefined ? 'a home' : inUnits(bytes)} to copy: ${left.join(', ')}`, {
      fix: 'Kubernetes ends pods when less than 5 % of a disk is free. Make room, or add a node. This home was not copied.',
    });
  }
  most.bytes -= needed;
  return most;
}

interface HomePlace {
  readonly host: Host;
  readonly place: Place;
}

const newHome = (
  { host }: Room,
  whose: Pick<HomeSource, 'user' | 'server'> & { readonly namespace: string },
): HomePlace => ({
  host,
  place: newPlace(host.name, newVolume(whose), whose),
});

/** @throws UserError where there is no room for it beside what is there */
async function homeHere(cluster: AskedCluster, place: Place, { bytes = 0 }: OpenHome): Promise<HomePlace> {
  const host = await hostOf(cluster, place.node, NOT_THERE);
  const disk = await diskAt(host, place.folder, cluster.signal);
  refuseFull(host.name, { bytes, disk, what: 'to copy' }, FULL);
  return { host, place };
}
