import type { Platform } from './platform.ts';
import { containersOf } from './server-containers.ts';

/** What the hub's image is called on the command line and in reports. */
const HUB_IMAGE = 'hub';

/** An image of the platform by what it is called. */
export interface NamedImage {
  readonly title: string;
  /** Whether the hub runs it; servers may have an image of that name too. */
  readonly isHub: boolean;
  /** The folder that it is built from; undefined where it comes from a registry. */
  readonly build: string | undefined;
  readonly base: string | undefined;
  /** What nodes run; undefined for the hub's image of the chart. */
  readonly reference: string | undefined;
}

/** The images that servers run, those of their init containers and sidecars, and last the hub's. */
export function namedImages({ images, hub, servers }: Pick<Platform, 'images' | 'hub' | 'servers'>): NamedImage[] {
  const ofServers = images.map((it) => ({ ...it, title: it.name, isHub: false }));
  const beside = containersOf(servers).map(({ list, it: { name, image } }) => {
    const pulled = { build: undefined, base: undefined, reference: image };
    return { ...pulled, title: `${list}.${name}`, isHub: false };
  });
  const named = [...ofServers, ...beside, { ...hub, title: HUB_IMAGE, isHub: true }];
  return named.map(({ title, isHub, build, base, reference }) => ({ title, isHub, build, base, reference }));
}
