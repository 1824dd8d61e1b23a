import type { Platform } from '../platform/platform.ts';
import { kubernetesSize } from '../platform/quantities.ts';
import type { ServerVolume } from '../platform/schema/server-volumes.ts';
import type { PodVolume } from './shared-folders.ts';

/** The volumes of `servers.volumes`, and where servers have them. */
export function serverVolumes({ servers }: Platform): readonly PodVolume[] {
  return servers.volumes.map((it) => ({
    volume: { name: it.name, ...sourceOf(it) },
    mount: {
      name: it.name,
      mountPath: it.path,
      readOnly: it.readOnly || it.configMap !== undefined || it.secret !== undefined,
      ...(it.subPath !== undefined && { subPath: it.subPath }),
    },
  }));
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
