import { neverOn } from './capacity.ts';
import { inUrl } from './host.ts';
import type { Node } from './nodes.ts';
import type { Platform } from './platform.ts';
import type { NfsExport, Storage } from './schema/storage.ts';

/** Where homes are: each on a volume of its own on a node or of a class, all in one place, or nowhere. */
export type HomePlace =
  | { readonly kind: 'nodes' }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'nfs'; readonly from: NfsExport }
  | { readonly kind: 'claim'; readonly name: string }
  | { readonly kind: 'none' };

/** Where the homes of new users are. */
export function homePlace({ home }: Storage): HomePlace {
  if (home.ephemeral) return { kind: 'none' };
  if (home.nfs !== undefined) return { kind: 'nfs', from: home.nfs };
  if (home.claim !== undefined) return { kind: 'claim', name: home.claim };
  return home.class === undefined ? { kind: 'nodes' } : { kind: 'class', name: home.class };
}

/** Whether the homes of new users are folders on the disks of nodes. */
export function areOnNodes(storage: Storage): boolean {
  return homePlace(storage).kind === 'nodes';
}

/** What all homes are folders of, as a person reads it; undefined where each is a volume, or there are none. */
export function sharedPlace(place: HomePlace): string | undefined {
  if (place.kind === 'nfs') return describeExport(place.from);
  return place.kind === 'claim' ? `the claim ${place.name}` : undefined;
}

/** Whether some server may start on a node, and so have its home there. */
export function mayHoldHomes(node: Node, { sizes, cluster }: Pick<Platform, 'sizes' | 'cluster'>): boolean {
  return sizes.some((it) => !neverOn(it, cluster.nodes).includes(node.name));
}

/** An export as `mount` takes it: `nas.example.com:/export/homes`. */
export function describeExport({ server, path }: NfsExport): string {
  return `${inUrl(server)}:${path}`;
}
