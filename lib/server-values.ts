import type { ChartValues } from '../imports/z2jh-values.ts';
import { pullPolicy, splitReference } from './image-reference.ts';
import { names } from './names.ts';
import type { Platform } from './platform.ts';
import { kubernetesSize, spawnerCpu, spawnerSize } from './quantities.ts';
import { sharedWithAll } from './shared-folders.ts';
import { profileList, usualImage, usualSize } from './spawn-form.ts';

/** The chart values of the users' servers. */
export function serverValues(platform: Platform): ChartValues {
  const { storage, hub } = platform;
  const { reference } = usualImage(platform);
  const { cpu, memory } = usualSize(platform);
  const shared = sharedWithAll(platform);
  return {
    singleuser: {
      image: { ...splitReference(reference), pullPolicy: pullPolicy(reference) },
      cpu: { guarantee: spawnerCpu(cpu.guarantee), limit: cpu.limit ? spawnerCpu(cpu.limit) : null },
      memory: { guarantee: spawnerSize(memory.guarantee), limit: memory.limit ? spawnerSize(memory.limit) : null },
      profileList: profileList(platform),
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
