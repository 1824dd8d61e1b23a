import { IDLE_CULLER } from '../../platform/names.ts';
import { A_ROLE_NAME, ROLE_NAME, roleNameFix } from '../../platform/schema/hub-access.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found, unknownKey } from '../explain.ts';
import { hubAccess } from './chart-facts.ts';
import { pythonOf } from './surroundings.ts';

type Path = readonly PathSegment[];

/** A role or a service, and what it is called. */
interface Named {
  readonly name: string;
  readonly value: Mapping;
  readonly path: Path;
}

const FILTER = /^(?:user|service|server)$|^(?:user|service|group|server)=/;

/**
 * Finds services and roles that stop the hub when it starts.
 *
 * @param raw The values that a person wrote.
 * @param effective The values that the chart's templates read.
 */
export function checkHubAccess(raw: Mapping, effective: Mapping, at: Path): SettingsProblem[] {
  const python = pythonOf(raw);
  const services = servicesOf(effective, valueAt(effective, ['cull', 'enabled']) === true);
  return [
    ...entries(raw, 'services', at).flatMap(checkService),
    ...entries(raw, 'load_roles', at).flatMap((role) => checkRole(role, python, effective, services)),
  ];
}

/** The names of the services in values of the chart, and that of the one that stops idle servers. */
export const servicesOf = (values: Mapping, isCulled: boolean) => [
  ...entries(values, 'services', []).map(({ name }) => name),
  ...(isCulled ? [IDLE_CULLER] : []),
];

/** The names of services that have a role in values of the chart. */
export const holdersIn = (values: Mapping) =>
  entries(values, 'load_roles', []).flatMap(({ value }) =>
    Array.isArray(value.services) ? value.services.map(String) : [],
  );

/** Those of the chart by name, and those that `hub.config` has in their place. */
function entries(values: Mapping, what: 'services' | 'load_roles', at: Path): Named[] {
  const places = [
    ['hub', what === 'services' ? 'services' : 'loadRoles'],
    ['hub', 'config', 'JupyterHub', what],
  ];
  return places.flatMap((place) => {
    const all = valueAt(values, place);
    const path = [...at, ...place];
    const list = Array.isArray(all) ? all.map((it, index) => [index, it] as const) : Object.entries(asMapping(all));
    return list.flatMap(([key, value]) => {
      const entry = asMapping(value);
      return value === null ? [] : [{ name: String(entry.name ?? key), value: entry, path: [...path, key] }];
    });
  });
}

const asMapping = (value: unknown): Mapping => (isMapping(value) ? value : {});

function checkService({ value, path }: Named): SettingsProblem[] {
  // What the chart takes out itself.
  const fields = [...hubAccess().serviceFields, 'apiToken'];
  const { oauth_client_id: id } = value;
  const isWrong = typeof id === 'string' && !id.startsWith('service-');
  return [
    ...Object.keys(value)
      .filter((it) => !fields.includes(it))
      .map((it) => ({
        ...unknownKey([...path, it], it, fields),
        message: 'JupyterHub knows no such field of a service, and would not start',
      })),
    ...(isWrong
      ? [
          {
            path: [...path, 'oauth_client_id'],
            message: `JupyterHub does not start unless this begins with "service-"${found([], id)}`,
            fix: `write service-${id}`,
          },
        ]
      : []),
  ];
}

function checkRole(
  { name, value, path }: Named,
  python: string,
  effective: Mapping,
  known: readonly string[],
): SettingsProblem[] {
  return [
    ...(ROLE_NAME.test(name) ? [] : [wrongName(name, value, path)]),
    // Python may define what is named in it.
    ...each(value, 'scopes', path, (scope, at) => (python.includes(scope) ? [] : checkScope(scope, at, effective))),
    ...each(value, 'services', path, (service, at) =>
      python.includes(service) ? [] : checkMember(service, at, known),
    ),
  ];
}

function wrongName(name: string, value: Mapping, path: Path): SettingsProblem {
  const fix = roleNameFix(name);
  const place = value.name === undefined ? { path, atKey: true } : { path: [...path, 'name'] };
  return { ...place, message: `the name of a role is ${A_ROLE_NAME}${found([], name)}`, ...(fix && { fix }) };
}

function each(
  value: Mapping,
  key: string,
  path: Path,
  check: (item: string, path: Path) => SettingsProblem[],
): SettingsProblem[] {
  const items = value[key] ?? [];
  const at = [...path, key];
  if (!Array.isArray(items)) return [{ path: at, message: `expected a list${found(at, items)}` }];
  return items.flatMap((item, index) => (typeof item === 'string' ? check(item, [...at, index]) : []));
}

/** What stops the hub in a scope of a role; the values may define scopes of their own. */
export function checkScope(scope: string, path: Path, effective: Mapping): SettingsProblem[] {
  const [name = '', ...filter] = scope.split('!');
  const custom = Object.keys(asMapping(valueAt(effective, ['hub', 'config', 'JupyterHub', 'custom_scopes'])));
  const scopes = [...hubAccess().scopes, ...custom];
  if (!scopes.includes(name)) {
    const near = name === 'all' ? 'inherit' : didYouMean(name, scopes);
    const fix = near === undefined ? {} : { fix: `did you mean "${near}"?` };
    return [{ path, message: `JupyterHub has no scope "${name}", and would not start`, ...fix }];
  }
  if (filter.length === 0 || FILTER.test(filter.join('!'))) return [];
  const message = `JupyterHub has no filter "!${filter.join('!')}" of a scope, and would not start`;
  return [{ path, message, fix: 'write !user=…, !group=…, !server=… or !service=…' }];
}

/** What stops the hub in a service that has a role. */
export function checkMember(service: string, path: Path, known: readonly string[]): SettingsProblem[] {
  if (known.includes(service)) return [];
  const near = didYouMean(service, known);
  const fix = near === undefined ? `define it in hub.services` : `did you mean "${near}"?`;
  return [{ path, message: `there is no service "${service}": JupyterHub does not start`, fix }];
}
