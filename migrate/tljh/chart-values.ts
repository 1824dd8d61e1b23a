import { baseImage } from '../../platform/versions.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import { memoryBytes, texts } from '../conversions.ts';
import type { Remark } from '../draft.ts';
import { leavesOf, without, withValue } from '../paths.ts';
import { isClassName } from './recognize.ts';
import { webValues } from './web.ts';

/** A key of TLJH's, dotted, and that of the chart that says the same. */
type Move = readonly [own: string, chart: string, convert?: (value: unknown) => unknown];

const FIRST_USE = 'firstuseauthenticator.FirstUseAuthenticator';
const PAGES: Readonly<Record<string, string>> = { jupyterlab: '/lab', classic: '/tree' };

/** Of one user, TLJH's own command writes no list. */
const asGroups = (groups: unknown) =>
  isMapping(groups)
    ? Object.fromEntries(Object.entries(groups).map(([name, users]) => [name, { users: texts(users) }]))
    : undefined;

/** Source: tljh/configurer.py of TLJH 2.0. */
const MOVES: readonly Move[] = [
  ['base_url', 'hub.baseUrl'],
  ['auth.type', 'hub.config.JupyterHub.authenticator_class'],
  ['users.allowed', 'hub.config.Authenticator.allowed_users'],
  ['users.banned', 'hub.config.Authenticator.blocked_users'],
  ['users.admin', 'hub.config.Authenticator.admin_users'],
  ['users.extra_user_groups', 'hub.config.JupyterHub.load_groups', asGroups],
  ['limits.memory', 'singleuser.memory.limit'],
  ['limits.cpu', 'singleuser.cpu.limit'],
  ['services.cull.enabled', 'cull.enabled'],
  ['services.cull.timeout', 'cull.timeout'],
  ['services.cull.every', 'cull.every'],
  ['services.cull.concurrency', 'cull.concurrency'],
  ['services.cull.users', 'cull.users'],
  ['services.cull.max_age', 'cull.maxAge'],
  ['services.cull.remove_named_servers', 'cull.removeNamedServers'],
  ['user_environment.default_app', 'singleuser.defaultUrl', (app) => PAGES[String(app)]],
];

/** What TLJH does where its config says nothing, and the chart would do something else. */
const DEFAULTS: readonly (readonly [own: string, value: unknown])[] = [
  ['auth.type', FIRST_USE],
  ['services.cull.timeout', 600],
  ['services.cull.every', 60],
];

/** Keys that no value of the chart stands for, and why. */
const LEFT: readonly (readonly [own: string, kind: Remark['kind'], text: string])[] = [
  ['traefik_api', 'dropped', "is how TLJH's hub reaches its own proxy"],
];

/** TLJH's config as values of the chart. */
export interface Translated {
  readonly values: Mapping;
  /** Of a key of the chart, dotted, TLJH's own. */
  readonly ownKeys: ReadonlyMap<string, string>;
  readonly remarks: readonly Remark[];
}

export function asChartValues(config: Mapping): Translated {
  const remarks: Remark[] = [];
  const ownKeys = new Map<string, string>();
  let [values, rest] = [{} as Mapping, withDefaults(config)];
  const move = (own: readonly string[], chart: string, value: unknown) => {
    rest = without(rest, own);
    if (value === undefined || value === null) return;
    values = withValue(values, chart.split('.'), value);
    ownKeys.set(chart, own.join('.'));
  };
  for (const [own, chart, convert = (it: unknown) => it] of MOVES) {
    const value = valueAt(rest, own.split('.'));
    const converted = convert(value);
    if (value !== undefined && converted !== undefined) move(own.split('.'), chart, converted);
  }
  for (const { own, chart, value } of classSettings(rest)) move(own, chart, value);
  const web = webValues(rest.http, rest.https);
  for (const [chart, own, value] of web.values) move(own.split('.'), chart, value);
  for (const [own, kind, text] of [...LEFT, ...web.remarks]) {
    if (valueAt(config, own.split('.')) !== undefined) remarks.push({ kind, keys: [own], text });
    rest = without(rest, own.split('.'));
  }
  rest = without(without(rest, ['http']), ['https']);
  const unknown = leavesOf(rest).filter(({ path, value }) => path.length > 0 && value !== null);
  if (unknown.length > 0)
    remarks.push({
      kind: 'dropped',
      keys: unknown.map((it) => it.path.join('.')),
      text: 'is nothing that TLJH itself reads; if a plugin of yours does, look for a setting',
    });
  return { values: { ...values, singleuser: withServer(values.singleuser) }, ownKeys, remarks };
}

/** Of `null` TLJH's default is not taken, but nothing. */
function withDefaults(config: Mapping): Mapping {
  return DEFAULTS.reduce((all, [key, value]) => {
    const path = key.split('.');
    const isOn = !key.startsWith('services.cull') || valueAt(all, ['services', 'cull', 'enabled']) !== false;
    return valueAt(all, path) === undefined && isOn ? withValue(all, path, value) : all;
  }, config);
}

/** The traits of classes below `auth`; those that are null are not set. */
function classSettings({ auth }: Mapping) {
  const classes = Object.entries(isMapping(auth) ? auth : {}).filter(([name]) => isClassName(name));
  return classes.flatMap(([name, traits]) =>
    Object.entries(isMapping(traits) ? traits : {}).map(([trait, value]) => ({
      own: ['auth', name, trait],
      chart: `hub.config.${name}.${trait}`,
      value,
    })),
  );
}

/** TLJH limits servers and reserves nothing for them; the chart's own reservation may be more than a limit. */
function withServer(server: unknown): Mapping {
  const given = isMapping(server) ? server : {};
  const [name, tag] = baseImage.split(':');
  const limit = memoryBytes(valueAt(given, ['memory', 'limit']));
  const image = withValue(given, ['image'], { name, tag });
  const withCpu = valueAt(given, ['cpu', 'limit']) === undefined ? image : withValue(image, ['cpu', 'guarantee'], 0.05);
  return limit !== undefined && limit < 2 ** 30
    ? withValue(withCpu, ['memory', 'guarantee'], valueAt(given, ['memory', 'limit']))
    : withCpu;
}
