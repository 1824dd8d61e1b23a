import * as z from 'zod';
import { listVolumes } from '../../cluster/volumes.ts';
import { areOnNodes } from '../../platform/home-place.ts';
import type { Platform } from '../../platform/platform.ts';
import { kubernetesSize } from '../../platform/quantities.ts';
import { type Host, ignoreHostFailure } from '../../system/hosts/host.ts';
import { createObject } from '../create-object.ts';
import { measureNode } from '../homes/measure-node.ts';
import { volumeOfFolder } from '../homes/place.ts';
import { minuteOf } from '../times.ts';
import type { RollbackPlan } from './find-rollback.ts';
import { onNode } from './node-program.ts';

const HOMES = z.array(z.object({ path: z.string(), namespace: z.string(), claim: z.string() }));

/** The folder of a volume on a node. */
interface HomeFolder extends z.output<typeof HOMES.element> {
  readonly node: string;
}

/** The folders of volumes on all nodes. */
async function homesOn(nodes: RollbackPlan['nodes'], signal: AbortSignal): Promise<readonly HomeFolder[]> {
  const found = await Promise.all(
    nodes.map(async ({ node, host }) => {
      const homes = HOMES.parse(JSON.parse(await onNode(host, { part: 'homes' }, { signal })));
      return homes.map((it) => ({ ...it, node: node.name }));
    }),
  );
  return found.flat();
}

/**
 * Gives homes that were made since the snapshot their volumes back: their data is on the nodes, and the older datastore does
 * not know of it. Of several folders of one home none is chosen.
 *
 * @returns what it has another volume for, or several folders, a sentence each
 */
export async function volumesBack(
  server: Host,
  nodes: RollbackPlan['nodes'],
  { hub, storage }: Platform,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (!areOnNodes(storage)) return [];
  const { namespace } = hub;
  const { volumes } = await listVolumes(server, namespace, signal);
  const folders = await homesOn(nodes, signal);
  const homes = folders.filter((it) => it.namespace === namespace && it.claim.startsWith('claim-'));
  // One that an earlier try has made is among them.
  const unknown = homes.filter(({ path }) => volumes.every((it) => it.path !== path));
  const several = unknown.filter(({ claim }) => unknown.filter((it) => it.claim === claim).length > 1);
  const changes = await lastChanges(nodes, several, signal);
  const left: string[] = [];
  for (const { node, path, claim } of unknown) {
    const other = volumes.find((it) => it.namespace === namespace && it.claim === claim);
    const others = unknown.filter((it) => it.claim === claim && (it.path !== path || it.node !== node));
    if (other !== undefined) {
      left.push(`${path} on ${node} is not in use: ${claim} has the volume ${other.volume} of before.`);
      continue;
    }
    if (others.length > 0) {
      const which = others.map((it) => `${it.path} on ${it.node}`).join(', ');
      const changed = changes.get(node)?.get(path) ?? 'not known';
      left.push(
        `${path} on ${node} is not in use: ${claim} has several folders, ${which} too. Last change in it: ${changed}. Its next server starts empty.`,
      );
      continue;
    }
    const size = kubernetesSize(storage.home.size);
    await createObject(server, volumeOfFolder({ node, path }, { namespace, claim, size }).object, signal);
  }
  return left;
}

/** Seconds for a node, during which none of them runs. */
const MEASURING = 60;

/** When something in a folder was last changed, by node and path, for a person; without those that cannot be told in time. */
async function lastChanges(
  nodes: RollbackPlan['nodes'],
  folders: readonly HomeFolder[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const found = await Promise.all(
    nodes.map(async ({ node, host, volumes }) => {
      const asked = folders.filter((it) => it.node === node.name).map(({ path }) => ({ volume: path, path }));
      if (asked.length === 0) return [node.name, new Map<string, string>()] as const;
      const known = volumes.map((it) => it.path);
      const options = { volumes: asked, known, limit: MEASURING, progress: () => {}, signal };
      // It helps to choose one, and nothing depends on it.
      const measured = await measureNode(host, options).catch(ignoreHostFailure);
      const times = [...(measured?.folders.values() ?? [])].flatMap(({ path, lastChange }) =>
        lastChange === undefined ? [] : [[path, minuteOf(lastChange.toISOString())] as const],
      );
      return [node.name, new Map(times)] as const;
    }),
  );
  return new Map(found);
}
