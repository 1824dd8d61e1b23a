import type { Platform } from './platform.ts';

/** What the hub's image is called on the command line and in reports. */
export const HUB_IMAGE = 'hub';

/** An image of the platform by what it is called. */
export interface NamedImage {
  readonly title: string;
  /** The folder that it is built from; undefined where it comes from a registry. */
  readonly build: string | undefined;
  readonly base: string | undefined;
  /** What nodes run; undefined for the hub's image of the chart. */
  readonly reference: string | undefined;
}

/** The images that servers run, and last the hub's. */
export function namedImages({ images, hub }: Pick<Platform, 'images' | 'hub'>): NamedImage[] {
  const named = [...images.map((it) => ({ ...it, title: it.name })), { ...hub, title: HUB_IMAGE }];
  return named.map(({ title, build, base, reference }) => ({ title, build, base, reference }));
}
