import { isDeepStrictEqual } from 'node:util';
import type { ServerContainer } from '../platform/schema/server-containers.ts';
import { type Containers, LISTS } from '../platform/server-containers.ts';
import { keysOf, matched } from './change.ts';

const WORDS = { initContainers: 'init container', sidecars: 'sidecar' } as const;

/** Containers beside that of Jupyter that come, go or change, a sentence each; variables by their names alone. */
export function containerChanges(before: Containers, after: Containers): string[] {
  return LISTS.flatMap((list) => {
    const { added, removed, kept } = matched(before[list], after[list]);
    const called = ({ name }: ServerContainer) => `The ${WORDS[list]} "${name}"`;
    return [
      ...added.map((it) => `${called(it)} is added, with the image ${it.image}.`),
      ...removed.map((it) => `${called(it)} is gone.`),
      ...kept.flatMap(({ previous, current }) => {
        const changed = differing(previous, current);
        return changed.length === 0 ? [] : [`${called(current)} changes: ${changed.join(', ')}.`];
      }),
      ...reordered(before[list], after[list], WORDS[list]),
    ];
  });
}

function differing(previous: ServerContainer, current: ServerContainer): string[] {
  const keys = keysOf(previous, current) as (keyof ServerContainer)[];
  return keys
    .filter((key) => !isDeepStrictEqual(previous[key], current[key]))
    .map((key) => (key === 'image' ? `the image is ${current.image} (was ${previous.image})` : key));
}

/** Init containers run one after the other. */
function reordered(before: readonly ServerContainer[], after: readonly ServerContainer[], what: string): string[] {
  const common = (one: readonly ServerContainer[], other: readonly ServerContainer[]) =>
    one.map((it) => it.name).filter((name) => other.some((it) => it.name === name));
  const isSame = what !== WORDS.initContainers || isDeepStrictEqual(common(before, after), common(after, before));
  return isSame ? [] : [`Init containers run in another order: ${after.map((it) => it.name).join(', ')}.`];
}
