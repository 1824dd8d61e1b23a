import { describeDisk } from '../../cluster/disk-headroom.ts';
import { inUnits } from '../../system/bytes.ts';
import { minuteOf } from '../times.ts';
import type { MovePlan } from './plan-move.ts';

/** Whose home it is, as a person says it. */
export function homeName({ user, server }: { readonly user: string; readonly server: string }): string {
  return server === '' ? `the home of ${user}` : `the home of ${user}'s server ${server}`;
}

/** The plan for a person, a line for each thing that matters. */
export function describeMove(plan: MovePlan): string {
  const { hold, to, lost: old, isSwitched, pods, bytes, disk, lostSizes } = plan;
  const row = (what: string, text: string) => `  ${what.padEnd(8)} ${text}`;
  const { holder, since } = old ?? hold;
  const which = old === undefined ? 'continues the move' : `replaces the move to ${old.move.to.node}, which is lost,`;
  const earlier = `${which} that ${holder} began at ${minuteOf(since)}; nobody else may be running it`;
  const lost = `${to.name} never runs a server of the size ${lostSizes.join(', ')}`;
  const servers =
    pods.length === 0
      ? 'not running; none starts until the home is moved'
      : `${pods.join(', ')} is running and will be stopped: unsaved work in it is lost`;
  return [
    `Moves ${homeName(hold)} from ${hold.move?.from.node} to ${to.name}:`,
    ...(plan.isResumed ? [row('earlier', earlier)] : []),
    ...(isSwitched
      ? [row('copied', `the claim has the copy on ${to.name}; the rest is tidied up`)]
      : [row('size', inUnits(bytes)), row('disk', `${describeDisk(disk)} free on ${to.name}`), row('server', servers)]),
    ...(lostSizes.length === 0 ? [] : [row('sizes', lost)]),
  ].join('\n');
}
