import type { Platform } from '../platform/platform.ts';
import { kubernetesSize } from '../platform/quantities.ts';
import type { ServerVolume } from '../platform/schema/server-volumes.ts';
import type { PodVolume } from './shared-folders.ts';

/** The volumes of `servers.volumes`. */
export function serverVolumes({ servers }: Platform): Record<string, unknown>[] {
  return servers.volumes.map((it) => ({ name: it.name, ...sourceOf(it) }));
}

/** Where servers have them; what only other containers have is not among them. */
export function serverMounts({ servers }: Platform): Mount[] {
  return servers.volumes.filter((it) => it.path !== undefined).map(mountOf);
}

type Mount = PodVolume['mount'];

/** A volume as it is mounted at its path. */
export function mountOf({ name, path = '', configMap, secret, readOnly, subPath }: ServerVolume): Mount {
  return {
    name,
    mountPath: path,
    readOnly: readOnly || configMap !== undefined || secret !== undefined,
    ...(subPath !== undefined && { subPath }),
  };
}

/** A missing folder of a node is an error: a disk that is not mounted would otherwise be an empty folder. */
function sourceOf({ configMap, secret, hostPath, claim, empty }: ServerVolume): Record<string, unknown> {
  if (configMap !== undefined) return { configMap: { name: configMap } };
  if (secret !== undefined) return { secret: { secretName: secret } };
  if (hostPath !== undefined) return { hostPath: { path: hostPath, type: 'Directory' } };
  if (claim !== undefined) return { persistentVolumeClaim: { claimName: claim } };
  return {
    emptyDir: {
      ...(empty?.memory && { medium: 'Memory' }),
      ...(empty?.size && { sizeLimit: kubernetesSize(empty.size) }),
    },
  };
}
