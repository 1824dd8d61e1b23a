import { hubAccessValues } from '../../lib/hub-access-values.ts';
import { onlyUrl } from '../../platform/hub-url.ts';
import { CERTIFICATE_RESOLVER, CLUSTER_ISSUER, MIDDLEWARES, TRAEFIK } from '../../platform/ingress-class.ts';
import { HOME, SHARED_MEMORY } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { isMapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** A setting of servers, and the value of the chart that it becomes. */
interface Typed {
  readonly setting: string;
  readonly isSet: (platform: Platform) => boolean;
  /** Places in the chart's values, `hub.config` with the trait among them, which wins. */
  readonly places: readonly (readonly string[])[];
}

const typed: readonly Typed[] = [
  server('defaultUrl', ['defaultUrl'], 'default_url'),
  server('command', ['cmd'], 'cmd'),
  server('startTimeout', ['startTimeout'], 'start_timeout'),
  server('pullPolicy', ['image', 'pullPolicy'], 'image_pull_policy'),
  server('postStart', ['lifecycleHooks', 'postStart'], 'lifecycle_hooks'),
  server('user', ['uid'], 'uid'),
  server('group', ['fsGid'], 'fs_gid'),
  {
    setting: 'storage.home.path',
    isSet: ({ storage }) => storage.home.path !== HOME,
    places: [['singleuser', 'storage', 'homeMountPath']],
  },
  {
    setting: 'hub.ingress.className',
    isSet: ({ hub }) => hub.ingress.className !== TRAEFIK,
    places: [['ingress', 'ingressClassName']],
  },
  {
    setting: 'hub.tls',
    isSet: ({ hub }) => hub.tls.type === 'letsEncrypt',
    places: [
      ['ingress', 'tls'],
      ['ingress', 'hosts'],
      ...[CERTIFICATE_RESOLVER, CLUSTER_ISSUER].map((it) => ['ingress', 'annotations', it]),
    ],
  },
  {
    setting: 'hub.tls',
    isSet: ({ hub }) => hub.tls.type === 'external',
    places: [
      ['ingress', 'tls'],
      ['ingress', 'annotations', MIDDLEWARES],
    ],
  },
  {
    setting: 'hub.host',
    isSet: ({ hub }) => onlyUrl(hub) !== undefined,
    places: [['hub', 'config', 'JupyterHub', 'public_url']],
  },
  {
    setting: 'servers.namedServers',
    isSet: ({ servers }) => servers.namedServers !== undefined,
    places: [
      ['hub', 'allowNamedServers'],
      ['hub', 'namedServerLimitPerUser'],
      ['hub', 'config', 'JupyterHub', 'allow_named_servers'],
      ['hub', 'config', 'JupyterHub', 'named_server_limit_per_user'],
    ],
  },
];

function server(key: keyof Platform['servers'], value: readonly string[], trait: string): Typed {
  const places = [
    ['singleuser', ...value],
    ['hub', 'config', 'KubeSpawner', trait],
  ];
  return { setting: `servers.${key}`, isSet: ({ servers }) => servers[key] !== undefined, places };
}

/** Raw values that replace what typed settings of servers, services and roles set: they are merged last. */
export function checkTypedSettings(platform: Platform): SettingsProblem[] {
  const set = [...typed.filter(({ isSet }) => isSet(platform)), ...variables(platform), ...servicesAndRoles(platform)];
  return [
    ...set.flatMap(({ setting, places }) => places.flatMap((path) => replaced(platform, path, setting))),
    ...mountsOfSharedMemory(platform),
    ...filesInSamePlace(platform),
  ];
}

/** Kubernetes takes one mount in a place. */
function mountsOfSharedMemory({ hub, servers }: Platform): SettingsProblem[] {
  if (servers.sharedMemory === undefined) return [];
  const lists = [
    ['singleuser', 'storage', 'extraVolumeMounts'],
    ['hub', 'config', 'KubeSpawner', 'volume_mounts'],
  ];
  return lists.flatMap((path) => {
    const mounts = valueAt(hub.values, path);
    const all = Array.isArray(mounts) ? [...mounts.entries()] : Object.entries(isMapping(mounts) ? mounts : {});
    return all
      .filter(([, it]) => isMapping(it) && (it.mountPath ?? it.mount_path) === SHARED_MEMORY)
      .map(([key]) => ({
        path: ['hub', 'values', ...path, key],
        message: `mounts another volume on ${SHARED_MEMORY} than servers.sharedMemory: Kubernetes refuses the pod`,
        fix: 'remove it and its volume, or remove servers.sharedMemory',
      }));
  });
}

function filesInSamePlace({ hub, servers }: Platform): SettingsProblem[] {
  const path = ['singleuser', 'extraFiles'];
  const files = valueAt(hub.values, path);
  return Object.entries(isMapping(files) ? files : {}).flatMap(([key, it]): SettingsProblem[] => {
    const place = isMapping(it) ? it.mountPath : undefined;
    if (!servers.files.some((file) => file.path === place)) return [];
    const message = `is "${place}", as is one of servers.files: Kubernetes refuses the pod`;
    return [{ path: ['hub', 'values', ...path, key, 'mountPath'], message, fix: 'keep one of the two' }];
  });
}

function variables({ servers }: Platform): Typed[] {
  return Object.keys(servers.environment).map((name) => ({
    setting: `servers.environment.${name}`,
    isSet: () => true,
    places: [['singleuser', 'extraEnv', name]],
  }));
}

function replaced({ hub }: Platform, path: readonly string[], setting: string): SettingsProblem[] {
  const place = placeIn(hub.values, path);
  if (place === undefined) return [];
  const message = `replaces ${setting}`;
  return [{ path: ['hub', 'values', ...place], message, fix: 'keep one of the two', severity: 'warning' }];
}

/** Each value by itself: raw values may add others to a service or a role, and items to lists. */
function servicesAndRoles(platform: Platform): Typed[] {
  const { services = {}, loadRoles = {} } = hubAccessValues(platform).hub ?? {};
  const parts = (values: object, place: string, list: string) =>
    Object.entries(values).flatMap(([name, fields]) =>
      Object.entries(fields as object)
        .filter(([, value]) => !Array.isArray(value))
        .map(([field]) => ({
          setting: `${field} of "${name}" in hub.${list}`,
          isSet: () => true,
          places: [['hub', place, name, field]],
        })),
    );
  return [...parts(services, 'services', 'services'), ...parts(loadRoles, 'loadRoles', 'roles')];
}

/** Where raw values set it; variables may be a list of names and values. */
function placeIn(values: unknown, path: readonly string[]): PathSegment[] | undefined {
  const found = valueAt(values, path);
  if (found !== undefined && found !== null) return [...path];
  const list = valueAt(values, path.slice(0, -1));
  const index = Array.isArray(list) ? list.findIndex((it) => isMapping(it) && it.name === path.at(-1)) : -1;
  return index < 0 ? undefined : [...path.slice(0, -1), index];
}
