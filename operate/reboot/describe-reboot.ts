import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { timeOf } from '../at-time.ts';
import { continued } from './continue.ts';
import type { RebootNode, RebootPlan } from './plan-reboot.ts';

/** The plan for a person. */
export function describeReboot(plan: RebootPlan, { name }: { readonly name: string }): string {
  const { nodes } = plan;
  const since = continued(plan);
  if (nodes.length === 0) return [`No machine of ${name} has to be restarted.`, ...leftOut(plan)].join('\n');
  const count = nodes.filter((it) => !it.isRebooted).length;
  const what = `Restarts ${counted(count, 'machine')} of ${name}, one after another:`;
  const rows = nodes.map((it) => [it.node.name, it.node.role, serversOn(it), reasonOf(it)]);
  return [
    ...(since === undefined ? [] : [`Continues the restart that began at ${timeOf(since.getTime())}.`]),
    what,
    ...columns([['NODE', 'ROLE', 'SERVERS OF', 'ASKS FOR IT'], ...rows]).map((it) => `  ${it}`),
    ...leftOut(plan),
    ...notices(plan),
  ].join('\n');
}

function serversOn({ users, isRebooted }: RebootNode): string {
  return isRebooted || users.length === 0 ? '-' : few(users, 3);
}

function reasonOf({ boot, isRebooted, isCordoned }: RebootNode): string {
  const why = isRebooted ? 'is restarted already' : (boot.asks ?? '-');
  return isCordoned ? `${why}; it stays cordoned` : why;
}

function leftOut({ content, own }: Pick<RebootPlan, 'content' | 'own'>): string[] {
  return [
    ...(content.length === 0 ? [] : [`Nothing asks for a restart of ${few(content, 10)}.`]),
    ...(own === undefined
      ? []
      : [`${own} is left out, since this command runs on it: restart it by hand, docs/restart-nodes.md.`]),
  ];
}

/** What users notice. */
function notices({ nodes, servers }: RebootPlan): string[] {
  const left = nodes.filter((it) => !it.isRebooted);
  if (left.length === 0) return [];
  const only = left.find((it) => servers.length === 1 && it.node.role === 'server')?.node.name;
  return [
    'On each node, the servers of its users are stopped first: what they have not saved is lost. Users whose home is there can start one again once it is back.',
    'While the node of the hub restarts, nobody reaches the hub, or a server through it.',
    ...(only === undefined ? [] : [`While ${only}, the only server, restarts, no server starts or stops.`]),
  ];
}
