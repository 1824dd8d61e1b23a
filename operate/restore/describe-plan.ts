import { posix } from 'node:path';
import { describeDisk } from '../../cluster/disk-headroom.ts';
import { inUnits } from '../../system/bytes.ts';
import { roughly, timeOf } from '../at-time.ts';
import type { FoundBackup, RestorePlan, RestoreRequest } from './plan.ts';

/** What of the home is meant, as a person says it. */
export function subjectOf({ user, parts }: RestoreRequest): string {
  return parts.length === 0 ? `the home of ${user}` : `${parts.join('/')} of ${user}`;
}

/** The plan for a person, a line for each thing that matters. */
export function describePlan(plan: RestorePlan, now: Date): string {
  const { request, place, pods, disk, suffix, content, since } = plan;
  const isWhole = request.parts.length === 0;
  const [pod] = pods;
  const row = (what: string, text: string) => `  ${what.padEnd(8)} ${text}`;
  const target = posix.join(place.folder, ...request.parts);
  return [
    `Restores ${subjectOf(request)} on ${place.node}:`,
    row('from', describeSource(plan, now)),
    ...(since === undefined ? [] : [row('earlier', describeEarlier(since))]),
    row('to', target),
    place.state === 'new'
      ? row('volume', `${place.volume}, new, for the next server of ${request.user}`)
      : row('kept', `what is there now, as ${posix.basename(target)}${suffix}`),
    row('disk', `${describeDisk(disk)} free, ${inUnits(content.bytes)} needed`),
    ...(isWhole
      ? [
          row(
            'server',
            pod === undefined ? 'not running' : `${pod} is running and will be stopped: unsaved work in it is lost`,
          ),
        ]
      : [row('server', 'not stopped')]),
  ].join('\n');
}

/** Which backup, and how much. */
export function describeSource({ snapshot, content }: FoundBackup, now: Date): string {
  const age = roughly(now.getTime() - snapshot.time);
  return `the backup of ${timeOf(snapshot.time)} by ${snapshot.node}, ${age} old, ${inUnits(content.bytes)}`;
}

/** That the home has been made again since its first backups. */
export function describeEarlier(since: number): string {
  return `an earlier home of this user is in the backups before ${timeOf(since)}: --at a time before that`;
}
