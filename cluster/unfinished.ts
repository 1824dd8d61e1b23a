import { UserError } from '../system/user-error.ts';
import type { ClusterRecord, Unfinished } from './record/record.ts';
import { RESTORE_CLUSTER, readRestore } from './restore-record.ts';

/** A command that leaves a cluster unusable for every other one until it has run to its end. */
interface Kind {
  /** What it does, in words. */
  readonly what: string;
  /** Whether it has begun in a cluster's folder, and not ended. */
  readonly isHere: (folder: string) => boolean;
  /** How to get rid of it instead; undefined where nothing but `down` does. */
  readonly giveUp?: string;
}

/** The command that undoes an upgrade. All that it has to know is on the nodes. */
export const ROLLBACK = 'rollback';

/** The command that makes a k3s of somebody else a cluster of Hubwright. All that it has to know is on the nodes. */
export const TAKE_OVER = 'adopt --take-over';

/** By the command, as it is typed. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    RESTORE_CLUSTER,
    {
      what: 'the restore',
      isHere: (folder) => readRestore(folder) !== undefined,
      giveUp:
        'To give it up instead, `npx hubwright down` takes what it has done off the hosts; the backups stay as they are.',
    },
  ],
  [ROLLBACK, { what: 'the rollback', isHere: () => false }],
  [TAKE_OVER, { what: 'the take-over', isHere: () => false }],
]);
/** Those that any folder continues. */
const ANYWHERE: readonly (string | undefined)[] = [ROLLBACK, TAKE_OVER];
/** What gives up any of them; who began that cannot go on with hosts that are only half there. */
export const GIVES_UP = 'down';

/** What a command does about one that has not finished. */
export interface AboutUnfinished {
  /** Which one it continues, if that has begun in this folder, or may be continued in any. @default - none */
  readonly continues?: string | undefined;
  /** Whether it gives up any, wherever that has begun. @default false */
  readonly givesUp?: boolean | undefined;
}

/** @throws UserError while a command that has begun here has not finished: a start of k3s would come too early */
export function refuseUnfinishedHere(folder: string): void {
  const command = unfinishedHere(folder);
  if (command === undefined) return;
  throw new UserError(`${whatOf(command)} of this cluster has not finished`, {
    fix: [`\`npx hubwright ${command}\` continues it.`, ...giveUpOf(command)].join(' '),
  });
}

/**
 * @param newest what the servers have recorded
 * @throws UserError while a command has not finished, wherever it has begun, unless this one continues it or gives it up
 */
export function refuseUnfinished(
  folder: string,
  newest: Pick<ClusterRecord, 'unfinished'> | undefined,
  { continues, givesUp = false }: AboutUnfinished,
): void {
  if (givesUp) return;
  const [here, there] = [unfinishedHere(folder), newest?.unfinished];
  const isContinued = there?.command === continues && ANYWHERE.includes(continues);
  if (there !== undefined && there.command !== here && !isContinued) {
    throw new UserError(describeUnfinished(there), { fix: fixOf(there) });
  }
  if (here !== continues) refuseUnfinishedHere(folder);
}

/** `the restore of this cluster that ada@laptop began at 2026-11-27 10:12 has not finished`, in this machine's time. */
export function describeUnfinished({ command, operator, since }: Unfinished): string {
  const start = new Date(since).toLocaleString('sv-SE').slice(0, 16);
  return `${whatOf(command)} of this cluster that ${operator} began at ${start} has not finished`;
}

/** What to do about one that has begun elsewhere. */
export function fixOf({ command }: Unfinished): string {
  if (command === GIVES_UP) return '`npx hubwright down` continues it.';
  const where = ANYWHERE.includes(command) ? '' : ', in the folder where it began';
  return [`\`npx hubwright ${command}\` continues it${where}.`, ...giveUpOf(command)].join(' ');
}

/** The command that has begun in this folder and not finished. */
function unfinishedHere(folder: string): string | undefined {
  return [...KINDS].find(([, { isHere }]) => isHere(folder))?.[0];
}

function whatOf(command: string): string {
  if (command === GIVES_UP) return 'the removal';
  return KINDS.get(command)?.what ?? `\`${command}\``;
}

function giveUpOf(command: string): readonly string[] {
  const text = KINDS.get(command)?.giveUp;
  return text === undefined ? [] : [text];
}
