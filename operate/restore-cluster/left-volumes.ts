import type { RestoredVolume } from '../../cluster/restore-record.ts';
import { HUB_CLAIM } from '../../cluster/storage.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { homeOwner } from '../../platform/slug.ts';
import { few } from '../../system/few.ts';
import { timeOf } from '../at-time.ts';
import type { Snapshot } from '../backup/repository.ts';
import { folderOn } from './choose-backup.ts';
import type { KeptFolder } from './kept-agents.ts';
import type { VolumeQuestion } from './plan-volumes.ts';

/** Volumes whose data is not what the datastore's backup had, or is nowhere. */
export function leftOf(
  volumes: readonly RestoredVolume[],
  { made, moved }: { readonly made: readonly RestoredVolume[]; readonly moved: ReadonlySet<string> },
  asked: VolumeQuestion,
): string[] {
  return volumes.flatMap((it) => {
    const what = whatIs(it, asked);
    if (made.includes(it)) return [`${what} is newer than the backup of the cluster: it is kept for the next server.`];
    if (moved.has(folderOn(it.node, it.path)))
      return [`${what} was replaced after the backup of the cluster: the one on ${it.node} is used.`];
    if (asked.backup.kept.has(folderOn(it.node, it.path))) return [];
    if (it.source !== undefined && it.source.path !== it.path && !it.isDatabase)
      return [`${what} was replaced after the backup of the cluster: the newer one is restored.`];
    if (it.source !== undefined) return [];
    if (it.isDatabase)
      return ["The hub's database is in no backup: it starts empty, and passwords are those of users.yaml."];
    if (!it.path.startsWith(`${LOCAL_STORAGE}/`))
      return [`${what} is in ${it.path}, which is not backed up: put it on ${it.node}.`];
    return [`${what} is in no backup up to then: it starts empty, on ${it.node}.`];
  });
}

/** Folders that the datastore has no volume for: left over, deleted or replaced when it was backed up. */
export function restOf(rest: readonly Snapshot[], volumes: readonly RestoredVolume[], asked: VolumeQuestion): string[] {
  const there = claimsWithData(volumes, asked);
  const earlier: string[] = [];
  const alone = rest.flatMap((it) => {
    const { namespace = asked.namespace, claim = HUB_CLAIM } = it;
    const what = whatIs({ namespace, claim }, asked);
    const when = `${timeOf(it.time)} on ${it.node}`;
    if (there.has(`${namespace}/${claim}`)) {
      earlier.push(`${what.replace(/^The/, 'the')} of ${when}`);
      return [];
    }
    return `${what}, backed up ${when}, has no volume in the cluster: it stays in the backups (${it.id.slice(0, 8)}).`;
  });
  if (earlier.length === 0) return alone;
  return [...alone, `From before it was moved or replaced, the backups also have: ${few(earlier, 5)}.`];
}

function whatIs(
  { namespace, claim }: Pick<RestoredVolume, 'namespace' | 'claim'>,
  asked: Pick<VolumeQuestion, 'namespace' | 'users'>,
): string {
  if (namespace === asked.namespace && claim === HUB_CLAIM) return "The hub's database";
  const owner = namespace === asked.namespace ? homeOwner(claim, asked.users) : undefined;
  if (owner === undefined) return `The volume of ${namespace}/${claim}`;
  return `The home of ${owner.user}${owner.server === '' ? '' : ` (${owner.server})`}`;
}

/** Folders on agents that stay, and that the datastore has no volume for. */
export function strayOf(
  folders: readonly KeptFolder[],
  volumes: readonly RestoredVolume[],
  asked: VolumeQuestion,
): string[] {
  const there = claimsWithData(volumes, asked);
  return folders.map((it) => {
    const what = whatIs(it, asked);
    return there.has(`${it.namespace}/${it.claim}`)
      ? `${what} is also on ${it.node}, in ${it.path}: that folder stays, and is not used.`
      : `${what} has no volume in the cluster: it stays on ${it.node}, in ${it.path}.`;
  });
}

/** Claims that have their data again: from a backup, or on an agent that stays. */
function claimsWithData(volumes: readonly RestoredVolume[], { backup }: VolumeQuestion): ReadonlySet<string> {
  const has = (it: RestoredVolume) => it.source !== undefined || backup.kept.has(folderOn(it.node, it.path));
  return new Set(volumes.filter(has).map((it) => `${it.namespace}/${it.claim}`));
}
