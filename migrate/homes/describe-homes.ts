import { ownerOf } from '../../operate/homes/find-homes.ts';
import { inUnits } from '../../system/bytes.ts';
import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import type { HomeSource } from './home-source.ts';
import type { HomesPlan, PlannedHome } from './plan-homes.ts';

/** Names in a sentence. */
const MOST = 10;

/** Whose home it is, as in a table. */
export const ownerOfSource = ({ user, server, where }: HomeSource): string => ownerOf({ user, server, claim: where });

/**
 * The plan for a person.
 *
 * @param left what is not copied, each as a sentence that says why
 */
export function describeHomes({ homes, here, rooms, unknown, suffix }: HomesPlan, left: readonly string[]): string {
  const replaced = homes.filter((it) => it.place !== undefined);
  const running = homes.flatMap((it) => it.pods);
  const room = rooms.map((it) => `${it.host.name} (${inUnits(Math.max(0, it.bytes))})`);
  return [
    homes.length === 0 ? 'There is no home to copy.' : `Copies ${counted(homes.length, 'home')}:`,
    ...(homes.length === 0 ? [] : columns(tableOf(homes)).map((it) => `  ${it}`)),
    ...(room.length === 0 ? [] : [`New homes go to the node with most room: ${room.join(', ')}.`]),
    ...(replaced.length === 0 ? [] : [`What is in a home now is kept beside it, with "${suffix}" added to its name.`]),
    ...(homes.length === 0 ? [] : ['Until a home is copied, its user cannot start a server.']),
    ...(running.length === 0 ? [] : [`Servers are stopped, and unsaved work in them is lost: ${few(running, MOST)}.`]),
    ...(here.length === 0
      ? []
      : [
          `Left, as they have a home here already: ${few(here.map(ownerOfSource), MOST)}. To replace one, name its user; to replace all: --replace.`,
        ]),
    ...left.map((it) => `Left: ${it}.`),
    ...(unknown.length === 0 ? [] : [`Not in users.yaml, and so cannot log in: ${few(unknown, MOST)}.`]),
  ].join('\n');
}

const tableOf = (homes: readonly PlannedHome[]): string[][] => [
  ['HOME OF', 'FROM', 'TO', 'NOW'],
  ...homes.map(({ source, place }) => [
    ownerOfSource(source),
    source.where,
    place?.node ?? 'a new volume',
    place === undefined ? '-' : 'is replaced',
  ]),
];
