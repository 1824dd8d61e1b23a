import { inUnits } from '../../system/bytes.ts';
import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { ownerOf } from './find-homes.ts';
import type { HomeList, ListedHome, ListedVolume } from './list-homes.ts';

/**
 * A list of homes as a person reads it.
 *
 * @param width cells of the terminal
 */
export function homesTable(
  { homes, share, ephemeral, others, unknownFolders, unfinished, usersProblem, nodes }: HomeList,
  width = Number.POSITIVE_INFINITY,
): string {
  const hasBackups = [...homes, ...others].some((it) => it.lastBackup !== null);
  const failed = new Map(nodes.flatMap(({ name, problem }) => (problem === null ? [] : [[name, problem] as const])));
  const row = (name: string, volume: ListedVolume) => [
    name,
    volume.node ?? '-',
    sizeOf(volume),
    volume.capacity || '-',
    dateOf(volume.lastChange),
    ...(hasBackups ? [dateOf(volume.lastBackup)] : []),
    [...(failed.has(volume.node ?? '') ? [`${volume.node} was not asked`] : []), ...volume.notes].join('; '),
  ];
  const heads = ['NODE', 'SIZE', 'CLAIM', 'LAST CHANGE', ...(hasBackups ? ['LAST BACKUP'] : []), 'NOTE'];
  const tables = [
    [['HOME OF', ...heads], ...homes.map((it) => row(ownerOf(it), it))],
    [
      ['OTHER VOLUME', ...heads],
      ...others.map((it) => row(it.kind === 'database' ? "the hub's database" : it.claim, it)),
    ],
    [
      ['FOLDER WITHOUT A VOLUME', 'NODE', 'SIZE', 'LAST CHANGE'],
      ...unknownFolders.map((it) => [it.path, it.node, sizeOf(it), dateOf(it.lastChange)]),
    ],
  ];
  return [
    ...tables.filter((it) => it.length > 1).flatMap((it) => [...columns(it, width), '']),
    ...[...failed].map(([name, problem]) => `${name}: ${problem}`),
    ...unfinished,
    ...(share === null ? [] : [`Homes are folders of ${share}, one per user. They are not measured.`]),
    ...(ephemeral ? ['Servers have no home: what users save there ends with the server.'] : []),
    ...((share === null && !ephemeral) || homes.length > 0 ? [summaryOf(homes, usersProblem)] : []),
  ].join('\n');
}

const sizeOf = ({ bytes }: { readonly bytes: number | null }) => (bytes === null ? '-' : inUnits(bytes));

/** `2026-11-25`, in this machine's time; `none` stays. */
function dateOf(time: string | null): string {
  return time === null || time === 'none' ? (time ?? '-') : new Date(time).toLocaleDateString('sv-SE');
}

function summaryOf(homes: readonly ListedHome[], usersProblem: string | null): string {
  if (homes.length === 0) return 'No homes yet: a home is made when its user first starts a server.';
  const total = (some: readonly ListedHome[]) => {
    const unknown = some.filter((it) => it.bytes === null).length;
    const size = inUnits(some.reduce((sum, it) => sum + (it.bytes ?? 0), 0));
    return `${counted(some.length, 'home')}, ${size}${unknown === 0 ? '' : `, ${unknown} not measured`}`;
  };
  const left = homes.filter((it) => it.hasUser === false);
  return [
    total(homes),
    ...(left.length === 0 ? [] : [`${total(left)} without a user: docs/homes.md says how to delete one`]),
    ...(usersProblem === null ? [] : [`The hub did not say which users there are: ${usersProblem}`]),
  ].join('\n');
}
