import { releasesOn } from '../../cluster/check-releases.ts';
import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { timeOf } from '../at-time.ts';
import type { RollbackPlan } from './find-rollback.ts';

/** What goes back and what is lost, for a person to agree to. */
export function describeRollback(plan: RollbackPlan): string {
  const { revision, nodes, release, begun, isHub, hub } = plan;
  const facts = new Map(nodes.map((it) => [it.node.name, it.facts]));
  const rows = nodes.map(({ node, snapshot }) => {
    const now = releasesOn(node.name, facts).at(-1) ?? 'nothing';
    const then = snapshot?.k3s ?? now;
    return [`  ${node.name}`, now === then ? `stays on k3s ${now}` : `k3s ${now} to ${then}`];
  });
  const time = nodes[0]?.snapshot?.time ?? 0;
  return [
    `${begun === undefined ? 'Goes' : 'Continues to go'} back to before change ${revision}, as it was ${timeOf(time)}:`,
    ...columns([...rows, ['  hub', isHub ? hubLine(hub) : 'stays, with its database']]),
    'Settings of the platform go back with their manifests. Homes stay as they are.',
    ...losses(plan, timeOf(time)),
    `The next \`up\` upgrades again: change platform.yaml back first${plan.isDatastore || nodes.some((it) => it.facts.k3s !== release) ? `, \`cluster.k3sVersion: ${release}\`` : ''}.`,
  ].join('\n');
}

function hubLine({ before, now }: RollbackPlan['hub']): string {
  const [from, to] = [now?.chart ?? 'nothing', before?.chart ?? 'nothing'];
  return from === to ? `back to its image of before, with its database` : `${from} to ${to}, with its database`;
}

/** What nobody gets back. */
function losses({ isDatastore, isHub, nodes }: RollbackPlan, time: string): string[] {
  const changed = [...new Set(nodes.flatMap((it) => it.snapshot?.changed ?? []))];
  return [
    ...(isDatastore
      ? [
          `Lost: everything in Kubernetes since ${time}, such as objects that you created by hand.`,
          "All pods end, users' servers too; users start them again. Homes created since get their volumes back.",
        ]
      : []),
    ...(isHub
      ? [`Lost: what the hub has noted since ${time}: who logged in, tokens, groups changed in its admin page.`]
      : []),
    ...(isHub && changed.length > 0
      ? [
          `${counted(changed.length, 'user')} changed their own password since, which is the old one again: ${few(changed, 10)}.`,
        ]
      : []),
  ];
}
