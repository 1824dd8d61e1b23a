import type { ChartValues } from '../imports/z2jh-values.ts';
import { databaseClaim } from '../platform/database-place.ts';
import { inUrl } from '../platform/host.ts';
import { splitReference } from '../platform/image-reference.ts';
import { TRAEFIK } from '../platform/ingress-class.ts';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { kubernetesSize } from '../platform/quantities.ts';
import { isMapping, valueAt } from '../system/mapping.ts';
import { authValues, secretAuthConfig } from './auth-values.ts';
import { authorityValues } from './certificate-authority.ts';
import { concurrentStarts } from './concurrent-starts.ts';
import { containerResources } from './container-resources.ts';
import { exposureValues } from './exposure-values.ts';
import { hubAccessValues, secretServices } from './hub-access-values.ts';
import { codeValues, pageFileValues } from './hub-files.ts';
import { asMapping, joinValues } from './join-values.ts';
import { pageValues } from './page-values.ts';
import { placementValues } from './placement-values.ts';
import { mergeableEnvironments } from './server-environment.ts';
import { fileContents } from './server-files.ts';
import { serverValues } from './server-values.ts';
import { sharedWithGroups } from './shared-folders.ts';
import { choiceGroups, sizesNeverOn } from './spawn-form.ts';

/** The chart values of a platform, its own raw values joined last. Secrets are in {@link secretChartValues}. */
export function chartValues(platform: Platform): ChartValues {
  const { values, replaceValues, services } = platform.hub;
  const commands = services.map(({ name }) => `hub.services.${name}.command`);
  const whole = new Set([...replaceValues, ...WHOLE_LISTS, ...commands]);
  const joined = joinValues(platformValues(platform), values, whole);
  const { singleuser } = joined;
  return {
    ...joinValues(joined, { custom: { hubwright: { realIp: isBehindIngress(joined), ...cullingTimes(joined) } } }),
    ...(singleuser && { singleuser: { ...singleuser, ...inFormOfSpawner(singleuser) } }),
  };
}

/** Lists of which a raw value is another one, and not more items. */
const WHOLE_LISTS = ['singleuser.cmd', 'singleuser.lifecycleHooks.postStart.exec.command'];

/** The chart values that follow from the settings, without the raw ones. */
export function platformValues(platform: Platform): ChartValues {
  const parts = [
    coreValues,
    codeValues,
    placementValues,
    authValues,
    hubAccessValues,
    exposureValues,
    authorityValues,
    pageValues,
    pageFileValues,
    serverValues,
  ].map((part) => part(platform));
  const { singleuser = {}, ...others } = parts.reduce<ChartValues>((joined, part) => joinValues(joined, part), {});
  return { ...others, singleuser: { ...singleuser, ...mergeableEnvironments(singleuser) } };
}

/**
 * Whether no client reaches the hub's proxy but through Traefik, which says where each comes from. Not every controller
 * replaces what a client says of itself there. Without a class, the Ingress has that of k3s.
 */
function isBehindIngress({ ingress, proxy }: ChartValues): boolean {
  const isTraefik = (ingress?.ingressClassName ?? TRAEFIK) === TRAEFIK;
  return ingress?.enabled === true && isTraefik && proxy?.service?.type === 'ClusterIP';
}

/** In how many seconds the culler stops servers, as the hub says it to their users; raw values may have other times. */
function cullingTimes({ cull }: ChartValues) {
  return cull?.enabled ? { culling: { idle: cull.timeout, longest: cull.maxAge } } : {};
}

type ServerValues = NonNullable<ChartValues['singleuser']>;

/** What the chart takes in more forms than KubeSpawner does, or KubeSpawner only once. */
function inFormOfSpawner({ extraEnv, profileList }: ServerValues): Pick<ServerValues, 'extraEnv' | 'profileList'> {
  return mergeableEnvironments({
    extraEnv: Array.isArray(extraEnv) ? asMapping(extraEnv) : extraEnv,
    profileList: Array.isArray(profileList) ? withOneDefault(profileList) : profileList,
  });
}

/** Of several profiles that are chosen beforehand, KubeSpawner takes the first and browsers show the last. */
function withOneDefault(profiles: readonly unknown[]): unknown[] {
  const isDefault = (profile: unknown) => isMapping(profile) && profile.default === true;
  const last = profiles.findLast(isDefault);
  return profiles.map((it) => (isMapping(it) && isDefault(it) && it !== last ? { ...it, default: false } : it));
}

/** Seconds in which a loaded cluster answers, too: for a server that has started, and for a call of the Kubernetes API. */
const PATIENCE = { http_timeout: 180, k8s_api_request_timeout: 15, k8s_api_request_retry_timeout: 120 };

function coreValues(platform: Platform): ChartValues {
  const { hub, registry, servers } = platform;
  const { culling } = hub;
  return {
    custom: {
      hubwright: {
        choices: choiceGroups(platform),
        shared: sharedWithGroups(platform),
        ...sizesNeverOn(platform),
        ...homeLimit(platform),
        ...neverCulled(platform),
        ...usage(platform),
      },
    },
    ...(registry.credentials.length > 0 && { imagePullSecrets: [{ name: names.registry }] }),
    hub: {
      ...(hub.baseUrl !== '/' && { baseUrl: hub.baseUrl }),
      ...(hub.reference && { image: splitReference(hub.reference) }),
      concurrentSpawnLimit: concurrentStarts(platform),
      consecutiveFailureLimit: 0, // the hub outlives whatever keeps servers from starting
      activeServerLimit: hub.activeServerLimit || null,
      ...(servers.namedServers !== undefined && {
        allowNamedServers: true,
        namedServerLimitPerUser: servers.namedServers,
      }),
      db: databaseValues(platform),
      resources: containerResources(hub.resources),
      config: { JupyterHub: { admin_access: true }, KubeSpawner: { delete_pvc: false, ...PATIENCE } },
    },
    cull: {
      enabled: culling.enabled,
      timeout: culling.idle.toSeconds(),
      every: culling.every.toSeconds(),
      maxAge: culling.maxAge?.toSeconds() ?? 0,
    },
    proxy: {
      chp: { extraPodSpec: { automountServiceAccountToken: false } },
      ...(!hasProxyToken(hub.values) && { annotations: KEPT_TOKEN }),
    },
    // The hook would hold up every upgrade until all nodes have all images; afterwards is soon enough.
    prePuller: { hook: { enabled: false } },
    scheduling: { userScheduler: { enabled: false }, userPlaceholder: { enabled: false } },
  };
}

/**
 * At the first install the chart draws its proxy's token twice, once for the Secret and once for this digest of it, which
 * therefore changes at the first upgrade and takes the proxy with it. The token itself stays: of two annotations with one
 * name Kubernetes takes the last, which is this one. Who deletes the Secret `hub`, and the token with it, has to restart the
 * proxy as well.
 *
 * Source: zero-to-jupyterhub 4.4.0, `proxy/deployment.yaml` and `hub/_helpers-passwords.tpl`.
 */
const KEPT_TOKEN = { 'checksum/auth-token': 'kept' };

/** Whether raw values name the token, so that the digest is right from the beginning and has to change with it. */
const hasProxyToken = (values: unknown) =>
  [
    ['proxy', 'secretToken'],
    ['hub', 'config', 'ConfigurableHTTPProxy', 'auth_token'],
  ].some((path) => valueAt(values, path) !== undefined);

/** How large homes may be, as the hub's configuration reads it. */
function homeLimit({ storage: { home } }: Platform) {
  if (home.limit === undefined) return {};
  return { homeLimit: { mebibytes: home.size.toMebibytes(), kind: home.limit } };
}

/** Whose servers the culler does not stop; the hub compares with names as it writes them. */
function neverCulled({ hub: { culling } }: Platform) {
  const { users, groups } = culling.except;
  if (users.length + groups.length === 0) return {};
  return { neverCulled: { users: users.map((it) => it.toLowerCase()), groups } };
}

/** Whether usage is counted, and how many days of it are kept; nothing where that is as usual. */
function usage({ hub: { usage } }: Platform) {
  const days = Math.ceil(usage.keep.toDays({ integral: false }));
  if (!usage.enabled) return { usage: { days: 0 } };
  return days === USUAL_DAYS ? {} : { usage: { days } };
}

/** As `recording.py` has it. */
const USUAL_DAYS = 400;

type Database = NonNullable<NonNullable<ChartValues['hub']>['db']>;

function databaseValues(platform: Platform): Database {
  const { database } = platform.hub;
  if (database.type === 'postgresql') {
    const user = encodeURIComponent(database.user);
    const place = `${inUrl(database.host)}:${database.port}/${database.database}`;
    const mode = database.sslMode === 'prefer' ? '' : `?sslmode=${database.sslMode}`; // libpq's own default
    return { type: 'postgres', url: `postgresql+psycopg2://${user}@${place}${mode}` };
  }
  const claim = databaseClaim(platform);
  return {
    type: 'sqlite-pvc',
    pvc: {
      annotations: { 'helm.sh/resource-policy': 'keep' },
      storage: kubernetesSize(database.size),
      storageClassName: claim?.class ?? names.storageClass,
    },
  };
}

/** The chart values that hold secrets; undefined when there are none. */
export function secretChartValues(platform: Platform): ChartValues | undefined {
  const { hub, auth, secrets, servers } = platform;
  const values: ChartValues = {};
  if (hub.database.type === 'postgresql') values.hub = { db: { password: secrets.reveal(hub.database.password) } };
  const config = secretAuthConfig({ auth, secrets });
  if (config) values.hub = { ...values.hub, config };
  const services = secretServices({ hub, secrets });
  if (services) values.hub = { ...values.hub, services };
  if (servers.files.length > 0) values.singleuser = { extraFiles: fileContents(platform) };
  return Object.keys(values).length > 0 ? values : undefined;
}
