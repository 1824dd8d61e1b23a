import { isDeepStrictEqual } from 'node:util';
import { parseReference } from '../../platform/image-reference.ts';
import type { Mapping } from '../../system/mapping.ts';
import { cpu, nameFrom, spawnerMemory, titleFrom } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { Unfit } from '../key-mapping.ts';
import { isSameSize, type SizePart } from '../server-parts.ts';
import { PROFILES } from './explain-profiles.ts';
import {
  descriptionOf,
  distinct,
  groupsOf,
  isOfSameSize,
  isSameImage,
  onlyOne,
  type Split,
  titleOf,
} from './splits.ts';

/** The setting `images`, with a name for each. */
export function images(splits: readonly Split[]): object[] {
  const taken = new Set<string>();
  const firsts = distinct(splits, isSameImage);
  const chosen = splits.find((it) => it.server.isDefault)?.image;
  return firsts.map(({ image: part }) => {
    const own = splits.filter((it) => isDeepStrictEqual(it.image, part));
    const title = onlyOne(own.map((it) => titleOf(it.server, 'image')));
    const plain = parseReference(part.image)?.name.split('/').at(-1) ?? 'image';
    const name = nameFrom(title ?? plain, 'image', taken);
    taken.add(name);
    const description = descriptionOf(own, 'image');
    const groups = groupsOf(own);
    const isDefault = firsts.length > 1 && isDeepStrictEqual(part, chosen);
    return {
      name,
      ...(title && title !== name && { title }),
      ...(description && { description }),
      ...part,
      ...(groups && { groups }),
      ...(isDefault && { default: true }),
    };
  });
}

/** The setting `sizes`, with a name for each. */
export function sizes(splits: readonly Split[], draft: Draft): object[] {
  const taken = new Set<string>();
  const firsts = distinct(splits, isOfSameSize);
  const chosen = splits.find((it) => it.server.isDefault)?.size;
  return firsts.map(({ size }) => {
    const own = splits.filter((it) => isSameSize(it.size, size));
    const given = onlyOne(own.map((it) => titleOf(it.server, 'size') ?? titleFrom(it.server.layers[0]?.title)));
    const title = given ?? amounts(size);
    const name = nameFrom(firsts.length === 1 ? 'default' : title, 'size', taken);
    taken.add(name);
    const isDefault = chosen !== undefined && firsts.length > 1 && isSameSize(chosen, size);
    const description = descriptionOf(own, 'size');
    const groups = groupsOf(own);
    return {
      name,
      title,
      ...(description && { description }),
      ...sizeSettings(size, own, draft),
      ...(groups && { groups }),
      ...(isDefault && { default: true }),
    };
  });
}

function amounts({ cpu: processor, memory, gpus }: SizePart): string {
  const most = processor.limit ?? processor.guarantee;
  const bytes = memory.limit ?? memory.guarantee;
  const parts = [
    ...(most === undefined ? [] : [`${most} CPU`]),
    ...(bytes === undefined ? [] : [`${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`]),
    ...(gpus > 0 ? [`${gpus} GPU`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'Default';
}

/** What a size needs to reserve, where the chart reserved nothing. */
const LEAST = { cpu: '50m', memory: '256Mi' };

function sizeSettings(
  { cpu: processor, memory, gpus, nodeSelector, tolerations }: SizePart,
  own: readonly Split[],
  draft: Draft,
): object {
  if (processor.guarantee === undefined) {
    draft.decide(
      ['singleuser.cpu.guarantee'],
      `nothing was reserved, and a size has to reserve some: ${LEAST.cpu} of a processor is set`,
    );
  }
  const limited = { cpu: withinLimit(processor), memory: withinLimit(memory) };
  for (const [key, { isChanged }] of Object.entries(limited))
    if (isChanged)
      draft.decide(
        [`singleuser.${key}.guarantee`, ...profilesOf(own)],
        'more was reserved than the limit allows, which Kubernetes refuses: the size reserves its limit',
      );
  return {
    cpu: share(limited.cpu, (it) => (it === undefined ? LEAST.cpu : cpu(it))),
    memory: share(limited.memory, (it) => (it === undefined ? LEAST.memory : spawnerMemory(it))),
    ...(gpus > 0 && { gpus }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length > 0 && { tolerations: tolerations.map(tolerationSetting) }),
  };
}

const profilesOf = (splits: readonly Split[]) => [
  ...new Set(splits.flatMap(({ server: { profile } }) => (profile === undefined ? [] : [`${PROFILES}[${profile}]`]))),
];

/** The chart reserves 1 GiB by itself, and some set a limit below. */
function withinLimit({ guarantee, limit }: SizePart['cpu']) {
  const isChanged = guarantee !== undefined && limit !== undefined && guarantee > limit;
  return { guarantee: isChanged ? limit : guarantee, limit, isChanged };
}

function share({ guarantee, limit }: SizePart['cpu'], write: (value: number | undefined) => unknown) {
  const text = (it: number | undefined) => {
    const written = write(it);
    return written instanceof Unfit ? write(undefined) : written;
  };
  return { guarantee: text(guarantee), ...(limit !== undefined && { limit: text(limit) }) };
}

const tolerationSetting = ({ key, operator, value, effect }: Mapping) => ({
  ...(key !== undefined && { key }),
  ...(operator !== undefined && operator !== 'Equal' && { operator }),
  ...(value !== undefined && value !== null && value !== '' && { value: String(value) }),
  ...(effect !== undefined && effect !== null && effect !== '' && { effect }),
});
