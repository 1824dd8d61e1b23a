import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';
import type { ServerContainer } from '../platform/schema/server-containers.ts';
import { LISTS } from '../platform/server-containers.ts';
import { containerResources } from './container-resources.ts';
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
  const resources = containerResources(container.resources);
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
    ...(resources && { resources }),
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
