import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { Hold, MoveRecord } from '../homes/holds.ts';

/** Milliseconds that Kubernetes gets to delete a claim, or to bind one. */
const LIMIT = 3 * 60_000;

const CLAIM = z.object({
  metadata: z.object({ deletionTimestamp: z.string().optional() }),
  spec: z.object({ volumeName: z.string().optional() }),
  status: z.object({ phase: z.string().optional() }).default({}),
});

export interface Switch {
  readonly server: Host;
  /** The hub's. */
  readonly namespace: string;
  readonly hold: Hold;
  readonly move: MoveRecord;
  readonly signal: AbortSignal;
}

/** Whether the claim has left the old volume, or is about to: then only going on is right. */
export async function hasBegunSwitch(it: Switch): Promise<boolean> {
  const claim = await claimNow(it);
  return claim === undefined || claim.metadata.deletionTimestamp !== undefined || isOnNew(claim, it.move);
}

/**
 * Gives the claim the volume on the other node. That volume is kept for the claim before the old one goes, so that a claim
 * made by the hub in between gets it as well, and never an empty home.
 */
export async function switchVolume(it: Switch): Promise<void> {
  const { namespace, hold, move, signal } = it;
  await create(it, move.objects.volume);
  const claim = await claimNow(it);
  if (claim !== undefined && !isOnNew(claim, move)) {
    const { volumeName } = claim.spec;
    if (volumeName !== undefined && volumeName !== move.from.volume) throw otherHome(hold, volumeName);
    await remove(it, 'persistentvolumeclaim', ['-n', namespace, hold.claim]);
  }
  await create(it, move.objects.claim);
  for (const end = Date.now() + LIMIT; ; ) {
    const found = await claimNow(it);
    if (found?.status.phase === 'Bound') {
      if (!isOnNew(found, move)) throw otherHome(hold, found.spec.volumeName ?? 'another volume');
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

/** Takes back the volume of a move that is given up, which no claim has yet. */
export async function forgetVolume(it: Omit<Switch, 'signal'>): Promise<void> {
  const argv = ['k3s', 'kubectl', 'delete', 'persistentvolume', '--ignore-not-found', it.move.to.volume];
  await it.server.run(argv, { sudo: true, timeout: LIMIT });
}

function isOnNew({ spec }: z.output<typeof CLAIM>, { to }: MoveRecord): boolean {
  return spec.volumeName === to.volume;
}

async function claimNow({ server, namespace, hold, signal }: Switch): Promise<z.output<typeof CLAIM> | undefined> {
  const get = ['k3s', 'kubectl', 'get', 'persistentvolumeclaim', hold.claim, '-n', namespace];
  const { stdout } = await server.run([...get, '--ignore-not-found', '-o', 'json'], { sudo: true, signal });
  return stdout.trim() === '' ? undefined : CLAIM.parse(JSON.parse(stdout));
}

/** What another try finds, it leaves. */
async function create({ server, signal }: Switch, object: object): Promise<void> {
  const options = { sudo: true, input: JSON.stringify(object), signal };
  await server.run(['k3s', 'kubectl', 'create', '-f', '-'], options).catch((error) => {
    if (!(error instanceof HostError) || !/already exists/i.test(error.stderr)) throw error;
  });
}

async function remove({ server, signal }: Switch, kind: string, words: readonly string[]): Promise<void> {
  const argv = ['k3s', 'kubectl', 'delete', kind, '--ignore-not-found', ...words];
  await server.run(argv, { sudo: true, timeout: LIMIT, signal }).catch((error) => {
    if (!(error instanceof HostError) || error.reason !== 'timeout') throw error;
    throw new UserError(`Kubernetes does not delete the ${kind} ${words.at(-1)}: something still uses it`, {
      fix: `\`kubectl describe ${words.join(' ')}\` shows what. Then run the same command again.`,
      cause: error,
    });
  });
}

function otherHome({ user, claim }: Hold, volume: string): UserError {
  return new UserError(`the home of ${user} (${claim}) has another volume now: ${volume}`, {
    fix: '`npx hubwright home list` shows it. Nothing was deleted.',
  });
}
