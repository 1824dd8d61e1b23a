import { command } from '../../bootstrap/plan/actions.ts';
import { runReported } from '../../bootstrap/plan/run-reported.ts';
import type { Step } from '../../bootstrap/plan/step.ts';
import { up } from '../../bootstrap/up.ts';
import { clusterFolder, keepHosts } from '../../cluster/cluster-folder.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import {
  endRestore,
  RESTORE_CLUSTER,
  type RestoreRecord,
  readRestore,
  writeRestore,
} from '../../cluster/restore-record.ts';
import { areOnNodes } from '../../platform/home-place.ts';
import type { Platform } from '../../platform/platform.ts';
import { kubernetesSize } from '../../platform/quantities.ts';
import { counted } from '../../system/counted.ts';
import {
  closeDatastore,
  type DatastoreObjects,
  openDatastore,
  readDatastore,
  remakeVolumes,
  removeNodes,
  withoutAgent,
} from './correct-datastore.ts';
import { fetchDatastore, ownSettings, placeDatastore } from './datastore-steps.ts';
import { AGAIN, type ClusterPlan, type ClusterRestore, firstServer } from './look.ts';
import { leftMarks } from './node-marks.ts';
import { action, step } from './own-steps.ts';
import { planVolumes } from './plan-volumes.ts';
import { putVolume, VOLUME_STAGE } from './put-volume.ts';

export interface RestoredCluster {
  /** What the hosts said of themselves. */
  readonly facts: ReadonlyMap<string, HostFacts> | undefined;
  /** What could not be restored, a sentence each. */
  readonly left: readonly string[];
}

/**
 * Restores a whole cluster onto empty hosts. No pod can start before the datastore knows the new nodes and the data is on
 * them. Killed at any point and run again, it continues where it was, with the same backups.
 */
export async function restoreCluster(plan: ClusterPlan, restore: ClusterRestore): Promise<RestoredCluster> {
  const { platform, directory } = restore;
  const folder = clusterFolder(directory, platform.cluster.name);
  const nodes = k3sNodes(platform).map((it) => it.name);
  const first = firstServer(restore).name;
  const record = (): RestoreRecord =>
    readRestore(folder) ?? {
      version: 1,
      until: plan.until,
      nodes: Object.fromEntries(plan.assigned),
      kept: [...plan.kept],
      done: [],
      left: [],
    };
  const part = async (name: RestoreRecord['done'][number], work: () => Promise<void>) => {
    if (record().done.includes(name)) return;
    await work();
    writeRestore(folder, { ...record(), done: [...record().done, name] });
  };
  writeRestore(folder, record());
  await restore.change?.setUnfinished(RESTORE_CLUSTER, record().kept);
  keepHosts(folder, new Set(nodes));
  const rest = { ...restore, dryRun: false, isRestore: true, again: AGAIN };

  await part('datastore', async () => {
    await up({ ...rest, upTo: nodes.map((it) => `restore/${it}`) });
    await run(restore, [
      fetchDatastore(first, plan.backup.datastore, { folder, release: platform.cluster.k3sVersion, kept: plan.kept }),
    ]);
    await up({ ...rest, upTo: [`install/${first}`, `config/${first}`] });
    const settings = ownSettings(plan, nodes);
    await run(restore, [...settings, placeDatastore(first, settings)]);
  });
  await part('corrected', () => {
    const stops = plan.kept.map(stopAgent);
    return run(restore, [...stops, { ...correct(first, plan, restore, folder), needs: stops.map((it) => it.id) }]);
  });
  await part('volumes', () => run(restore, putVolumes(record())));
  const facts = await up({ ...restore, dryRun: false, again: AGAIN });
  const { left } = record();
  // Killed in between, it is only run again; the other way round, nobody could.
  await restore.change?.finish();
  endRestore(folder);
  return { facts, left };
}

const run = (restore: ClusterRestore, steps: readonly Step[]) => runReported(steps, { ...restore, again: AGAIN });

/**
 * Until the datastore is right: an agent would do what it says, also one that starts again meanwhile. Containers go on running
 * until k3s starts again there.
 */
function stopAgent(node: string): Step {
  const words = ['systemctl', 'disable', '--now', '--quiet', 'k3s-agent'];
  return step(`stop-${node}`, 'Stop k3s meanwhile', node, [command(words, {})]);
}

/** Has the datastore name the new nodes alone, while no node can join. */
function correct(host: string, plan: ClusterPlan, { platform, signal }: ClusterRestore, folder: string): Step {
  const replace = action('k3s kubectl: remove the old nodes, make their volumes for the new ones', async (context) => {
    const objects = await readDatastore(context.host, signal);
    const known = readRestore(folder);
    if (known === undefined) throw new Error('The restore was ended meanwhile');
    const { volumes, left } =
      known.volumes === undefined
        ? findLost(objects, host, plan, platform)
        : { volumes: known.volumes, left: known.left };
    // Kept before the first is deleted: it is in the datastore no more while it is made.
    writeRestore(folder, { ...known, volumes: [...volumes], left: [...left] });
    await remakeVolumes(context.host, volumes, objects, signal);
    await removeNodes(context.host, objects, signal);
  });
  const actions = [withoutAgent(host), ...openDatastore(), replace, ...closeDatastore()];
  return step('correct', 'Replace the lost nodes in the datastore', host, actions);
}

/** The volumes to make, and what is not restored: both are in the datastore only until the old nodes are removed. */
function findLost(objects: DatastoreObjects, fallback: string, plan: ClusterPlan, platform: Platform) {
  const { volumes, left } = planVolumes({
    ...{ objects: objects.volumes, backup: plan.backup, nodes: plan.assigned, fallback },
    ...{ namespace: platform.hub.namespace, users: Object.keys(platform.users) },
    size: areOnNodes(platform.storage) ? kubernetesSize(platform.storage.home.size) : undefined,
  });
  return { volumes, left: [...left, ...leftMarks(objects.nodeObjects, { ...plan, nodes: k3sNodes(platform) })] };
}

/** All of a node one after another, nodes side by side. */
function putVolumes({ volumes = [] }: RestoreRecord): Step[] {
  const nodes = [...new Set(volumes.map((it) => it.node))];
  return nodes.map((node) => {
    const own = volumes.filter((it) => it.node === node);
    const actions = own.map((it) =>
      action(`restic restore ${it.claim} to ${it.path}`, (context) => putVolume(it, context)),
    );
    const end = command(['rm', '-rf', VOLUME_STAGE], {});
    return step(`volumes-${node}`, `Restore ${counted(own.length, 'volume')}`, node, [...actions, end]);
  });
}
