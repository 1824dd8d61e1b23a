import { localStorage } from '../platform/database-place.ts';
import { isBehindTraefik } from '../platform/ingress-class.ts';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { sha256 } from '../system/sha256.ts';
import { mergeValues } from './merge.ts';

/** Values of Traefik's own chart; k3s brings no types of them. */
export type TraefikValues = Readonly<Record<string, unknown>>;

/** The resolver that the annotation of the Ingress names. */
export const RESOLVER = 'letsencrypt';

/** StorageClass of k3s's own provisioner. */
const LOCAL_PATH = 'local-path';
/** Where the chart mounts the claim, and where the company's certificates are. */
const [DATA, COMPANY_CA] = ['/data', 'company-ca.pem'];
const AUTHORITIES = '/etc/hubwright';
/** Group of Traefik in its image, by the chart's defaults. */
const GROUP = 65532;

/** What the settings have k3s's Traefik do otherwise; undefined if nothing. */
export function traefikValues(platform: Platform): TraefikValues | undefined {
  if (!isBehindTraefik(platform.hub)) return undefined;
  const values = mergeValues(clientAddressValues(platform.hub), letsEncryptValues(platform));
  return Object.keys(values).length === 0 ? undefined : values;
}

/** The company's certificate authorities as Traefik gets them: a changed one is another object, so that its pod is replaced. */
export function traefikAuthorities({ hub: { tls }, authorities }: Pick<Platform, 'hub' | 'authorities'>) {
  if (tls.type !== 'letsEncrypt' || tls.server === undefined || authorities === undefined) return undefined;
  return { name: names.traefikAuthorities(digest(authorities)), data: { [COMPANY_CA]: authorities } };
}

/**
 * Has Traefik see where clients come from. With the usual `externalTrafficPolicy`, a node passes connections on under an
 * address of its own. With `Local` it does not, and answers only if a Traefik is on it: so there is one on each.
 */
function clientAddressValues({ clientAddresses, tls }: Platform['hub']): TraefikValues {
  if (!clientAddresses) return {};
  return {
    // Where Traefik has certificates, there is one node only, and one Traefik on it.
    ...(tls.type !== 'letsEncrypt' && { deployment: { kind: 'DaemonSet' } }),
    service: { spec: { externalTrafficPolicy: 'Local' } },
  };
}

/**
 * Has Traefik obtain the hub's certificate. It keeps account and certificates in a file that no two can share, and that nobody
 * else may read: so it runs once, beside its claim, on a server, which stays longer than an agent.
 */
function letsEncryptValues(platform: Platform): TraefikValues {
  const { tls } = platform.hub;
  if (tls.type !== 'letsEncrypt') return {};
  const authorities = traefikAuthorities(platform);
  const acme = {
    email: tls.email,
    // A certificate in the file is served until it ends, whoever gave it: so each authority has its own.
    storage: tls.server === undefined ? `${DATA}/acme.json` : `${DATA}/acme-${digest(tls.server)}.json`,
    ...(tls.server !== undefined && { caServer: tls.server }),
    ...(tls.lifetime && { certificatesDuration: Math.max(1, Math.floor(tls.lifetime.toHours({ integral: false }))) }),
    // The chart makes arguments of them, and none of an empty mapping.
    ...(tls.challenge === 'tls' ? { tlsChallenge: true } : { httpChallenge: { entryPoint: 'web' } }),
    ...(authorities && { caCertificates: [`${AUTHORITIES}/${COMPANY_CA}`], caSystemCertPool: true }),
  };
  return {
    // Two would write to the file while one replaces the other.
    updateStrategy: { type: 'Recreate' },
    nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
    persistence: {
      enabled: true,
      storageClass: localStorage(platform.cluster) ? LOCAL_PATH : platform.storage.home.class,
      // k3s uninstalls Traefik when an upgrade of it fails.
      annotations: { 'helm.sh/resource-policy': 'keep' },
    },
    // Always, Kubernetes would give the group the file at each start, and Traefik refuses one that others can read.
    podSecurityContext: { fsGroup: GROUP, fsGroupChangePolicy: 'OnRootMismatch' },
    ...(authorities && { volumes: [{ name: authorities.name, mountPath: AUTHORITIES, type: 'configMap' }] }),
    // Traefik asks for the certificate once, seconds after its start, when it does not count as ready yet: the authority's
    // connection has to reach it all the same.
    service: { spec: { publishNotReadyAddresses: true } },
    certificatesResolvers: { [RESOLVER]: { acme } },
  };
}

const digest = (text: string) => sha256(text).slice(0, 8);
