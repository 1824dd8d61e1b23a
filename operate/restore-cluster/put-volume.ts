import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { StepContext } from '../../bootstrap/plan/step.ts';
import type { RestoredVolume } from '../../cluster/restore-record.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { restoreWords } from '../restore/in-snapshot.ts';
import { restoreToStage } from '../restore/staged.ts';

const PLACE = readFileSync(new URL('place-volume.sh', import.meta.url), 'utf8');
/** Where volumes are restored to first, on the file system that they are moved to. */
export const VOLUME_STAGE = `${LOCAL_STORAGE}/.hubwright-restore`;
const MINUTE = 60_000;

/** Puts the data of a volume on its node, whole or not at all; what an earlier try has put there stays. */
export async function putVolume(volume: RestoredVolume, { host, signal, progress }: StepContext): Promise<void> {
  const { path, source, claim } = volume;
  const isThere = ['test', '-e', path];
  if ((await host.run(isThere, { sudo: true, allow: [1], signal })).exitCode === 0) return;
  // Where no backup can have it, it is on a disk that the operator mounts.
  if (source === undefined && !path.startsWith(`${LOCAL_STORAGE}/`)) return;
  const restored = source === undefined ? undefined : posix.join(VOLUME_STAGE, posix.basename(source.path));
  if (source !== undefined) {
    await restoreToStage(host, {
      ...{ stage: VOLUME_STAGE, bytes: source.bytes, what: 'this cluster', signal },
      words: restoreWords({ id: source.snapshot, paths: [source.path] }, [], VOLUME_STAGE),
      progress: (text) => progress(`restoring: ${claim}: ${text}`),
    });
  }
  const words = restored === undefined ? [path] : [path, restored, volume.isDatabase ? 'database' : 'volume'];
  await host.run(['sh', '-s', '--', ...words], { sudo: true, input: PLACE, timeout: 30 * MINUTE, signal });
}
