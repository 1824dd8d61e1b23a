import type { ClusterChange } from '../cluster/change-cluster.ts';
import { ADOPT } from '../cluster/claim.ts';
import { clusterFolder } from '../cluster/cluster-folder.ts';
import { RESTORE_CLUSTER } from '../cluster/restore-record.ts';
import { describeClusterPlan } from '../operate/restore-cluster/describe-cluster-plan.ts';
import { refuseKept } from '../operate/restore-cluster/kept-agents.ts';
import { type ClusterRestore, planClusterRestore } from '../operate/restore-cluster/look.ts';
import { restoreCluster } from '../operate/restore-cluster/restore-cluster.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadWithSecrets } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { note, print, terminal } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { changing } from './changing.ts';
import { confirmRestore } from './confirm.ts';
import { refuseUnknown } from './known-cluster.ts';
import { reportSteps } from './report-steps.ts';
import type { RestoreOptions } from './restore-command.ts';
import { closing } from './run-up.ts';
import { synthesize } from './synthesize.ts';

const KEEP = `${ADOPT} If its servers are lost for good, keep agents with the homes on them: \`--keep NODE\` for each.`;

/** Runs `hubwright restore --cluster`. */
export async function runRestoreCluster({
  at,
  node = [],
  keep = [],
  dryRun,
  yes,
  ...words
}: RestoreOptions): Promise<void> {
  const loaded = await loadWithSecrets();
  const { platform } = loaded;
  if (platform.backup === undefined) {
    throw new UserError('platform.yaml has no `backup`, which names the repository to restore from', {
      fix: 'Add the `backup` that the cluster was backed up with: docs/backup.md.',
      exitCode: 2,
    });
  }
  refuseKept(keep, platform);
  await refuseUnknown(platform, { except: keep, fix: KEEP });
  await synthesize(loaded);
  const { name } = platform.cluster;
  const hosts = await hostsOf(platform, { directory: '.' });
  const work = async ({ record, signal }: ClusterChange) => {
    const restore: ClusterRestore = {
      ...{ platform, directory: '.', hosts, reporter: terminal, signal },
      // It only looks: hosts are marked, and nothing of a cluster is changed.
      ...(dryRun ? {} : { change: record }),
      reportSteps,
    };
    const now = Date.now();
    const plan = await planClusterRestore(restore, { at, nodes: new Map(node), keep }, now);
    print(describeClusterPlan(plan, platform, now));
    if (dryRun) return;
    if (!yes) await confirmRestore();
    const { facts, left } = await restoreCluster(plan, restore);
    for (const line of left) note(line);
    print(`The cluster ${name} is restored.\n${closing(platform, facts)}`);
  };
  const folder = clusterFolder('.', name);
  const asked = { folder, hosts, command: RESTORE_CLUSTER, continues: RESTORE_CLUSTER, words };
  await interruptible((signal) => changing({ ...asked, signal }, work), { hosts });
}
