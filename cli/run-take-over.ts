import { clusterFolder } from '../cluster/cluster-folder.ts';
import { TAKE_OVER } from '../cluster/unfinished.ts';
import { describeTakeOver } from '../operate/take-over/describe-take-over.ts';
import type { FoundK3s } from '../operate/take-over/look.ts';
import { beginTakeOver, finishTakeOver } from '../operate/take-over/take-over.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadWithSecrets } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { print } from '../system/terminal.ts';
import type { AdoptWords } from './adopt-command.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
import { reportSteps } from './report-steps.ts';
import { askingHosts } from './run-adopt.ts';

/** Runs `hubwright adopt --take-over`. */
export async function runTakeOver(words: AdoptWords): Promise<void> {
  const { platform } = await loadWithSecrets();
  const { name, k3sVersion } = platform.cluster;
  const folder = clusterFolder('.', name);
  const agree = async (found: FoundK3s) => {
    print(describeTakeOver(found, k3sVersion));
    if (words.dryRun) return false;
    if (!words.yes) await confirm('Take it over? [y/N] ', 'a take-over needs confirmation', 'nothing was changed');
    return true;
  };
  const begun = await askingHosts(folder, words, (asked) => beginTakeOver({ platform, agree, ...asked }));
  if (begun === undefined) return;
  const hosts = await hostsOf(platform, { directory: '.' });
  await interruptible(
    (signal) =>
      changing({ folder, hosts, signal, command: TAKE_OVER, continues: TAKE_OVER, words }, ({ record, signal }) =>
        finishTakeOver(begun, { platform, hosts, record, reportSteps, signal }),
      ),
    { hosts },
  );
  print(
    `${folder} now has everything about the cluster ${name} (${begun.id.slice(0, 8)}).\n` +
      'Next: npx hubwright up --dry-run, which shows what these settings change, then npx hubwright up',
  );
}
