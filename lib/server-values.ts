import type { ChartValues } from '../imports/z2jh-values.ts';
import { pullPolicy, splitReference } from '../platform/image-reference.ts';
import { HOME, names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { kubernetesSize, spawnerCpu, spawnerSize } from '../platform/quantities.ts';
import { valueAt } from '../system/mapping.ts';
import { sharedWithAll } from './shared-folders.ts';
import { defaultImage, defaultSize, profileList } from './spawn-form.ts';

/**
 * Has git work in the home itself, in every image. k3s's provisioner makes the folder of a home for root, and git refuses
 * a repository in someone else's folder. Folders below it are the user's own, and shared ones stay refused.
 *
 * Source: git 2.38 and newer take `safe.directory` from the environment.
 */
function trustedHome({ hub }: Platform): Record<string, string> {
  const home = valueAt(hub.values, ['singleuser', 'storage', 'homeMountPath']) ?? HOME;
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: String(home) };
}

/** Seconds in which a server's pod runs: a large image is pulled within it. Waiting for a turn does not count. */
const START_TIMEOUT = 600;

/** The chart values of the users' servers. */
export function serverValues(platform: Platform): ChartValues {
  const { storage, hub } = platform;
  const { reference } = defaultImage(platform);
  const { cpu, memory } = defaultSize(platform);
  const shared = sharedWithAll(platform);
  return {
    singleuser: {
      image: { ...splitReference(reference), pullPolicy: pullPolicy(reference) },
      cpu: { guarantee: spawnerCpu(cpu.guarantee), limit: cpu.limit ? spawnerCpu(cpu.limit) : null },
      memory: { guarantee: spawnerSize(memory.guarantee), limit: memory.limit ? spawnerSize(memory.limit) : null },
      extraEnv: trustedHome(platform),
      profileList: profileList(platform),
      startTimeout: START_TIMEOUT,
      cloudMetadata: { blockWithIptables: false },
      networkPolicy: { egress: hub.network.allow.map((cidr) => ({ to: [{ ipBlock: { cidr } }] })) },
      storage: {
        capacity: kubernetesSize(storage.home.size),
        dynamic: { storageClass: storage.home.class ?? names.storageClass },
        ...(shared.length > 0 && {
          extraVolumes: shared.map((it) => it.volume),
          extraVolumeMounts: shared.map((it) => it.mount),
        }),
      },
    },
  };
}
