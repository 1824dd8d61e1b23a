import { printPlan } from '../bootstrap/plan/print-plan.ts';
import { knownOf, runReported } from '../bootstrap/plan/run-reported.ts';
import { refuseUnfinishedHere } from '../cluster/unfinished.ts';
import { noteAfter, noteBefore } from '../operate/reboot/continue.ts';
import { describeReboot } from '../operate/reboot/describe-reboot.ts';
import { writeNote } from '../operate/reboot/note.ts';
import { planReboot } from '../operate/reboot/plan-reboot.ts';
import { rebootSteps } from '../operate/reboot/reboot-steps.ts';
import { loadPlatform } from '../settings/load.ts';
import { counted } from '../system/counted.ts';
import { forDisplay } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, terminal } from '../system/terminal.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
import { knownCluster } from './known-cluster.ts';
import type { NodeRebootOptions } from './node-command.ts';
import { reportSteps } from './report-steps.ts';

/** Runs `hubwright node reboot`. */
export async function runNodeReboot(nodes: readonly string[], options: NodeRebootOptions): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const cluster = await knownCluster(platform);
  const { folder, hosts } = cluster;
  refuseUnfinishedHere(folder);
  const request = { nodes, isNeeded: options.needed === true };
  const command = forDisplay('node', ['reboot', ...nodes, ...(options.needed ? ['--needed'] : [])]);
  await interruptible(
    async (signal) => {
      terminal.progress(`checking ${counted(nodes.length || hosts.length, 'host')}`);
      const plan = await planReboot({ ...cluster, signal }, request, new Date());
      print(describeReboot(plan, platform.cluster));
      if (plan.nodes.length === 0) return;
      if (options.dryRun) return printPlan(rebootSteps(plan, platform), knownOf(), { print });
      if (options.yes !== true) {
        await confirm('Restart? [y/N] ', 'a restart needs confirmation', 'no machine was restarted');
      }
      await changing({ folder, hosts, signal, command, words: options }, async ({ record, signal }) => {
        await record.begin({ signal });
        await writeNote(plan.server, plan.holder, noteBefore(plan), signal);
        const again = `npx hubwright ${command}`;
        await runReported(rebootSteps(plan, platform), { hosts, reportSteps, signal, again });
        await writeNote(plan.server, plan.holder, noteAfter(plan), signal);
        print(`${counted(plan.nodes.length, 'node')} of ${platform.cluster.name} restarted and ready.`);
      });
    },
    { hosts },
  );
}
