import { isDeepStrictEqual } from 'node:util';
import { ownBackup } from '../platform/own-backup.ts';
import type { Platform } from '../platform/platform.ts';
import { type Change, written } from './change.ts';

/** What is backed up, where to and for how long. */
export function backupChanges(before: Platform, after: Platform): Change[] {
  const [was, is] = [ownBackup(before), ownBackup(after)];
  if (is === undefined) {
    return [
      ...(was === undefined
        ? []
        : [change(`Backups stop. What is in ${was.repository} stays there, and grows old.`, true)]),
      ...(after.backup === undefined || isDeepStrictEqual(placeOf(before.backup), placeOf(after.backup))
        ? []
        : [change(`Restores read the backups in ${after.backup.repository}.`)]),
    ];
  }
  const times = `every day at ${is.at.join(', ')}`;
  if (was === undefined) {
    return [change(`Backups begin: every node backs up ${times} to ${is.repository}, which keeps ${kept(is)}.`)];
  }
  const less = (['daily', 'weekly', 'monthly'] as const).some((unit) => is.keep[unit] < was.keep[unit]);
  return [
    ...(was.repository === is.repository
      ? []
      : [
          change(
            `Backups go to ${is.repository}: their history begins again there, and stays in ${was.repository}.`,
            true,
          ),
        ]),
    ...(isDeepStrictEqual(was.password, is.password)
      ? []
      : [
          change(
            'The password of the backups is read from elsewhere. It has to be the one that the repository was made with.',
            true,
          ),
        ]),
    ...(isDeepStrictEqual(was.at, is.at) ? [] : [change(`Backups are made ${times} (was ${was.at.join(', ')}).`)]),
    ...(isDeepStrictEqual(was.keep, is.keep)
      ? []
      : [
          change(
            `Backups are kept for ${kept(is)} (was ${kept(was)}).${less ? ' Older ones are deleted after the next backup.' : ''}`,
            less,
          ),
        ]),
    ...(isDeepStrictEqual(was.exclude, is.exclude)
      ? []
      : [
          change(
            `Backups leave out ${is.exclude.join(', ') || 'nothing'} (was ${was.exclude.join(', ') || 'nothing'}).`,
            true,
          ),
        ]),
    ...(written(was.bandwidth) === written(is.bandwidth)
      ? []
      : [change(`Backups upload at most ${limit(is)} a second from each node (was ${limit(was)}).`)]),
    ...(isDeepStrictEqual([was.login, was.ssh], [is.login, is.ssh])
      ? []
      : [change('Backups log in to the repository differently.')]),
  ];
}

const change = (text: string, caution = false): Change => ({ topic: 'Storage', text, caution });

type Backup = NonNullable<Platform['backup']>;

const placeOf = (it: Backup | undefined) => it && [it.repository, it.password, it.login, it.ssh];
const kept = ({ keep }: Backup) => `${keep.daily} days, ${keep.weekly} weeks and ${keep.monthly} months`;
const limit = ({ bandwidth }: Backup) => (bandwidth === undefined ? 'as much as they can' : written(bandwidth));
