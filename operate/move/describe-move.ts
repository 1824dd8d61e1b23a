import { describeDisk } from '../../cluster/disk-headroom.ts';
import { inUnits } from '../../system/bytes.ts';
import type { MovePlan } from './plan-move.ts';

/** Whose home it is, as a person says it. */
export function homeName({ user, server }: { readonly user: string; readonly server: string }): string {
  return server === '' ? `the home of ${user}` : `the home of ${user}'s server ${server}`;
}

/** The plan for a person, a line for each thing that matters. */
export function describeMove({ hold, from, to, isResumed, pods, bytes, disk, lostSizes }: MovePlan): string {
  const row = (what: string, text: string) => `  ${what.padEnd(8)} ${text}`;
  const since = `${hold.since.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `Moves ${homeName(hold)} from ${from.name} to ${to.name}:`,
    ...(isResumed
      ? [row('goes on', `with the move that ${hold.holder} began at ${since}; nobody else may be running it`)]
      : []),
    row('size', inUnits(bytes)),
    row('disk', `${describeDisk(disk)} free on ${to.name}`),
    row(
      'server',
      pods.length === 0
        ? 'not running; none starts until the home is moved'
        : `${pods.join(', ')} is running and will be stopped: unsaved work in it is lost`,
    ),
    ...(lostSizes.length === 0
      ? []
      : [row('sizes', `${to.name} never runs a server of the size ${lostSizes.join(', ')}`)]),
  ].join('\n');
}
