import { defaultImage, defaultSize } from '../lib/spawn-form.ts';
import { describeCapacity } from '../platform/describe-capacity.ts';
import type { Platform, PlatformImage } from '../platform/platform.ts';
import type { ServerSize } from '../platform/schema/choices.ts';
import type { Variables } from '../platform/schema/environment.ts';
import { type Change, listed, matched, written } from './change.ts';
import { arrival } from './image-arrival.ts';
import { variableChanges } from './server-changes.ts';
import { differences } from './settings-changes.ts';

/** Images that users can choose, and what nodes have to fetch. */
export function imageChanges(before: Platform, after: Platform): Change[] {
  const { added, removed, kept } = matched(before.images, after.images);
  const say = (text: string) => ({ topic: 'Images' as const, text });
  const arrives = (image: PlatformImage) => arrival(image, after, 'a server can start with it');
  return [
    ...added.map((it) => say(`${it.name} is available${limits(it)}: ${it.reference}, ${arrives(it)}.`)),
    ...removed.map((it) =>
      say(`${it.name} is no longer available. Servers keep running it, and use another image from their next start.`),
    ),
    ...kept.flatMap(({ previous, current }) => [
      ...(previous.reference === current.reference
        ? []
        : [
            say(
              `${current.name}: ${previous.reference} → ${current.reference}, ${arrives(current)}. Running servers keep the old one until their next start.`,
            ),
          ]),
      ...detailChanges(previous, current).map((text) => say(`${current.name}: ${text}.`)),
    ]),
    ...usual('image', defaultImage(before).name, defaultImage(after).name).map(say),
  ];
}

/** Sizes that users can choose, and how many fit. */
export function sizeChanges(before: Platform, after: Platform): Change[] {
  const { added, removed, kept } = matched(before.sizes, after.sizes);
  const say = (text: string) => ({ topic: 'Sizes' as const, text });
  const capacity = [before, after].map((it) => describeCapacity(it));
  return [
    ...added.map((it) => say(`${it.name} is available${limits(it)}.`)),
    ...removed.map((it) =>
      say(`${it.name} is no longer available. Servers of that size keep running until they are stopped.`),
    ),
    ...kept.flatMap(({ previous, current }) => {
      const details = detailChanges(untimed(previous), untimed(current));
      const times = settingChanges(timesOf(previous), timesOf(current));
      return [
        ...(details.length > 0
          ? [say(`${current.name}: ${details.join(', ')}. Takes effect at each server's next start.`)]
          : []),
        ...(times.length > 0
          ? [say(`${current.name}: ${times.join(', ')}. Applies to running servers within about two minutes.`)]
          : []),
      ];
    }),
    ...usual('size', defaultSize(before).name, defaultSize(after).name).map(say),
    ...(capacity[0] === capacity[1] ? [] : [say(`${capacity[0]} → ${capacity[1]?.replace('capacity: ', '')}.`)]),
  ];
}

const timesOf = ({ longestRun, idle }: ServerSize) => ({ longestRun, idle });
const untimed = ({ longestRun: _, idle: __, ...rest }: ServerSize) => rest;

function limits({ groups }: { readonly groups: readonly string[] }): string {
  return groups.length > 0 ? ` to members of ${groups.join(', ')}` : ' to everyone';
}

function detailChanges(previous: Detailed, current: Detailed): string[] {
  return [...settingChanges(previous, current), ...variableChanges(previous.environment, current.environment)].map(
    (text) => text.replace(/\.$/, ''),
  );
}

interface Detailed {
  readonly environment: Variables;
}

function settingChanges(previous: object, current: object): string[] {
  return differences(previous, current)
    .filter(({ path }) => !/^(reference|image|default|environment\b.*)$/.test(path))
    .flatMap(({ path, previous: old, current: now }) => {
      if (path === 'contents') return contentChange(old as string[], now as string[]);
      if (path === 'groups')
        return `available${limits({ groups: now as string[] })} (was${limits({ groups: old as string[] })})`;
      return `${path} ${written(old)} → ${written(now)}`;
    });
}

/** What is new of the contents of an image, and what is not in it any more. */
function contentChange(old: readonly string[], now: readonly string[]): string[] {
  const [added, gone] = [now.filter((it) => !old.includes(it)), old.filter((it) => !now.includes(it))];
  if (added.length > 0) return [`with ${listed(added)}${gone.length > 0 ? ` (was ${listed(gone)})` : ''}`];
  return gone.length > 0 ? [`without ${listed(gone)}`] : [];
}

function usual(what: string, previous: string, current: string): string[] {
  return previous === current ? [] : [`The preselected ${what} is ${current} (was ${previous}).`];
}
