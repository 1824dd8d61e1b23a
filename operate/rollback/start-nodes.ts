import { uncordoned } from '../../bootstrap/k3s/cordon.ts';
import { waitForUnit } from '../../bootstrap/k3s/start.ts';
import { waitUntilUpgraded } from '../../bootstrap/k3s/upgraded.ts';
import { command } from '../../bootstrap/plan/actions.ts';
import type { Action, Step, StepId } from '../../bootstrap/plan/step.ts';
import { paths } from '../../cluster/node-config.ts';
import type { RollbackPlan } from './find-rollback.ts';
import type { RollbackNode } from './look-at-nodes.ts';
import { AGAIN, step } from './own-steps.ts';

/** One server after another, and the agents after them. */
export function starts(plan: RollbackPlan, nodes: readonly RollbackNode[], ready: readonly StepId[]): Step[] {
  const servers = nodes.filter(({ node }) => node.role === 'server').map(({ node }) => node.name);
  const id = (name: string): StepId => `rollback/start-${name}`;
  return nodes.map((planned) => {
    const { node, snapshot, facts } = planned;
    const started = { at: 0 };
    const before = node.role === 'server' ? servers.slice(0, servers.indexOf(node.name)).slice(-1) : servers;
    return step(
      'start',
      node.name,
      'Start k3s and wait until the node is ready',
      [...ready, ...before.map(id)],
      [
        command(['systemctl', 'daemon-reload'], AGAIN),
        command(['systemctl', '--quiet', 'enable', node.unit], AGAIN),
        // What it logged before does not count any more.
        command(['touch', '-c', paths.started], AGAIN),
        noteClock(started),
        command(['systemctl', 'restart', '--no-block', node.unit], AGAIN),
        waitForUnit(planned),
        readyOn(plan, { planned, release: snapshot?.k3s ?? facts.k3s ?? plan.release, started }),
        // An upgrade that stopped has left it so.
        onFirst(plan, uncordoned(node.name)),
      ],
    );
  });
}

/** When a node was started, by its own clock, in whole seconds. Milliseconds since 1970. */
interface Started {
  at: number;
}

const noteClock = (started: Started): Action => ({
  command: 'date +%s',
  ...AGAIN,
  run: async ({ host, signal }) => {
    started.at = Number((await host.run(['date', '+%s'], { signal })).stdout) * 1000;
  },
});

interface Awaited {
  readonly planned: RollbackNode;
  readonly release: string;
  readonly started: Started;
}

/** By way of the first server, since an agent cannot ask. */
function onFirst({ nodes }: RollbackPlan, action: Action): Action {
  const server = nodes[0]?.host;
  return { ...action, run: (context) => action.run({ ...context, host: server ?? context.host }) };
}

/** A datastore of before says that all were ready then. */
function readyOn(plan: RollbackPlan, { planned, release, started }: Awaited): Action {
  return onFirst(
    plan,
    waitUntilUpgraded(planned, release, () => started.at),
  );
}
