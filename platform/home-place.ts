import { neverOn } from './capacity.ts';
import { inUrl } from './host.ts';
import type { Node } from './nodes.ts';
import type { Platform } from './platform.ts';
import type { NfsExport, Storage } from './schema/storage.ts';

/** Whether the homes of new users are folders on the disks of nodes. */
export function areOnNodes({ home }: Storage): boolean {
  return home.class === undefined && home.nfs === undefined;
}

/** Whether some server may start on a node, and so have its home there. */
export function mayHoldHomes(node: Node, { sizes, cluster }: Pick<Platform, 'sizes' | 'cluster'>): boolean {
  return sizes.some((it) => !neverOn(it, cluster.nodes).includes(node.name));
}

/** An export as `mount` takes it: `nas.example.com:/export/homes`. */
export function describeExport({ server, path }: NfsExport): string {
  return `${inUrl(server)}:${path}`;
}
