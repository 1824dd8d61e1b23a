import { isSample } from '../../platform/image-reference.ts';
import type { PlatformImage } from '../../platform/platform.ts';
import { isPullable, NAME_REGISTRY } from '../../platform/pullable.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import { environmentsOf } from '../../platform/server-variables.ts';
import { valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkPlainVariable } from '../raw-values/chart-secrets.ts';
import { checkFilledIn } from '../raw-values/templates.ts';
import { checkServerContainers } from './server-containers.ts';
import { checkServerPlaces } from './server-places.ts';
import { checkServerVolumes } from './server-volumes.ts';
import { checkSharedMemory } from './shared-memory.ts';

/**
 * What JupyterHub, KubeSpawner and Hubwright tell each server, and what to set instead of it.
 *
 * Source: JupyterHub 5.5.4, `Spawner.get_env`; KubeSpawner 7.0.0, `KubeSpawner.get_env`.
 */
const TAKEN: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [/^JUPYTERHUB_DEFAULT_URL$/, 'set defaultUrl'],
  [/^(MEM|CPU)_(LIMIT|GUARANTEE)$/, 'set cpu and memory of the sizes'],
  [/^JUPYTER_IMAGE(_SPEC)?$/, 'set images'],
  [
    /^(JPY_API_TOKEN|JUPYTERHUB_(API_TOKEN|ADMIN_ACCESS|CLIENT_ID|COOKIE_OPTIONS|COOKIE_HOST_PREFIX_ENABLED|HOST|OAUTH_\w+|USER|SERVER_NAME|API_URL|ACTIVITY_URL|BASE_URL|SERVICE_PREFIX|SERVICE_URL|PUBLIC_URL|PUBLIC_HUB_URL|SSL_\w+))$/,
    'remove it',
  ],
  [
    /^GIT_CONFIG_(COUNT|(KEY|VALUE)_0)$/,
    "put your own settings of git into /etc/gitconfig of the image: these let git trust the user's home",
  ],
];

/** What is wrong with settings of the users' servers. */
export function checkServers(settings: Settings): SettingsProblem[] {
  return [
    ...environmentsOf(settings).flatMap(({ path, variables, isOfServer }) =>
      Object.entries(variables).flatMap(([name, value]) => [
        ...(isOfServer ? checkTaken(name, [...path, name]) : []),
        ...checkVariable(name, value, [...path, name]),
      ]),
    ),
    ...[settings.servers, ...settings.images].flatMap((it, i) => {
      const at = i === 0 ? ['servers'] : ['images', i - 1];
      return checkFilledIn(it.defaultUrl, [...at, 'defaultUrl'], 'defaultUrl');
    }),
    ...checkPostStart(settings),
    ...checkPullPolicy(settings),
    ...checkRoot(settings),
    ...checkSharedMemory(settings),
    ...checkServerPlaces(settings),
    ...checkServerVolumes(settings),
    ...checkServerContainers(settings),
  ];
}

function checkTaken(name: string, path: PathSegment[]): SettingsProblem[] {
  const taken = TAKEN.find(([pattern]) => pattern.test(name));
  return taken === undefined ? [] : [{ path, message: `the hub sets ${name} itself`, fix: taken[1] }];
}

function checkVariable(name: string, value: unknown, path: PathSegment[]): SettingsProblem[] {
  if (typeof value !== 'string') return [];
  const secret = checkPlainVariable(name, value, path);
  return secret.length > 0 ? secret : checkFilledIn(value, path, 'environment');
}

/** The hub fills in what is in braces in most settings of servers, and not in hooks. Source: KubeSpawner 7.0.0. */
function checkPostStart({ servers }: Settings): SettingsProblem[] {
  return (servers.postStart ?? []).flatMap((text, i): SettingsProblem[] => {
    const path = ['servers', 'postStart', i];
    if (!/(?<!\$)\{(unescaped_)?username\}/.test(text)) return [];
    const message = 'the hub does not replace {username} in a command';
    return [{ path, severity: 'warning', message, fix: 'use $JUPYTERHUB_USER in a shell: [sh, -c, "…"]' }];
  });
}

function checkPullPolicy(settings: Settings): SettingsProblem[] {
  const { servers, images, registry, cluster } = settings;
  const path = ['servers', 'pullPolicy'];
  if (servers.pullPolicy === 'Never') {
    const pulled = images.find((it) => it.image !== undefined);
    if (pulled === undefined || cluster.airgap !== undefined) return [];
    const message = `a node that does not have the image "${pulled.name}" yet never starts a server with it`;
    return [{ path, severity: 'warning', message, fix: 'use "IfNotPresent"' }];
  }
  if (servers.pullPolicy !== 'Always') return [];
  const built = images.find((it) => it.build !== undefined);
  if (built !== undefined && registry.push === undefined) {
    const message = `the image "${built.name}" is built here and in no registry: no server could start with it`;
    return [{ path, message, fix: 'use "IfNotPresent", or set registry.push' }];
  }
  const far = images.find(({ image }) => image !== undefined && !isPullable(settings, image));
  if (far === undefined) return [];
  const message = `no node can pull the image "${far.name}" without internet access`;
  return [{ path, message, fix: `use "IfNotPresent", or ${NAME_REGISTRY}` }];
}

type Commands = Pick<PlatformImage, 'name' | 'command'>;

/** What starts a server unless a setting says it; empty where the image's own command does. */
function rawCommand(values: Settings['hub']['values']): readonly string[] {
  const command = valueAt(values, ['singleuser', 'cmd']);
  if (command === undefined) return ['jupyterhub-singleuser'];
  return (Array.isArray(command) ? command : [command]).filter((it) => typeof it === 'string');
}

/** A server as root starts only if its command allows it, or its image or command changes to another user first. */
function checkRoot({ servers, images, hub }: Settings): SettingsProblem[] {
  if (servers.user !== 0) return [];
  const path = ['servers', 'user'];
  const commandOf = (image: Commands) => image.command ?? servers.command ?? rawCommand(hub.values);
  const isRefused = (image: Commands) => {
    const [program = '', ...args] = commandOf(image);
    return /(^|\/)(jupyterhub-singleuser|jupyter-labhub)$/.test(program) && !args.includes('--allow-root');
  };
  const refused = images.filter(isRefused);
  // It starts what it is told to as the user that it is given. Source: its Dockerfile in zero-to-jupyterhub.
  const sample = refused.find((it) => isSample(it.image ?? ''));
  if (sample !== undefined) {
    const message = `no server could start with the image "${sample.name}": jupyterhub-singleuser refuses to run as root`;
    return [
      { path, message, fix: 'use another user or image, or set command to [jupyterhub-singleuser, --allow-root]' },
    ];
  }
  const unless =
    refused.length === 0
      ? ''
      : '; jupyterhub-singleuser refuses to, unless the image changes to another user first, as those of Jupyter do with start.sh';
  const message = `servers start as root, and whoever breaks out of one is root on its node${unless}`;
  return [{ path, severity: 'warning', message, fix: 'use another user unless the image needs root' }];
}
