import { type App, Chart } from 'cdk8s';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { isPlainAtNodes } from '../platform/certificate.ts';
import { localStorage } from '../platform/database-place.ts';
import { pluginNodes } from '../platform/gpus.ts';
import { isAddress } from '../platform/host.ts';
import { basePath } from '../platform/hub-url.ts';
import { isBehindTraefik } from '../platform/ingress-class.ts';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { podSecurityOf } from '../platform/pod-security.ts';
import { secretVariables } from '../platform/server-variables.ts';
import { announcementOf } from './announcement.ts';
import { chartValues, secretChartValues } from './chart-values.ts';
import { CoreDnsReplicas } from './core-dns-replicas.ts';
import { ForwardedHttps } from './forwarded-https.ts';
import { HttpsRedirect } from './https-redirect.ts';
import { codeFiles, HubFiles, pageFiles } from './hub-files.ts';
import { HubNamespace } from './hub-namespace.ts';
import { HubPriority } from './hub-priority.ts';
import { JupyterHub } from './jupyterhub.ts';
import { limitsOf } from './limits.ts';
import { NodeListAccess } from './node-list-access.ts';
import { NvidiaDevicePlugin } from './nvidia-device-plugin.ts';
import { RegistryCredentials } from './registry-credentials.ts';
import { RereadMap, type RereadMapProps } from './reread-map.ts';
import { SecretValues } from './secret-values.ts';
import { ServerSecrets } from './server-secrets.ts';
import { TraefikConfig } from './traefik-config.ts';
import { traefikAuthorities, traefikValues } from './traefik-values.ts';
import { UserDirectory } from './user-directory.ts';

/**
 * The charts of a platform, one manifest each, so that a change touches only the file that it concerns. k3s applies the
 * files in the order of their names, and names an AddOn after each: a chart that is renamed loses what it has applied.
 */
export class HubwrightCharts {
  /** The namespace and the StorageClass. */
  readonly base: HubNamespace;
  /** What Traefik does otherwise than by k3s's defaults; undefined unless the settings want it. */
  readonly traefik: TraefikConfig | undefined;
  /** Keeps names when a node is lost; undefined where there are not nodes enough. */
  readonly coreDns: CoreDnsReplicas | undefined;
  /** What the hub's pages say; undefined unless the settings want it. */
  readonly announcement: RereadMap | undefined;
  /** What users may use at once, and how long; undefined unless the settings limit it. */
  readonly limits: RereadMap | undefined;
  /** Lets the hub go before servers; undefined unless the settings want it. */
  readonly hubPriority: HubPriority | undefined;
  /** Pull credentials; undefined when the settings have none. */
  readonly registry: RegistryCredentials | undefined;
  /** Secrets among the variables of servers; undefined when the settings have none. */
  readonly serverSecrets: ServerSecrets | undefined;
  /** Secret chart values; undefined when the settings have none. */
  readonly secretValues: SecretValues | undefined;
  /** Hubwright's code in the hub. */
  readonly hubCode: HubFiles;
  /** Logo and templates of the hub's pages; undefined when the settings have none. */
  readonly hubPages: HubFiles | undefined;
  /** Offers the GPUs of nodes; undefined where none has any, or another plugin does it. */
  readonly devicePlugin: NvidiaDevicePlugin | undefined;
  readonly hub: JupyterHub;
  /** The users; undefined where another authenticator keeps them. */
  readonly users: UserDirectory | undefined;

  /** Every chart is there, empty or not: k3s deletes what disappears from a file, not what disappears with one. */
  constructor(app: App, platform: Platform) {
    const [base, credentials, gpu, hub, users] = ['base', 'credentials', 'gpu', 'hub', 'users'].map(
      (name) => new Chart(app, `hubwright-${name}`),
    ) as [Chart, Chart, Chart, Chart, Chart];

    this.base = new HubNamespace(base, 'Hub', {
      name: platform.hub.namespace,
      localStorage: localStorage(platform.cluster),
      podSecurity: podSecurityOf(platform),
    });
    const values = traefikValues(platform);
    const authorities = traefikAuthorities(platform);
    this.traefik = values && new TraefikConfig(base, 'TraefikConfig', { values, authorities });
    this.coreDns = CoreDnsReplicas.fitOn(platform.cluster.nodes) ? new CoreDnsReplicas(base, 'CoreDns') : undefined;
    this.hubPriority = platform.hub.priority === 'high' ? new HubPriority(base, 'HubPriority') : undefined;
    const { namespace } = this.base;
    const reread = (id: string, file: RereadMapProps['file'], content: object | undefined) =>
      content && new RereadMap(base, id, { namespace, file, content });
    this.announcement = reread('Announcement', 'announcement', announcementOf(platform));
    this.limits = reread('Limits', 'limits', limitsOf(platform));
    this.registry = registryCredentials(credentials, this.base, platform);
    this.serverSecrets = serverSecrets(credentials, this.base, platform);
    const secretValues = secretChartValues(platform);
    this.secretValues =
      secretValues && new SecretValues(credentials, 'SecretValues', { name: names.secretValues, values: secretValues });
    const chart = chartValues(platform);
    this.hubCode = new HubFiles(hub, 'Code', codeFiles(platform), namespace);
    const pages = pageFiles(platform);
    this.hubPages = pages.files.length > 0 ? new HubFiles(hub, 'Pages', pages, namespace) : undefined;
    letListNodes(gpu, this.base, chart);
    this.devicePlugin = devicePlugin(gpu, platform);
    const { version, repository } = platform.hub.chart;
    this.hub = new JupyterHub(hub, 'JupyterHub', {
      namespace,
      source: platform.chartArchive ? { archive: platform.chartArchive } : { repository, chart: 'jupyterhub', version },
      values: chart,
      ...(this.secretValues && { secretValues: this.secretValues }),
    });
    if (isBehindTraefik(platform.hub)) traefikParts(hub, this.base, platform.hub);
    this.users =
      platform.auth.type === 'users'
        ? new UserDirectory(users, 'Users', { namespace, users: platform.users })
        : undefined;
  }
}

/** For what fits on the nodes, free GPUs and sizes of homes, which the hub reads of the nodes. */
function letListNodes(scope: Chart, { namespace }: HubNamespace, { hub }: ChartValues): void {
  const serviceAccount = hub?.serviceAccount?.name ?? names.hubServiceAccount;
  new NodeListAccess(scope, 'CountAccess', { namespace, serviceAccount });
}

/** What Traefik has to do beside passing requests on. */
function traefikParts(scope: Chart, { namespace }: HubNamespace, hub: Platform['hub']): void {
  const { host, tls } = hub;
  if (tls.type === 'external') new ForwardedHttps(scope, 'ForwardedHttps', { namespace });
  if (isPlainAtNodes(tls)) return;
  const only = host && !isAddress(host) && { host };
  new HttpsRedirect(scope, 'HttpsRedirect', { namespace, ...only, path: basePath(hub) });
}

function devicePlugin(scope: Chart, platform: Platform): NvidiaDevicePlugin | undefined {
  const nodes = pluginNodes(platform);
  return nodes.length > 0 ? new NvidiaDevicePlugin(scope, 'DevicePlugin', { nodes }) : undefined;
}

function serverSecrets(scope: Chart, { namespace }: HubNamespace, platform: Platform) {
  const found = secretVariables(platform).map(({ key, source }) => [key, platform.secrets.reveal(source)]);
  if (found.length === 0) return undefined;
  return new ServerSecrets(scope, 'ServerSecrets', { namespace, secrets: Object.fromEntries(found) });
}

function registryCredentials(scope: Chart, { namespace }: HubNamespace, { registry, secrets }: Platform) {
  if (registry.credentials.length === 0) return undefined;
  const logins = registry.credentials.map(({ host, username, password }) => ({
    host,
    username,
    password: secrets.reveal(password),
  }));
  return new RegistryCredentials(scope, 'Registry', { namespace, logins });
}
