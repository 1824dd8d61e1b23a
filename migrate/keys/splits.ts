import { isDeepStrictEqual } from 'node:util';
import type { Mapping } from '../../system/mapping.ts';
import { plainText, titleFrom } from '../conversions.ts';
import type { Layer, OfferedServer } from '../offered-servers.ts';
import { isSameSize, type Part, partOf, type SizePart } from '../server-parts.ts';

/** What an image says of a server. */
export interface ImagePart {
  readonly image: string;
  readonly defaultUrl?: string;
  readonly command?: readonly string[];
  readonly environment?: Mapping;
}

/** A server that images and sizes can say. */
export interface Split {
  readonly server: OfferedServer;
  readonly image: ImagePart;
  readonly size: SizePart;
}

export const isSameImage = (one: Split, other: Split) => isDeepStrictEqual(one.image, other.image);
export const isOfSameSize = (one: Split, other: Split) => isSameSize(one.size, other.size);

/** The first of all that are the same. */
export const distinct = (splits: readonly Split[], isSame: (one: Split, other: Split) => boolean) =>
  splits.filter((it, i) => splits.findIndex((other) => isSame(other, it)) === i);

/** The layers that set a part of a server. */
const layersOf = ({ layers }: OfferedServer, part: Part): Layer[] =>
  layers.filter(({ override }) => Object.keys(override).some((it) => partOf(it) === part));

/** Who may choose an image or a size that only some could: the members of these groups; undefined where everyone could. */
export function groupsOf(own: readonly Split[]): readonly string[] | undefined {
  const all = own.map(({ server }) => server.groups ?? []);
  return all.some((it) => it.length === 0) ? undefined : [...new Set(all.flat())];
}

/** The titles that a part of a server has in the layers that set it. */
export function titleOf(server: OfferedServer, part: Part): string | undefined {
  const titles = layersOf(server, part).map((it) => it.title);
  return titleFrom(titles.join(', '));
}

/** What the layers say that set a part, if all say the same; undefined where they say nothing, or other things. */
export function descriptionOf(own: readonly Split[], part: Part): string | undefined {
  const all = own.map(({ server }) =>
    describing(server, part)
      .map((it) => it.description)
      .find((it) => it !== undefined),
  );
  return asDescription(onlyOne(all));
}

/** A profile that sets nothing has the image and the size of every server, and describes these. */
function describing(server: OfferedServer, part: Part): Layer[] {
  const [profile] = server.layers;
  const isPlain = profile !== undefined && Object.keys(profile.override).length === 0;
  return [...layersOf(server, part), ...(isPlain ? [profile] : [])];
}

/** A text as the description of an image or a size; undefined where nothing is left of it. */
export function asDescription(text: string | undefined): string | undefined {
  const plain = plainText(text ?? '');
  return plain === '' ? undefined : plain.slice(0, 500);
}

/** A title that is always the same; else it says more than this part. */
export function onlyOne(titles: readonly (string | undefined)[]): string | undefined {
  return new Set(titles).size === 1 ? titles[0] : undefined;
}
