import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';
import { kubernetesSize } from '../platform/quantities.ts';
import type { ServerContainer } from '../platform/schema/server-containers.ts';
import { LISTS } from '../platform/server-containers.ts';
import { homeIn, homeVolume } from './home-mount.ts';
import { environmentValues } from './server-environment.ts';
import { mountOf } from './server-volumes.ts';

type Values = Pick<NonNullable<ChartValues['singleuser']>, 'initContainers' | 'extraContainers'>;

/** The containers of servers beside Jupyter's own. */
export function containerValues(platform: Platform): Values {
  const [initContainers, extraContainers] = LISTS.map((list) =>
    platform.servers[list].map((it) => containerOf(it, list, platform)),
  );
  return {
    ...(initContainers?.length && { initContainers }),
    ...(extraContainers?.length && { extraContainers }),
  };
}

function containerOf(container: ServerContainer, list: (typeof LISTS)[number], platform: Platform) {
  const { name, image, command, args, environment, mounts } = container;
  const variables = Object.entries(environmentValues(environment, `${list}.${name}.`));
  return {
    name,
    image,
    ...(command && { command }),
    ...(args.length > 0 && { args }),
    ...(variables.length > 0 && {
      env: variables.map(([key, value]) => ({
        name: key,
        ...(typeof value === 'string' ? { value } : (value as object)),
      })),
    }),
    securityContext: securityOf(container),
    ...resourcesOf(container),
    ...(mounts.length > 0 && { volumeMounts: mounts.map((it) => volumeMount(it, platform)) }),
  };
}

/** Of root, an init container may need the rights: to give a folder to the user. */
function securityOf({ user }: ServerContainer) {
  return {
    allowPrivilegeEscalation: false,
    ...(user !== undefined && { runAsUser: user }),
    ...(user !== undefined && user !== 0 && { capabilities: { drop: ['ALL'] } }),
  };
}

function resourcesOf({ resources: { cpu, memory } }: ServerContainer) {
  const requests = {
    ...(cpu && { cpu: cpu.guarantee.amount }),
    ...(memory && { memory: kubernetesSize(memory.guarantee) }),
  };
  const limits = {
    ...(cpu?.limit && { cpu: cpu.limit.amount }),
    ...(memory?.limit && { memory: kubernetesSize(memory.limit) }),
  };
  if (Object.keys(requests).length === 0) return {};
  return { resources: { requests, ...(Object.keys(limits).length > 0 && { limits }) } };
}

/** A mount without a path or a part of its own has those of the server. */
function volumeMount({ volume, path, readOnly, subPath }: ServerContainer['mounts'][number], platform: Platform) {
  if (volume === 'home') {
    const { name, subPath: home } = homeVolume(platform);
    const part = [home, subPath].filter((it) => it !== undefined).join('/');
    return { name, mountPath: path ?? homeIn(platform), readOnly, ...(part !== '' && { subPath: part }) };
  }
  const found = platform.servers.volumes.find((it) => it.name === volume);
  const own = mountOf({
    name: volume,
    readOnly,
    ...found,
    path: path ?? found?.path,
    subPath: subPath ?? found?.subPath,
  });
  return { ...own, readOnly: own.readOnly || readOnly };
}
