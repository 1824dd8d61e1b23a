import { defaultImage, defaultSize } from '../lib/spawn-form.ts';
import { describeCapacity } from '../platform/describe-capacity.ts';
import type { Platform, PlatformImage } from '../platform/platform.ts';
import { type Change, matched, written } from './change.ts';
import { arrival } from './image-arrival.ts';
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
    ...kept.flatMap(({ was, is }) => [
      ...(was.reference === is.reference
        ? []
        : [
            say(
              `${is.name}: ${was.reference} → ${is.reference}, ${arrives(is)}. Running servers keep the old one until their next start.`,
            ),
          ]),
      ...detailChanges(was, is).map((text) => say(`${is.name}: ${text}.`)),
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
    ...kept.flatMap(({ was, is }) => {
      const details = detailChanges(was, is);
      return details.length > 0
        ? [say(`${is.name}: ${details.join(', ')}. Takes effect at each server's next start.`)]
        : [];
    }),
    ...usual('size', defaultSize(before).name, defaultSize(after).name).map(say),
    ...(capacity[0] === capacity[1] ? [] : [say(`${capacity[0]} → ${capacity[1]?.replace('capacity: ', '')}.`)]),
  ];
}

function limits({ groups }: { readonly groups: readonly string[] }): string {
  return groups.length > 0 ? ` to members of ${groups.join(', ')}` : ' to everyone';
}

function detailChanges(was: object, is: object): string[] {
  return differences(was, is)
    .filter(({ path }) => !['reference', 'image', 'default'].includes(path))
    .map(({ path, was: old, is: now }) =>
      path === 'groups'
        ? `available${limits({ groups: now as string[] })} (was${limits({ groups: old as string[] })})`
        : `${path} ${written(old)} → ${written(now)}`,
    );
}

function usual(what: string, was: string, is: string): string[] {
  return was === is ? [] : [`The preselected ${what} is ${is} (was ${was}).`];
}
