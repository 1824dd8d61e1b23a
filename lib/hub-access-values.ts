import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Platform } from '../platform/platform.ts';
import type { HubRole, HubService } from '../platform/schema/hub-access.ts';

type HubValues = NonNullable<ChartValues['hub']>;
type ServiceValues = NonNullable<HubValues['services']>;

/** The chart values of services and roles. Tokens and other secrets are in {@link secretServices}. */
export function hubAccessValues({ hub }: Pick<Platform, 'hub'>): ChartValues {
  const { services, roles } = hub;
  const ports = services.flatMap((it) => managedPort(it) ?? []);
  if (services.length === 0 && roles.length === 0) return {};
  return {
    hub: {
      ...(services.length > 0 && { services: Object.fromEntries(services.map((it) => [it.name, ofService(it)])) }),
      ...(roles.length > 0 && { loadRoles: Object.fromEntries(roles.map((it) => [it.name, ofRole(it)])) }),
      ...(ports.length > 0 && { service: { extraPorts: ports.map(asServicePort) }, networkPolicy: fromProxy(ports) }),
    },
  };
}

/** The port that a service which the hub runs listens on for its pages; undefined if it has none. */
export function managedPort({ command, url }: Pick<HubService, 'command' | 'url'>): number | undefined {
  if (command === undefined || url === undefined) return undefined;
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Only what differs from JupyterHub's own defaults. */
function ofService(service: HubService): ServiceValues[string] {
  const plain = Object.entries(service.environment).filter(([, value]) => typeof value === 'string');
  return {
    ...(service.url !== undefined && { url: service.url }),
    ...(service.admin && { admin: true }),
    ...(!service.display && { display: false }),
    ...(service.command !== undefined && { command: service.command }),
    ...(plain.length > 0 && { environment: Object.fromEntries(plain) }),
    ...(service.oauthRedirectUri !== undefined && { oauth_redirect_uri: service.oauthRedirectUri }),
    ...(service.oauthClientAllowedScopes.length > 0 && {
      oauth_client_allowed_scopes: service.oauthClientAllowedScopes,
    }),
    ...(service.oauthNoConfirm && { oauth_no_confirm: true }),
  };
}

/** A list of members that is empty says the same to JupyterHub as none, except of the users of its own role `user`. */
function ofRole({ name, users, groups, services, ...role }: HubRole) {
  return {
    ...(role.description !== undefined && { description: role.description }),
    scopes: role.scopes,
    ...(users.length > 0 && { users }),
    ...(groups.length > 0 && { groups }),
    ...(services.length > 0 && { services }),
  };
}

const asServicePort = (port: number) => ({ name: `service-${port}`, port, targetPort: port });

/** The chart's network policy lets nobody reach the hub's pod but at the port of the hub. The hub looks whether they answer. */
const fromProxy = (ports: readonly number[]) => ({
  ingress: [
    {
      ports: ports.map((port) => ({ port })),
      from: ['proxy', 'hub'].map((component) => ({ podSelector: { matchLabels: { component } } })),
    },
  ],
});

/** The secrets of services as `hub.services`; undefined when there are none. */
export function secretServices({ hub, secrets }: Pick<Platform, 'hub' | 'secrets'>): ServiceValues | undefined {
  const services = hub.services.flatMap(({ name, apiToken, environment }) => {
    const hidden = Object.entries(environment).flatMap(([key, value]) =>
      typeof value === 'string' ? [] : [[key, secrets.reveal(value)]],
    );
    const values = {
      ...(apiToken !== undefined && { apiToken: secrets.reveal(apiToken) }),
      ...(hidden.length > 0 && { environment: Object.fromEntries(hidden) }),
    };
    return Object.keys(values).length > 0 ? [[name, values] as const] : [];
  });
  return services.length > 0 ? Object.fromEntries(services) : undefined;
}
