import { printPlan } from '../bootstrap/plan/print-plan.ts';
import { runSteps } from '../bootstrap/plan/runner.ts';
import type { Known, Step } from '../bootstrap/plan/step.ts';
import { listedSteps, plainSteps } from '../bootstrap/plan/step-reporter.ts';
import { refuseUnfinishedHere } from '../cluster/unfinished.ts';
import { describeLeft } from '../operate/token/left.ts';
import { lookForRotation, type TokenLook, tokenHere } from '../operate/token/look.ts';
import { planRotation } from '../operate/token/rotation.ts';
import { loadWithSecrets } from '../settings/load.ts';
import { counted } from '../system/counted.ts';
import type { Host } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { canRedraw, print, terminal } from '../system/terminal.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
import { knownCluster } from './known-cluster.ts';
import type { TokenRotateOptions } from './token-command.ts';

/** Runs `hubwright token rotate`. */
export async function runTokenRotate(options: TokenRotateOptions): Promise<void> {
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
        await carryOut(steps, known, hosts, signal);
        print(closing(found));
      });
    },
    { hosts },
  );

  function planOf({ nodes }: TokenLook): [Known, readonly Step[]] {
    const facts = new Map(nodes.map((it) => [it.node.name, it.facts]));
    const rotation = { platform, folder, nodes, facts, token: tokenHere(folder) };
    return [{ facts, joinToken: undefined, changes: 0, look: undefined }, planRotation(rotation)];
  }
}

async function carryOut(
  steps: readonly Step[],
  known: Known,
  hosts: readonly Host[],
  signal: AbortSignal,
): Promise<void> {
  const reporter = canRedraw(process.stderr) ? listedSteps(steps) : plainSteps(terminal);
  const again = 'npx hubwright token rotate';
  try {
    await runSteps(steps, { hosts: new Map(hosts.map((it) => [it.name, it])), known, reporter, signal, again });
  } finally {
    await reporter.finish();
  }
}

function describe({ nodes, left, hasBegun }: TokenLook): string {
  const what = hasBegun ? 'Finishes the rotation of the token that has begun' : 'Gives the cluster a new token';
  return [
    `${what}, and restarts k3s on ${counted(nodes.length, 'node')}, servers one at a time. Notebook servers keep running.`,
    ...describeLeft(left),
  ].join('\n');
}

function closing({ left }: TokenLook): string {
  return [
    'The cluster has a new token.',
    ...describeLeft(left),
    'Other operators get it with `npx hubwright adopt`, or at their next `npx hubwright up`.',
    'Back up now, since older backups are restored with the old token: `npx hubwright backup now`.',
  ].join('\n');
}
