import { sharedPath } from '../platform/mount-paths.ts';
import type { Platform } from '../platform/platform.ts';
import type { NfsExport, SharedFolder } from '../platform/schema/storage.ts';

/** A volume as a pod has it. */
export interface PodVolume {
  readonly volume: { readonly name: string } & Record<string, unknown>;
  readonly mount: {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly: boolean;
    readonly subPath?: string;
  };
}

/** The volume and the mount of a shared folder. */
function podVolume(folder: SharedFolder): PodVolume {
  const name = `shared-${folder.name}`;
  const { readOnly } = folder;
  const source = folder.nfs
    ? nfsVolume(folder.nfs, readOnly)
    : { persistentVolumeClaim: { claimName: folder.claim, readOnly } };
  return {
    volume: { name, ...source },
    mount: { name, mountPath: sharedPath(folder), readOnly },
  };
}

/** An export as a source of a pod's volume. */
export function nfsVolume({ server, path }: NfsExport, readOnly: boolean) {
  return { nfs: { server, path: literally(path), readOnly } };
}

/** A text in which KubeSpawner, which fills in what is in braces, finds nothing to fill in. */
const literally = (text: string) => text.replace(/[{}]/g, '$&$&');

/** The folders that every server gets. */
export function sharedWithAll({ storage }: Platform): readonly PodVolume[] {
  return storage.shared.filter((it) => it.groups.length === 0).map(podVolume);
}

/** The folders that only the servers of some groups get, as the hub's configuration reads them. */
export function sharedWithGroups({ storage }: Platform) {
  return storage.shared
    .filter((it) => it.groups.length > 0)
    .map((it) => ({ name: it.name, groups: [...it.groups], ...podVolume(it) }));
}
