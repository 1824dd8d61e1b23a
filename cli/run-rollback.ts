import { readManifestNames } from '../cluster/cluster-folder.ts';
import { ROLLBACK } from '../cluster/unfinished.ts';
import { readHistory } from '../operate/history.ts';
import { describeRollback } from '../operate/rollback/describe-rollback.ts';
import { findRollback } from '../operate/rollback/find-rollback.ts';
import { rollBack } from '../operate/rollback/roll-back.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { note, print } from '../system/terminal.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
import { knownCluster } from './known-cluster.ts';
import { reportSteps } from './report-steps.ts';
import type { RollbackWords } from './rollback-command.ts';

/** Runs `hubwright rollback`. */
export async function runRollback(number: number | undefined, options: RollbackWords): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const { platform, folder, hosts } = cluster;
  const ours = readManifestNames(folder);
  const look = async (signal: AbortSignal) => {
    const { entries } = await readHistory({ ...cluster, signal });
    const found = await findRollback({ ...cluster, signal }, number, { entries: [...entries].reverse(), ours });
    print(describeRollback(found, platform.cluster.k3sVersion));
  };
  if (options.dryRun) return interruptible(look, { hosts });
  const command = number === undefined ? ROLLBACK : `${ROLLBACK} ${number}`;
  await interruptible(
    (signal) =>
      changing({ folder, hosts, command, continues: ROLLBACK, words: options, signal }, async ({ record, signal }) => {
        const { entries } = await record.recorded(record.servers, signal);
        const plan = await findRollback({ ...cluster, signal }, number, { entries, ours });
        print(describeRollback(plan, platform.cluster.k3sVersion));
        if (options.yes !== true) {
          await confirm('Go back? [y/N] ', 'a rollback needs confirmation', 'nothing was changed');
        }
        const left = await rollBack(plan, {
          ...{ platform, folder, hosts, record, entries, signal, ours },
          reportSteps,
        });
        for (const line of left) note(line);
        print(`Change ${plan.revision} is undone. ${KEPT}`);
      }),
    { hosts },
  );
}

const KEPT =
  'What it had put in place is kept beside what is back, in files and folders with `before-rollback` in their names: docs/rollback.md.';
