import { managedPort } from '../../lib/hub-access-values.ts';
import { IDLE_CULLER } from '../../platform/names.ts';
import type { HubService } from '../../platform/schema/hub-access.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import { sourceName } from '../../platform/secrets.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkPlainVariable } from '../raw-values/chart-secrets.ts';
import { checkScope } from '../raw-values/hub-access.ts';
import { repeated } from './names.ts';

/** The port of the hub itself in its pod. */
const HUB_PORT = 8081;

/**
 * What is wrong with `hub.services`.
 *
 * @param holders Services that have a role.
 */
export function checkServices(hub: Settings['hub'], holders: ReadonlySet<string>): SettingsProblem[] {
  const at = ['hub', 'services'];
  return [
    ...repeated(
      hub.services.map((it) => it.name),
      at,
      'name',
      'service',
    ),
    ...sameTokens(hub.services),
    ...hub.services.flatMap((service, i) => {
      const path = [...at, i];
      return [
        ...checkName(service, path, hub),
        ...checkUrl(service, path, hub.services.slice(0, i)),
        ...checkEnvironment(service, path),
        ...service.oauthClientAllowedScopes.flatMap((scope, j) =>
          checkScope(scope, [...path, 'oauthClientAllowedScopes', j], hub.values),
        ),
        ...checkUse(service, path, holders),
      ];
    }),
  ];
}

function checkName({ name }: HubService, path: PathSegment[], { culling }: Settings['hub']): SettingsProblem[] {
  if (name !== IDLE_CULLER || !culling.enabled) return [];
  const message = `"${name}" is the service that stops idle servers`;
  return [{ path: [...path, 'name'], message, fix: 'choose another name, or set hub.culling.enabled: false' }];
}

/** Of one token JupyterHub knows one service: the other one would have none. */
function sameTokens(services: readonly HubService[]): SettingsProblem[] {
  const sources = services.map(({ apiToken }) => apiToken && sourceName(apiToken));
  return sources.flatMap((source, i) => {
    const first = sources.indexOf(source);
    if (source === undefined || first === i) return [];
    const message = `the service "${services[first]?.name}" has the same token: JupyterHub would take this one for it`;
    return [{ path: ['hub', 'services', i, 'apiToken'], message, fix: 'give each service a token of its own' }];
  });
}

/** The proxy is in a pod of its own, where "localhost" is itself. */
function checkUrl(service: HubService, at: PathSegment[], earlier: readonly HubService[]): SettingsProblem[] {
  if (service.url === undefined) return [];
  const path = [...at, 'url'];
  const { hostname, port, protocol, pathname } = new URL(service.url);
  const own = managedPort(service);
  if (own !== undefined) {
    const fix = `write ${protocol}//hub:${port || own}`;
    const message = 'the hub runs this service in its own pod, which the proxy finds under the name "hub"';
    if (hostname !== 'hub') return [{ path, message, fix }];
    if (own === HUB_PORT)
      return [{ path, message: `${HUB_PORT} is the port of the hub itself`, fix: 'choose another port' }];
    const other = earlier.find((it) => managedPort(it) === own);
    if (other !== undefined)
      return [{ path, message: `the service "${other.name}" has the same port`, fix: 'choose another port' }];
  } else if (/^(localhost|.*\.localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname)) {
    const message = `"${hostname}" is the pod of the proxy itself, where no service runs`;
    return [{ path, message, fix: 'write the name of a Service in the cluster, or a host that pods reach' }];
  }
  if (pathname === '/') return [];
  const message = `"${pathname}" is ignored: the service gets requests with the path that browsers see, /services/${service.name}/`;
  return [{ path, severity: 'warning', message, fix: 'remove the path' }];
}

/** What a service finds in its variables whatever is set, and the token that the hub knows. Others may be set otherwise. */
const TAKEN = /^(JUPYTERHUB_SERVICE_(NAME|URL|PREFIX)|JUPYTERHUB_API_TOKEN|JPY_API_TOKEN)$/;

function checkEnvironment({ command, environment }: HubService, at: PathSegment[]): SettingsProblem[] {
  const path = [...at, 'environment'];
  const names = Object.keys(environment);
  if (names.length > 0 && command === undefined)
    return [
      {
        path,
        severity: 'warning',
        message: 'ignored without "command": the hub does not run this service',
        fix: 'remove it',
      },
    ];
  return Object.entries(environment).flatMap(([name, value]): SettingsProblem[] => {
    if (TAKEN.test(name)) return [{ path: [...path, name], message: `the hub sets ${name} itself`, fix: 'remove it' }];
    return checkPlainVariable(name, value, [...path, name]);
  });
}

/** A service that only has a token may do nothing with it. */
function checkUse(service: HubService, path: PathSegment[], holders: ReadonlySet<string>): SettingsProblem[] {
  const { name, url, command, admin, oauthRedirectUri } = service;
  if (url ?? command ?? oauthRedirectUri) return [];
  if (admin || holders.has(name)) return [];
  const message = `the service "${name}" may do nothing: it has no role, and no pages`;
  return [{ path, severity: 'warning', message, fix: 'name it in services of one of hub.roles' }];
}
