import { posix } from 'node:path';
import { listVolumes } from '../../cluster/volumes.ts';
import { areOnNodes } from '../../platform/home-place.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { kubernetesSize } from '../../platform/quantities.ts';
import { createObject } from '../create-object.ts';
import { volumeOf } from '../restore/place.ts';
import type { RollbackPlan } from './find-rollback.ts';

/**
 * Gives homes that were made since the snapshot their volumes back: their data is on the nodes, and the older datastore does
 * not know of it.
 *
 * @returns what it has another volume for, a sentence each
 */
export async function volumesBack(
  { nodes }: Pick<RollbackPlan, 'nodes'>,
  { hub, storage }: Platform,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const server = nodes[0]?.host;
  if (server === undefined || !areOnNodes(storage)) return [];
  const { namespace } = hub;
  const { volumes } = await listVolumes(server, namespace, signal);
  const left: string[] = [];
  for (const { node, volumes: found } of nodes) {
    for (const { path, claim } of found.filter((it) => it.namespace === namespace && it.claim.startsWith('claim-'))) {
      if (volumes.some((it) => it.path === path)) continue;
      const other = volumes.find((it) => it.namespace === namespace && it.claim === claim);
      if (other !== undefined) {
        left.push(`${path} on ${node.name} is not in use: ${claim} has the volume ${other.volume} of before.`);
        continue;
      }
      const place = {
        node: node.name,
        folder: path,
        volume: posix.basename(path).split('_', 1)[0] ?? '',
        state: 'new' as const,
      };
      const size = kubernetesSize(storage.home.size);
      await createObject(server, volumeOf(place, { namespace, claim, storageClass: names.storageClass, size }), signal);
    }
  }
  return left;
}
