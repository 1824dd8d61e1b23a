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

const CULLER = 'jupyterhub-idle-culler';
const ROLE_NAME = /^[a-z][a-z0-9\-_~.]{1,253}[a-z0-9]$/;
const FILTER = /^(?:user|service|server)$|^(?:user|service|group|server)=/;

/**
 * Finds services and roles that stop the hub when it starts.
 *
 * @param raw The values that a person wrote.
 * @param effective The values that the chart's templates read.
 */
export function checkHubAccess(raw: Mapping, effective: Mapping, at: Path): SettingsProblem[] {
  const python = pythonOf(raw);
  return [
    ...entries(raw, 'services', at).flatMap(checkService),
    ...entries(raw, 'load_roles', at).flatMap((role) => checkRole(role, python, effective)),
  ];
}

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

function checkRole({ name, value, path }: Named, python: string, effective: Mapping): SettingsProblem[] {
  return [
    ...(ROLE_NAME.test(name) ? [] : [wrongName(name, value, path)]),
    // Python may define what is named in it.
    ...each(value, 'scopes', path, (scope, at) => (python.includes(scope) ? [] : checkScope(scope, at, effective))),
    ...each(value, 'services', path, (service, at) =>
      python.includes(service) ? [] : checkMember(service, at, effective),
    ),
  ];
}

function wrongName(name: string, value: Mapping, path: Path): SettingsProblem {
  const message = `the name of a role is 3 to 255 lower-case letters, digits or -._~, and starts with a letter${found([], name)}`;
  const right = name.toLowerCase().replace(/[^a-z0-9._~-]+/g, '-');
  const fix = ROLE_NAME.test(right) ? `write ${right}` : undefined;
  const place = value.name === undefined ? { path, atKey: true } : { path: [...path, 'name'] };
  return { ...place, message, ...(fix && { fix }) };
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

function checkScope(scope: string, path: Path, effective: Mapping): SettingsProblem[] {
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

function checkMember(service: string, path: Path, effective: Mapping): SettingsProblem[] {
  const isCulled = valueAt(effective, ['cull', 'enabled']) === true;
  const services = [...entries(effective, 'services', []).map(({ name }) => name), ...(isCulled ? [CULLER] : [])];
  if (services.includes(service)) return [];
  const near = didYouMean(service, services);
  const fix = near === undefined ? `define it in hub.services` : `did you mean "${near}"?`;
  return [{ path, message: `there is no service "${service}": JupyterHub does not start`, fix }];
}
