import type { UpgradePart } from '../../cluster/record/recorded-change.ts';
import { revisionOf } from '../../cluster/record/recorded-upgrade.ts';
import { upgradedFrom } from '../k3s/upgraded.ts';
import { plannedNodes } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { isReplacing, kindOf, type Step } from '../plan/step.ts';

/**
 * What the steps of an `up` are to an upgrade, for its record. Pure.
 *
 * @param isWhole whether they are all that an `up` has
 */
export function upgradePart(steps: readonly Step[], input: PlanInput, isWhole: boolean): UpgradePart {
  const { upgrade } = input;
  return {
    isWhole: isWhole || (upgrade !== undefined && finishesUpgrade(steps, input)),
    needsSnapshot: steps.some((it) => kindOf(it) === 'snapshot'),
    continues: upgrade?.continues,
    before: upgrade?.before,
  };
}

/** Whether every node has the new k3s already, and the steps put the hub in place and wait for it. */
function finishesUpgrade(steps: readonly Step[], input: PlanInput): boolean {
  const ids = new Set(steps.map((it) => it.id));
  const nodes = plannedNodes(input);
  // Of one that was not asked, nothing is known.
  const areUpgraded = nodes.every((it) => it.facts.units.has(it.node.unit) && upgradedFrom(it, input) === undefined);
  return areUpgraded && ids.has('manifests') && ids.has('hub');
}

/** Says that an upgrade goes on with its snapshot; undefined where steps replace nothing of one that has begun. Pure. */
export function aboutUpgrade(steps: readonly Step[], { upgrade }: Pick<PlanInput, 'upgrade'>): string | undefined {
  if (upgrade?.continues === undefined || !steps.some(isReplacing)) return undefined;
  const change = revisionOf(upgrade.continues);
  return `continuing the upgrade of change ${change}: its snapshot is kept, and \`npx hubwright rollback\` goes back to before it`;
}
