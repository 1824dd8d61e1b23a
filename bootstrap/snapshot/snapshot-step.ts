import { paths } from '../../cluster/node-config.ts';
import { HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Step } from '../plan/step.ts';
import { pythonProgram } from './python-program.ts';

/** How many a node keeps. */
const KEPT_SNAPSHOTS = 3;
const MINUTE = 60_000;
const here = (name: string) => new URL(name, import.meta.url);
/** What programs that work on snapshots import, by name; each after those that it needs. */
export const SNAPSHOT_MODULES = {
  hubwright_restic: here('../backup/hubwright_restic.py'),
  hubwright_copies: here('../backup/hubwright_copies.py'),
  hubwright_files: here('hubwright_files.py'),
  hubwright_room: here('hubwright_room.py'),
  hubwright_snapshots: here('hubwright_snapshots.py'),
};
const program = pythonProgram(here('snapshot.py'), SNAPSHOT_MODULES);

/** The snapshots of nodes that are still as they were before the upgrade; none without one. */
export function snapshots(nodes: readonly PlannedNode[], input: PlanInput): Step[] {
  const { upgrade } = input;
  if (upgrade === undefined) return [];
  const [first] = nodes;
  // A node that has come since has nothing to go back to.
  const old = nodes.filter(({ node, facts }) => {
    const before = upgrade.before[node.name] ?? upgrade.before[first?.node.name ?? ''];
    return facts.units.has(node.unit) && facts.k3s !== undefined && facts.k3s === before;
  });
  refuseWithoutPython(old);
  return old.map((planned) => ({
    id: `snapshot/${planned.node.name}`,
    title: 'Keep what the upgrade replaces',
    host: planned.node.name,
    needs: [],
    actions: [take(planned, planned === first, input)],
  }));
}

function take({ node, facts }: PlannedNode, isFirst: boolean, input: PlanInput): Action {
  const { platform, manifests, upgrade, id } = input;
  return {
    command: `python3 - < snapshot.py: copy ${isFirst ? 'the datastore, ' : ''}k3s, its unit and settings to ${paths.snapshots}`,
    // The program itself finds out.
    isDone: () => false,
    run: async ({ host, known, signal, progress }) => {
      if (known.snapshot === undefined) throw new Error('The upgrade is not noted on the servers');
      const asked = {
        ...{ name: known.snapshot, node: node.name, unit: node.unit, k3s: facts.k3s, keep: KEPT_SNAPSHOTS },
        ...{ namespace: platform.hub.namespace, first: isFirst, manifests: [...manifests.keys()] },
        ...{ cluster: id, replaces: upgrade?.replaces ?? null, hub: upgrade?.isHubBegun !== true },
      };
      const options = { sudo: true, input: program(asked), timeout: 30 * MINUTE, signal, onLine: progress };
      await host.run(['python3', '-', 'snapshot'], options).catch((error) => {
        throw failure(error, host.name);
      });
    },
  };
}

/** What the program says as `REASON: what`, with how to fix it. */
function failure(error: unknown, host: string): unknown {
  if (!(error instanceof HostError) || error.reason !== 'exit') return error;
  const [, reason = '', what] = /^([a-z-]+): (.*)$/s.exec(error.printed.at(-1) ?? '') ?? [];
  if (what === undefined) return error;
  const fix =
    reason === 'room'
      ? `Free some space on ${host}, then run the same command again.`
      : `Nothing was upgraded on ${host} yet: that begins when the node can be kept as it is. Run the same command again then.`;
  return new UserError(`no snapshot could be made: ${what}`, { fix, cause: error });
}

/** @throws UserError with the nodes that cannot run the program */
function refuseWithoutPython(nodes: readonly PlannedNode[]): void {
  const without = nodes.filter(({ facts }) => !facts.hasPython).map(({ node }) => node.name);
  if (without.length === 0) return;
  throw new UserError(
    `${without.join(', ')}: no python3 with the module sqlite3, which keeps what an upgrade replaces`,
    {
      fix: 'Install it there, `apt-get install python3`. Nothing was changed on any host.',
    },
  );
}
