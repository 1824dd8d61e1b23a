import { describeDisk } from '../../cluster/disk-headroom.ts';
import type { Platform } from '../../platform/platform.ts';
import { inUnits } from '../../system/bytes.ts';
import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { roughly, timeOf } from '../at-time.ts';
import { ownerOf } from '../homes/find-homes.ts';
import { sizesNotOn } from '../move/plan-move.ts';
import type { DrainPlan, PlannedHome } from './plan-drain.ts';

/** The plan for a person. */
export function describeDrain(plan: DrainPlan, { platform, now }: { readonly platform: Platform; readonly now: Date }) {
  const { request, isNode, homes, staying, others } = plan;
  const { node, isLost } = request;
  const count = counted(homes.length, 'home');
  const all = inUnits(homes.reduce((sum, it) => sum + it.bytes, 0));
  return [
    homes.length === 0
      ? `There is no home on ${node} that can leave it.`
      : isLost
        ? `Restores ${count} of ${node} onto other nodes, ${all}. What was changed since the backup is lost:`
        : `Moves ${count} from ${node} to other nodes, ${all}:`,
    ...(homes.length === 0 ? [] : [...columns(tableOf(homes, isLost, now)).map((it) => `  ${it}`)]),
    ...afterwards(plan, platform),
    ...(isNode ? [`${node} is cordoned first: no server starts there any more.`] : []),
    ...(isLost || homes.length === 0
      ? []
      : [
          'Until their home has moved, users cannot start a server. One that runs is stopped in turn: unsaved work in it is lost.',
        ]),
    ...[...staying, ...others.map((it) => describeOther(it, isLost))].map((it) => `stays on ${node}: ${it}`),
  ].join('\n');
}

/** What to do with a node that no home is left on. */
export function describeDrained({ request, isNode, others }: Pick<DrainPlan, 'request' | 'isNode' | 'others'>): string {
  const { node, isLost } = request;
  const down = `take it out of platform.yaml, then \`npx hubwright down --node ${node}${isLost ? ' --forget' : ''}\`.`;
  const what = others.map(nameOfOther).join(', ');
  const remove =
    others.length === 0
      ? `To remove it: ${down}`
      : `${what} ${others.length === 1 ? 'is' : 'are'} still on it: docs/move-homes.md. To remove it with that: ${down}`;
  if (!isLost) {
    const undo = `To use it again: \`kubectl uncordon ${node}\`.`;
    return `No home is left on ${node}, which is cordoned. ${undo} ${sentence(remove)}`;
  }
  const back = `If ${node} comes back, its folders of these homes belong to no claim: docs/lost-node.md.`;
  return [`No claim has a home on ${node} any more.`, ...(isNode ? [sentence(remove)] : []), back].join(' ');
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function tableOf(homes: readonly PlannedHome[], isLost: boolean, now: Date): string[][] {
  return [
    ['HOME OF', 'SIZE', 'TO', isLost ? 'BACKUP' : 'SERVER', ''],
    ...homes.map((home) => [
      ownerOf(home),
      inUnits(home.bytes),
      home.to,
      isLost ? describeBackup(home, now) : home.isRunning ? 'running' : '-',
      describeBegun(home),
    ]),
  ];
}

function describeBegun({ from }: PlannedHome): string {
  if ('replaced' in from) return `unfinished, begins again: ${from.replaced.move.to.node} is lost too`;
  return 'hold' in from ? 'unfinished, continues' : '';
}

function describeBackup({ snapshot }: PlannedHome, now: Date): string {
  return snapshot === undefined ? '-' : `${timeOf(snapshot.time)}, ${roughly(now.getTime() - snapshot.time)} old`;
}

function afterwards({ homes, targets }: DrainPlan, platform: Platform): string[] {
  return targets.flatMap(({ node, disk }) => {
    const own = homes.filter((it) => it.to === node);
    if (own.length === 0) return [];
    const bytes = own.reduce((sum, it) => sum + it.bytes, 0);
    const left = describeDisk({ ...disk, free: disk.free - bytes });
    const never = sizesNotOn(node, platform);
    return [
      `${node}: ${describeDisk(disk)} free now, ${left} afterwards`,
      ...(never.length === 0 ? [] : [`${node} never runs a server of the size ${never.join(', ')}`]),
    ];
  });
}

function nameOfOther({ kind, namespace, claim }: DrainPlan['others'][number]): string {
  return kind === 'database' ? "the hub's database" : `the volume of ${namespace}/${claim}`;
}

function describeOther(other: DrainPlan['others'][number], isLost: boolean): string {
  if (other.kind !== 'database') return nameOfOther(other);
  const what = isLost ? 'the hub does not start without it' : 'once the hub stops, it cannot start on a cordoned node';
  return `${nameOfOther(other)}: ${what}; docs/move-homes.md says what to do`;
}
