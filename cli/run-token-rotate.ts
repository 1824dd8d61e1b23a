import { printPlan } from '../bootstrap/plan/print-plan.ts';
import { knownOf, runReported } from '../bootstrap/plan/run-reported.ts';
import type { Known, Step } from '../bootstrap/plan/step.ts';
import { refuseUnfinishedHere } from '../cluster/unfinished.ts';
import { describeLeft } from '../operate/token/left.ts';
import { lookForRotation, type TokenLook, tokenHere } from '../operate/token/look.ts';
import { planRotation } from '../operate/token/rotation.ts';
import { loadWithSecrets } from '../settings/load.ts';
import { counted } from '../system/counted.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, terminal } from '../system/terminal.ts';
import { changing, type PlannedWords } from './changing.ts';
import { confirm } from './confirm.ts';
import { knownCluster } from './known-cluster.ts';
import { reportSteps } from './report-steps.ts';

/** Runs `hubwright token rotate`. */
export async function runTokenRotate(options: PlannedWords): Promise<void> {
  const { platform } = await loadWithSecrets();
  const cluster = await knownCluster(platform);
  const { folder, hosts } = cluster;
  refuseUnfinishedHere(folder);
  await interruptible(
    async (signal) => {
      const asked = { ...cluster, signal };
      terminal.progress(`checking ${counted(hosts.length, 'host')}`);
      const look = await lookForRotation(asked, folder);
      print(describe(look));
      const [known, steps] = planOf(look);
      if (options.dryRun) return printPlan(steps, known, { print });
      if (options.yes !== true) {
        await confirm('Rotate it? [y/N] ', 'a rotation of the token needs confirmation', 'nothing was changed');
      }
      await changing({ folder, hosts, signal, command: 'token rotate', words: options }, async ({ record, signal }) => {
        await record.begin({ signal });
        // Somebody else may have been first.
        const found = await lookForRotation({ ...asked, signal }, folder);
        const [known, steps] = planOf(found);
        await runReported(steps, { hosts, reportSteps, signal, again: 'npx hubwright token rotate' }, known);
        print(closing(found, platform.backup !== undefined));
      });
    },
    { hosts },
  );

  function planOf({ nodes }: TokenLook): [Known, readonly Step[]] {
    const facts = new Map(nodes.map((it) => [it.node.name, it.facts]));
    const rotation = { platform, folder, nodes, facts, token: tokenHere(folder) };
    return [knownOf(facts), planRotation(rotation)];
  }
}

function describe({ nodes, left, hasBegun }: TokenLook): string {
  const what = hasBegun ? 'Finishes the rotation of the token that has begun' : 'Gives the cluster a new token';
  return [
    `${what}, and restarts k3s on ${counted(nodes.length, 'node')}, servers one at a time. Notebook servers keep running.`,
    ...describeLeft(left),
  ].join('\n');
}

function closing({ left }: TokenLook, hasBackup: boolean): string {
  return [
    'The cluster has a new token.',
    ...describeLeft(left),
    'Other operators get it with `npx hubwright adopt`, or at their next `npx hubwright up`.',
    ...(hasBackup
      ? ['Back up now, since older backups are restored with the old token: `npx hubwright backup now`.']
      : []),
  ].join('\n');
}
