import type { AskedCluster } from '../operate/ask-server.ts';
import { describeDrain, describeDrained } from '../operate/drain/describe-drain.ts';
import { beginDrain, drainTasks, homesLeftOn } from '../operate/drain/drain.ts';
import { type DrainPlan, planDrain } from '../operate/drain/plan-drain.ts';
import { loadPlatform } from '../settings/load.ts';
import { forDisplay } from '../system/exec.ts';
import { few } from '../system/few.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks } from '../system/task-list.ts';
import { print, terminal } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
import { knownCluster } from './known-cluster.ts';
import type { NodeDrainOptions } from './node-command.ts';

/** How many homes go at once: all pass through this machine. */
const AT_ONCE = 2;

/** Runs `hubwright node drain`. */
export async function runNodeDrain(node: string, options: NodeDrainOptions): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const request = { node, to: options.to, isLost: options.lost === true };
  await interruptible(
    async (signal) => {
      const asked = { ...cluster, signal };
      const plan = await planDrain(asked, request, terminal.progress);
      print(describeDrain(plan, { platform: cluster.platform, now: new Date() }));
      if (options.dryRun) return;
      if (options.yes !== true) {
        await confirm('Drain it? [y/N] ', 'a drain needs confirmation', 'nothing was changed');
      }
      const to = options.to === undefined ? [] : ['--to', options.to.join(',')];
      const command = forDisplay('node', ['drain', node, ...to, ...(request.isLost ? ['--lost'] : [])]);
      await changing({ ...asked, command, words: options }, async ({ record, signal }) => {
        await record.begin({ signal });
        await drain({ ...asked, signal }, plan);
      });
    },
    { hosts: cluster.hosts },
  );
}

async function drain(cluster: AskedCluster, plan: DrainPlan): Promise<void> {
  const { node } = plan.request;
  const { signal } = cluster;
  await beginDrain(cluster, plan);
  const failed = await runTasks(drainTasks(cluster, plan), { concurrent: AT_ONCE, signal });
  const again = [
    'Run the same command again: it continues with what is left.',
    ...(plan.staying.length > 0
      ? ['What the plan says will stay needs something else first: docs/move-homes.md.']
      : []),
    ...(plan.isNode ? [`To let servers start there again: \`kubectl uncordon ${node}\`.`] : []),
  ].join(' ');
  if (failed.length > 0) {
    const names = failed.map((it) => it.title);
    const summary = `${failed.length} of ${plan.homes.length} homes did not leave ${node}: ${few(names, 10)}`;
    throw failureOf(summary, failed, again);
  }
  const left = await homesLeftOn(cluster, node);
  if (left.length > 0) throw new UserError(`still on ${node}: ${few(left, 10)}`, { fix: again });
  print(describeDrained(plan));
}
