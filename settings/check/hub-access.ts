import { IDLE_CULLER } from '../../platform/names.ts';
import type { HubRole } from '../../platform/schema/hub-access.ts';
import type { Settings, Users } from '../../platform/schema/platform.ts';
import { isMapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkMember, checkScope, holdersIn, servicesOf } from '../raw-values/hub-access.ts';
import { pythonOf } from '../raw-values/surroundings.ts';
import { checkMembers } from './members.ts';
import { repeated } from './names.ts';
import { checkServices } from './services.ts';

/** The roles that JupyterHub gives to all users, servers or tokens: nobody is named who has them. */
const GIVEN_TO_ALL = ['user', 'server', 'token'];

/** What is wrong with `hub.services` and `hub.roles`, by themselves and beside the other settings. */
export function checkServicesAndRoles(settings: Settings, users: Users): SettingsProblem[] {
  const { roles, values } = settings.hub;
  const holders = [...roles.flatMap((it) => it.services), ...holdersIn(values)];
  return [
    ...checkServices(settings.hub, new Set(holders)),
    ...repeated(
      roles.map((it) => it.name),
      ['hub', 'roles'],
      'name',
      'role',
    ),
    ...roles.flatMap((role, i) => checkRole(role, ['hub', 'roles', i], settings, users)),
  ];
}

function checkRole(role: HubRole, path: PathSegment[], settings: Settings, users: Users): SettingsProblem[] {
  const { hub } = settings;
  const python = pythonOf(hub.values);
  const known = [...hub.services.map((it) => it.name), ...servicesOf(hub.values, hub.culling.enabled)];
  const unlessPython = (check: (text: string, at: PathSegment[]) => SettingsProblem[], key: 'scopes' | 'services') =>
    role[key].flatMap((text, i) => (python.includes(text) ? [] : check(text, [...path, key, i])));
  return [
    ...checkName(role, path, settings),
    ...unlessPython((scope, at) => checkScope(scope, at, hub.values), 'scopes'),
    ...unlessPython((service, at) => checkMember(service, at, known), 'services'),
    ...checkHolders(role, path, settings, users),
  ];
}

function checkName({ name, scopes }: HubRole, path: PathSegment[], { auth, hub }: Settings): SettingsProblem[] {
  if (name === 'admin') {
    const admins = auth.type === 'users' ? 'set admin: true for users in users.yaml' : 'list administrators in auth';
    const message = '"admin" is the role of administrators, which Hubwright gives';
    return [{ path: [...path, 'name'], message, fix: `${admins}, and set admin: true for services` }];
  }
  if (name === IDLE_CULLER && hub.culling.enabled) {
    const message = `"${name}" is the role of the service that stops idle servers`;
    return [{ path: [...path, 'name'], message, fix: 'choose another name, or set hub.culling.enabled: false' }];
  }
  if (name !== 'user' || scopes.includes('self')) return [];
  const message = 'without the scope "self", users cannot start their servers';
  return [{ path: [...path, 'scopes'], severity: 'warning', message, fix: 'add self' }];
}

function checkHolders(role: HubRole, path: PathSegment[], settings: Settings, users: Users): SettingsProblem[] {
  const { hub } = settings;
  const members = [...role.users, ...role.groups, ...role.services];
  if (members.length === 0 && !GIVEN_TO_ALL.includes(role.name) && !isManaged(hub.values)) {
    const message = `nobody has the role "${role.name}"`;
    return [{ path, severity: 'warning', message, fix: 'name users, groups or services in it, or remove it' }];
  }
  if (role.users.length + role.groups.length > 0 && isManaged(hub.values)) {
    const message = 'the identity provider gives the roles (manage_roles in hub.values): JupyterHub does not start';
    return [{ path, message, fix: 'remove users and groups from the role, or manage_roles' }];
  }
  return checkMembers(role, path, settings, users);
}

/** Whether an authenticator is set to say who has which role. */
function isManaged(values: unknown): boolean {
  const config = valueAt(values, ['hub', 'config']);
  return isMapping(config) && Object.values(config).some((it) => valueAt(it, ['manage_roles']) === true);
}
