import { hubSteps } from '../../bootstrap/k3s/hub.ts';
import { maskedFailure } from '../../bootstrap/k3s/last-fatal.ts';
import { command } from '../../bootstrap/plan/actions.ts';
import type { Action, Step, StepId } from '../../bootstrap/plan/step.ts';
import { releasesOn } from '../../cluster/check-releases.ts';
import { passwordOf } from '../../cluster/claim.ts';
import type { Platform } from '../../platform/platform.ts';
import { correctDatastore } from './correct-datastore.ts';
import type { RollbackPlan } from './find-rollback.ts';
import { hubUp } from './hub-down.ts';
import type { RollbackNode } from './look-at-nodes.ts';
import { type NodePart, onNode } from './node-program.ts';
import { AGAIN, step } from './own-steps.ts';
import { starts } from './start-nodes.ts';

const MINUTE = 60_000;
/** Ends k3s with all its pods: some of them the older datastore does not know. */
const STOP = `unit=/etc/systemd/system/$0.service
# A node that is switched on again meanwhile must not start what is half put back.
if [ -e "$unit" ]; then systemctl --quiet disable "$0"; fi
if [ -x /usr/local/bin/k3s-killall.sh ]; then /usr/local/bin/k3s-killall.sh; else systemctl stop "$0" || [ ! -e "$unit" ]; fi`;

export interface RollbackSteps {
  readonly plan: RollbackPlan;
  readonly platform: Platform;
  /** Number of the change that puts it back. */
  readonly change: number;
  /** Names of the manifests of the cluster. */
  readonly ours: readonly string[];
  /** Nodes that were taken out while they could not be reached. */
  readonly refused: readonly string[];
  /** Whether an earlier try has put the datastore back and corrected it. */
  readonly isCorrected: boolean;
}

/** Everything up to nodes that are ready with the release of before. Each step can be done again. */
export function nodeSteps(rollback: RollbackSteps): Step[] {
  return rollback.plan.isDatastore ? wholeSteps(rollback) : patchSteps(rollback);
}

/**
 * All nodes stop; the datastore of before is corrected while none runs; then the servers start one after another, and the
 * agents after them.
 */
function wholeSteps(rollback: RollbackSteps): Step[] {
  const { plan, ours, isCorrected } = rollback;
  const [first] = plan.nodes;
  if (first === undefined) return [];
  // Nodes may run again already: all that is left is to start them all.
  if (isCorrected) return starts(plan, plan.nodes, []);
  const stops = plan.nodes.map(({ node }) => step('stop', node.name, 'Stop k3s and all pods', [], [stop(node.unit)]));
  const stopped = stops.map((it) => it.id);
  const puts = plan.nodes.map((it) => {
    const kept = part(rollback, { part: 'keep' }, 'keep the newer datastore');
    const datastore = part(rollback, { part: 'datastore', manifests: ours }, 'put back the datastore');
    const isServer = it.node.role === 'server';
    const actions = [
      // An older k3s must not find the newer one, whatever starts it.
      ...(isServer ? [kept] : []),
      ...(it.snapshot === undefined ? [] : [putK3s(rollback, false)]),
      ...(plan.token === undefined ? [] : [putToken(rollback, it, plan.token)]),
      ...(isServer ? [datastore] : []),
    ];
    return step('put', it.node.name, 'Put back what the upgrade replaced', stopped, actions);
  });
  const database = plan.isHub ? databaseSteps(rollback, stopped) : [];
  const correct = correctDatastore(
    rollback,
    first.node.name,
    [...puts, ...database].map((it) => it.id),
  );
  return [...stops, ...puts, ...database, correct, ...starts(plan, plan.nodes, [correct.id])];
}

/** @param keepToken whether the token of now stays, as the datastore does */
const putK3s = (rollback: RollbackSteps, keepToken: boolean): Action =>
  part(rollback, { part: 'k3s', keepToken }, 'put back k3s, its unit and settings');

/** The token that opens the datastore of before, as `configure` writes it. */
function putToken(rollback: RollbackSteps, { node }: RollbackNode, full: string): Action {
  const isFirst = node === rollback.plan.nodes[0]?.node;
  const token = isFirst ? passwordOf(full) : full;
  return part(rollback, { part: 'token', token, unit: node.unit }, 'write the token of the datastore');
}

/** The datastore stays, so nodes go back one after another while the others work. */
function patchSteps(rollback: RollbackSteps): Step[] {
  const { plan } = rollback;
  const facts = new Map(plan.nodes.map((it) => [it.node.name, it.facts]));
  const other = plan.nodes.filter(
    ({ node, snapshot, facts: own }) =>
      snapshot !== undefined &&
      // An installer that was cut off may have left no unit.
      (!own.units.has(node.unit) || releasesOn(node.name, facts).some((it) => it !== snapshot.k3s)),
  );
  const puts = other.map(({ node }) =>
    step('put', node.name, 'Put back what the upgrade replaced', [], [putK3s(rollback, true)]),
  );
  return [
    ...puts,
    ...starts(
      plan,
      other,
      puts.map((it) => it.id),
    ),
  ];
}

/** The database of before, on the node that has its volume. */
export function databaseSteps(rollback: RollbackSteps, needs: readonly StepId[]): Step[] {
  const { nodes, hub } = rollback.plan;
  const holder = nodes.find(({ node }) => node.name === hub.node);
  if (holder === undefined) return [];
  const put = part(rollback, { part: 'database' }, "put back the hub's database, keep the newer one");
  return [step('database', holder.node.name, "Put back the hub's database", needs, [put])];
}

/** The manifests that go back, the releases and the hub that answers. */
export function platformSteps({ plan, platform }: Pick<RollbackSteps, 'plan' | 'platform'>): Step[] {
  const [first] = plan.nodes;
  if (first === undefined) return [];
  // Others stay as they are, whether or not k3s could apply them.
  const manifests = new Map([...plan.manifests].filter(([file]) => plan.isDatastore || file === plan.hub.file));
  const steps = hubSteps(first, { platform, manifests });
  return plan.isHub && !plan.isDatastore ? hubUp(steps, platform) : steps;
}

/** Whether or not there is a unit. */
const stop = (unit: string): Action => {
  const shown = `systemctl disable ${unit}; k3s-killall.sh, or systemctl stop ${unit}`;
  return command(['sh', '-c', STOP, unit], { ...AGAIN, timeout: 10 * MINUTE }, shown);
};

function part({ plan, change }: RollbackSteps, asked: NodePart, shown: string): Action {
  return {
    command: `python3 - < node_rollback.py: ${shown}`,
    ...AGAIN,
    run: async ({ host, signal, progress }) => {
      await onNode(host, { ...asked, name: plan.snapshot, change }, { signal, onLine: progress }).catch((error) => {
        throw maskedFailure(error);
      });
    },
  };
}
