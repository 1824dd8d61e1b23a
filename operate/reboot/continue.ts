import type { RebootNote } from './note.ts';
import type { RebootPlan } from './plan-reboot.ts';

/** When the command began that is continued; undefined if none is. */
export function continued({ nodes, note }: Pick<RebootPlan, 'nodes' | 'note'>): Date | undefined {
  return nodes.some((it) => note?.boots[it.node.name] !== undefined) ? note?.since : undefined;
}

/** All of them before the first: a command that is cut off is continued, and restarts none twice. */
export function noteBefore(plan: RebootPlan): RebootNote {
  const boots = Object.fromEntries(plan.nodes.map((it) => [it.node.name, it.boot.bootId]));
  return { since: continued(plan) ?? new Date(), boots: { ...boots, ...plan.note?.boots } };
}

/** What is left of a command before that was about others too. */
export function noteAfter({ nodes, note }: RebootPlan): RebootNote {
  const done = new Set(nodes.map((it) => it.node.name));
  const { since = new Date(), boots = {} } = note ?? {};
  return { since, boots: Object.fromEntries(Object.entries(boots).filter(([name]) => !done.has(name))) };
}
