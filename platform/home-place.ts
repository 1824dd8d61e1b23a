import { inUrl } from './host.ts';
import type { NfsExport, Storage } from './schema/storage.ts';

/** Whether the homes of new users are folders on the disks of nodes. */
export function areOnNodes({ home }: Storage): boolean {
  return home.class === undefined && home.nfs === undefined;
}

/** An export as `mount` takes it: `nas.example.com:/export/homes`. */
export function describeExport({ server, path }: NfsExport): string {
  return `${inUrl(server)}:${path}`;
}
