import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { createObject } from '../create-object.ts';
import { checkHeld, type Hold, type MoveRecord } from '../homes/holds.ts';

/** Milliseconds that Kubernetes gets to delete a claim, or to bind one. */
const LIMIT = 3 * 60_000;
const RETAIN = '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}';

const CLAIM = z.object({
  metadata: z.object({ deletionTimestamp: z.string().optional() }),
  spec: z.object({ volumeName: z.string().optional() }),
  status: z.object({ phase: z.string().optional() }).default({}),
});
type Claim = z.output<typeof CLAIM>;

/** A move that has begun. */
export interface BegunMove {
  readonly server: Host;
  /** The hub's. */
  readonly namespace: string;
  readonly hold: Hold;
  readonly move: MoveRecord;
  readonly signal?: AbortSignal;
}

export interface Switch extends BegunMove {
  readonly to: Host;
  readonly signal: AbortSignal;
}

/** The claim has its old volume; it is about to leave it, or has none, so that there is no way back; or it has the new one. */
export type SwitchState = 'before' | 'between' | 'after';

/** How far the switch of the claim is. */
export async function switchState(it: BegunMove): Promise<SwitchState> {
  const claim = await claimNow(it);
  if (claim?.spec.volumeName === it.move.to.volume) return 'after';
  const hasOld = claim?.spec.volumeName !== undefined && claim.metadata.deletionTimestamp === undefined;
  return hasOld ? 'before' : 'between';
}

/** Whether the copy is in its place. It gets there only whole. */
export async function hasCopy({ to, move, signal }: Pick<Switch, 'to' | 'move' | 'signal'>): Promise<boolean> {
  const { exitCode } = await to.run(['test', '-d', move.to.path], { sudo: true, allow: [1], signal });
  return exitCode === 0;
}

/**
 * Gives the claim the volume on the other node. That volume is kept for the claim before the old one goes, so that a claim
 * made by the hub in between gets it as well, and never an empty home.
 */
export async function switchVolume(it: Switch): Promise<void> {
  const { server, namespace, hold, move, signal } = it;
  const claim = await claimNow(it);
  if (claim?.spec.volumeName !== move.to.volume) {
    await checkStillRight(it);
    await createObject(server, move.objects.volume, signal);
    if (claim !== undefined) await removeClaim(it, claim);
    await createObject(server, move.objects.claim, signal);
  }
  for (const end = Date.now() + LIMIT; ; ) {
    const found = await claimNow(it);
    if (found?.status.phase === 'Bound') {
      const { volumeName = 'another volume' } = found.spec;
      if (volumeName !== move.to.volume) throw otherHome(hold, volumeName);
      break;
    }
    if (Date.now() > end) {
      throw new UserError(`Kubernetes does not bind ${hold.claim} to ${move.to.volume}`, {
        fix: `\`kubectl -n ${namespace} describe pvc ${hold.claim}\` says why. Then run the same command again.`,
      });
    }
    await sleep(1000, undefined, { signal });
  }
  await remove(it, 'persistentvolume', [move.from.volume]);
}

/** Removes the claim from its old volume, whose folder stays whatever its storage class says. */
async function removeClaim(it: Switch, { spec }: Claim): Promise<void> {
  const { namespace, hold, move } = it;
  if (spec.volumeName !== undefined) {
    if (spec.volumeName !== move.from.volume) throw otherHome(hold, spec.volumeName);
    await retain(it, move.from.volume);
  }
  await checkStillRight(it);
  await remove(it, 'persistentvolumeclaim', ['-n', namespace, hold.claim]);
}

/** Takes the volume of a node that is lost from the claim, if it has it, and removes it. The old one is there, or its folder is. */
export async function leaveLost(it: BegunMove & { readonly signal: AbortSignal }): Promise<void> {
  const { server, namespace, hold, move, signal } = it;
  await checkHeld(server, namespace, hold, signal);
  if ((await claimNow(it))?.spec.volumeName === move.to.volume) {
    // Somebody may have deleted it already.
    if (await isThere(it, move.to.volume)) await retain(it, move.to.volume);
    await remove(it, 'persistentvolumeclaim', ['-n', namespace, hold.claim]);
  }
  await remove(it, 'persistentvolume', [move.to.volume]);
}

/** The folder of the volume stays whatever its storage class says. */
async function retain({ server, signal }: Pick<Switch, 'server' | 'signal'>, volume: string): Promise<void> {
  const argv = ['k3s', 'kubectl', 'patch', 'persistentvolume', volume, '--type=merge', '-p', RETAIN];
  await server.run(argv, { sudo: true, signal });
}

async function isThere({ server, signal }: Pick<Switch, 'server' | 'signal'>, volume: string): Promise<boolean> {
  const argv = ['k3s', 'kubectl', 'get', 'persistentvolume', volume, '--ignore-not-found', '-o', 'name'];
  const { stdout } = await server.run(argv, { sudo: true, signal });
  return stdout.trim() !== '';
}

/** Whoever gives a move up elsewhere deletes the copy. */
async function checkStillRight(it: Switch): Promise<void> {
  const { server, namespace, hold, move, to, signal } = it;
  await checkHeld(server, namespace, hold, signal);
  if (await hasCopy(it)) return;
  throw new UserError(`the copy on ${to.name} is gone: ${move.to.path}`, {
    fix: 'The home is where it was. Run the same command again.',
  });
}

/** Takes back the volume of a move that is given up, which no claim has yet. */
export async function forgetVolume({ server, move }: BegunMove): Promise<void> {
  const argv = ['k3s', 'kubectl', 'delete', 'persistentvolume', '--ignore-not-found', move.to.volume];
  await server.run(argv, { sudo: true, timeout: LIMIT });
}

async function claimNow({ server, namespace, hold, signal }: BegunMove): Promise<Claim | undefined> {
  const get = ['k3s', 'kubectl', 'get', 'persistentvolumeclaim', hold.claim, '-n', namespace];
  const options = { sudo: true, ...(signal && { signal }) };
  const { stdout } = await server.run([...get, '--ignore-not-found', '-o', 'json'], options);
  return stdout.trim() === '' ? undefined : CLAIM.parse(JSON.parse(stdout));
}

async function remove(
  { server, signal }: Pick<Switch, 'server' | 'signal'>,
  kind: string,
  words: readonly string[],
): Promise<void> {
  const argv = ['k3s', 'kubectl', 'delete', kind, '--ignore-not-found', ...words];
  await server.run(argv, { sudo: true, timeout: LIMIT, signal }).catch((error) => {
    if (!(error instanceof HostError) || error.reason !== 'timeout') throw error;
    throw new UserError(`Kubernetes does not delete the ${kind} ${words.at(-1)}: something still uses it`, {
      fix: `\`kubectl describe ${kind} ${words.join(' ')}\` shows what. Then run the same command again.`,
      cause: error,
    });
  });
}

function otherHome({ user, claim }: Hold, volume: string): UserError {
  return new UserError(`the home of ${user} (${claim}) has another volume now: ${volume}`, {
    fix: '`npx hubwright home list` shows it. Nothing was deleted.',
  });
}
