import * as z from 'zod';
import { names, OURS } from '../../platform/names.ts';
import { forDisplay } from '../../system/exec.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { createObject } from '../create-object.ts';
import { minuteOf } from '../times.ts';
import { ownerOf } from './find-homes.ts';

const LABEL = 'hubwright/hold';
const place = z.object({ node: z.string(), path: z.string(), volume: z.string() });
const object = z.record(z.string(), z.unknown());
/** A move to another volume that has begun, with all that is needed to finish it from any machine. */
const MOVE = z.object({
  from: place,
  to: place,
  /** When it began: `20261126T143000Z`. */
  stamp: z.string(),
  /** The volume and the claim to be made. */
  objects: z.object({ volume: object, claim: object }),
});
const RECORD = z.object({
  /** `recover`: the home comes from a backup, as its node is lost; it has a `move` too. `import`: it comes from elsewhere. */
  work: z.enum(['move', 'restore', 'recover', 'import']),
  user: z.string(),
  server: z.string(),
  claim: z.string(),
  /** ISO 8601. */
  since: z.string(),
  /** Who began it: `root@laptop`. */
  holder: z.string(),
  move: MOVE.optional(),
  /** Of an import, the words that say from where: `--from ada.tar`. */
  source: z.array(z.string()).optional(),
});

export type MoveRecord = z.output<typeof MOVE>;
/** While it is there, the hub starts no server with the home. It outlives the command that made it. */
export type Hold = z.output<typeof RECORD>;

const LIST = z.object({ items: z.array(z.object({ data: z.object({ record: z.string() }) })) });

/** What the hub tells the user. */
export function messageOf({ work, since }: Hold): string {
  const what = {
    move: 'moved to another node',
    restore: 'restored from a backup',
    recover: 'restored from a backup',
    import: 'copied from where you had it before',
  }[work];
  return `Your home is being ${what} since ${minuteOf(since)}, and no server starts until that is done. Try again later, or ask your hub administrator.`;
}

/** Every hold of the hub's namespace. */
export async function listHolds(server: Host, namespace: string, signal?: AbortSignal): Promise<Hold[]> {
  const argv = ['k3s', 'kubectl', 'get', 'secrets', '-n', namespace, '-l', `${LABEL}=home`, '-o', 'json'];
  const { stdout } = await server.run(argv, { sudo: true, ...(signal && { signal }) });
  return LIST.parse(JSON.parse(stdout)).items.map(({ data }) =>
    RECORD.parse(JSON.parse(Buffer.from(data.record, 'base64').toString('utf8'))),
  );
}

/**
 * Holds a home, or finds that it is held for the same work already.
 *
 * @returns the hold that is there now: another's, if it was there before
 * @throws UserError if it is held for something else
 */
export async function takeHold(server: Host, namespace: string, wanted: Hold, signal: AbortSignal): Promise<Hold> {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: names.hold(wanted.claim), namespace, labels: { ...OURS, [LABEL]: 'home' } },
    data: dataOf(wanted),
  };
  await createObject(server, secret, signal);
  const found = (await listHolds(server, namespace, signal)).find((it) => it.claim === wanted.claim);
  if (found?.work === wanted.work) return found;
  if (found !== undefined) throw unfinished(found);
  throw new UserError('the hold was lifted meanwhile', { fix: 'Run the same command again.' });
}

/** Puts a hold in the place of another, which never stops to hold the home. */
export async function replaceHold(
  server: Host,
  namespace: string,
  { old, wanted, signal }: { readonly old: Hold; readonly wanted: Hold; readonly signal: AbortSignal },
): Promise<void> {
  await checkHeld(server, namespace, old, signal);
  const patch = JSON.stringify({ data: dataOf(wanted) });
  const argv = [
    'k3s',
    'kubectl',
    'patch',
    'secret',
    names.hold(old.claim),
    '-n',
    namespace,
    '--type=merge',
    '-p',
    patch,
  ];
  await server.run(argv, { sudo: true, signal });
}

/** Whether two are the same: a later one of the same home is not. */
export function isSameHold(a: Hold, b: Hold): boolean {
  return a.claim === b.claim && a.since === b.since && a.holder === b.holder;
}

/** Whether this very hold is still there. */
export async function isHeld(server: Host, namespace: string, hold: Hold, signal?: AbortSignal): Promise<boolean> {
  return (await listHolds(server, namespace, signal)).some((it) => isSameHold(it, hold));
}

/** @throws UserError unless this very hold is still there */
export async function checkHeld(server: Host, namespace: string, hold: Hold, signal: AbortSignal): Promise<void> {
  if (await isHeld(server, namespace, hold, signal)) return;
  throw new UserError(`the move of the home of ${hold.user} was finished or given up meanwhile`, {
    fix: '`npx hubwright home list` shows where the home is.',
  });
}

/** Lets servers start again, unless the home is held by another hold now. */
export async function liftHold(server: Host, namespace: string, hold: Hold): Promise<void> {
  if (!(await isHeld(server, namespace, hold))) return;
  const argv = ['k3s', 'kubectl', 'delete', 'secret', '--ignore-not-found', '-n', namespace, names.hold(hold.claim)];
  await server.run(argv, { sudo: true });
}

/** That something else has to be finished first. */
export function unfinished(hold: Hold): UserError {
  return new UserError(describeHold(hold), { fix: finishOf(hold) });
}

/** `ada: the move to agent-2 that root@laptop began at 2026-11-26 14:30 UTC is unfinished`. */
function describeHold(hold: Hold): string {
  const { work, since, holder, move } = hold;
  const what = {
    move: `move to ${move?.to.node}`,
    restore: 'restore',
    recover: `restore onto ${move?.to.node}`,
    import: 'import',
  }[work];
  return `${ownerOf(hold)}: the ${what} that ${holder} began at ${minuteOf(since)} is unfinished, and no server of this home starts`;
}

/** The same, and what ends it. */
export function describeUnfinishedHold(hold: Hold): string {
  return `${describeHold(hold)}: ${finishOf(hold)}`;
}

/**
 * The same, where the node that the home goes to does not answer.
 *
 * @param isBefore whether the claim still has its old volume
 * @param isLost whether the node that the home was on is lost too
 */
export function describeStuck(
  hold: Hold & { readonly move: MoveRecord },
  { isBefore, isLost }: { readonly isBefore: boolean; readonly isLost: boolean },
): string {
  const { node } = hold.move.to;
  const give = isBefore
    ? `give it up with \`${releaseOf(hold)}\` and run the same command again`
    : `\`${forDisplay('npx', ['hubwright', 'home', 'move', ...named(hold), '--to', 'OTHER'])}\``;
  // A home on neither of two nodes that are off can only come from a backup, which it does not have.
  const lost = isLost && !isBefore ? '' : `; if it is lost, ${give}`;
  return `${describeHold(hold)}: ${node} cannot be reached. Switch it on, and run the same command again${lost}.`;
}

/** What ends it. */
function finishOf(hold: Hold): string {
  return `\`${againOf(hold)}\` finishes it, \`${releaseOf(hold)}\` gives it up.`;
}

/** The command that gives it up. */
export function releaseOf(hold: Hold): string {
  return forDisplay('npx', ['hubwright', 'home', 'release', ...named(hold)]);
}

/** The command that continues it. */
export function againOf(hold: Hold): string {
  const { user, work, move, source = [] } = hold;
  const words = {
    move: ['home', 'move', ...named(hold), '--to', move?.to.node ?? ''],
    restore: ['restore', '--home', user],
    recover: ['node', 'drain', move?.from.node ?? '', '--lost'],
    import: ['home', 'import', user, ...source],
  };
  return forDisplay('npx', ['hubwright', ...words[work]]);
}

const named = ({ user, server }: Hold) => (server === '' ? [user] : [user, '--server', server]);
/** Nothing in it is secret: of all objects, the chart lets the hub read this kind. */
const dataOf = (hold: Hold) => ({ message: encoded(messageOf(hold)), record: encoded(JSON.stringify(hold)) });
const encoded = (text: string) => Buffer.from(text).toString('base64');
