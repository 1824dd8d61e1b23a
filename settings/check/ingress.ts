import { CERTIFICATE_RESOLVER, CLUSTER_ISSUER, TRAEFIK } from '../../platform/ingress-class.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';

const OF_TRAEFIK = 'traefik.ingress.kubernetes.io/';

/** Annotations that typed settings write, or that take the Ingress away from Traefik, each with what to write instead. */
const CONTRADICTING: Readonly<Record<string, string>> = {
  [CLUSTER_ISSUER]: 'remove it, and set hub.tls to { type: certManager, issuer: NAME }',
  'cert-manager.io/issuer': 'remove it, and name a ClusterIssuer in hub.tls',
  'kubernetes.io/tls-acme': 'remove it, and set hub.tls to { type: certManager, issuer: NAME }',
};

/** The same, of Traefik alone. */
const CONTRADICTING_TRAEFIK: Readonly<Record<string, string>> = {
  [`${OF_TRAEFIK}router.entrypoints`]: 'remove it: hub.tls chooses the port, 80 without a certificate and 443 with one',
  [`${OF_TRAEFIK}router.tls`]: 'remove it, and set hub.tls',
};

/** Annotations of other controllers, which Traefik ignores without a word. */
export const OTHER_CONTROLLER =
  /^(nginx\.ingress\.kubernetes\.io|nginx\.org|haproxy\.org|haproxy-ingress\.github\.io|alb\.ingress\.kubernetes\.io)\//;

/** The Ingress of the hub against the settings beside it. */
export function checkIngress(settings: Settings): SettingsProblem[] {
  return [...checkClass(settings), ...checkAnnotations(settings)];
}

/** What only the Traefik of k3s does, where another controller is named; it cannot be asked which of it that does too. */
function checkClass({ hub, cluster }: Settings): SettingsProblem[] {
  const { className } = hub.ingress;
  if (className === TRAEFIK) return [];
  const path = ['hub', 'ingress', 'className'];
  if (hub.exposure !== 'ingress') {
    const message = `set, but with hub.exposure "${hub.exposure}" the hub has no Ingress`;
    return [{ path, message, fix: 'remove it, or set hub.exposure to "ingress"' }];
  }
  const problems: SettingsProblem[] = [];
  if (hub.tls.type === 'selfSigned' || hub.tls.type === 'letsEncrypt') {
    const what = hub.tls.type === 'selfSigned' ? 'is a certificate of Traefik' : 'has Traefik obtain the certificate';
    const message = `"${hub.tls.type}" ${what}, but hub.ingress.className is "${className}"`;
    problems.push({
      path: ['hub', 'tls', 'type'],
      message,
      fix: 'use hub.tls.type "secret", "certManager", "external" or "none"',
    });
  }
  if (hub.clientAddresses) {
    const message = `concerns Traefik, but hub.ingress.className is "${className}"`;
    problems.push({
      path: ['hub', 'clientAddresses'],
      message,
      fix: 'remove it, and let your controller see the addresses of clients',
    });
  }
  if (!cluster.disable.includes('traefik')) {
    const message = `Traefik of k3s runs beside the controller of "${className}", and holds ports 80 and 443 of the nodes`;
    problems.push({ path, severity: 'warning', message, fix: 'add traefik to cluster.disable, unless others use it' });
  }
  return problems;
}

/** Annotations that an Ingress of a class cannot have, each with what to write instead. */
export function contradictingAnnotations(className: string): Readonly<Record<string, string>> {
  return {
    'kubernetes.io/ingress.class': `remove it: the Ingress has the class "${className}", and Kubernetes refuses both`,
    ...CONTRADICTING,
    ...(className === TRAEFIK && CONTRADICTING_TRAEFIK),
  };
}

function checkAnnotations({ hub }: Settings): SettingsProblem[] {
  const { className } = hub.ingress;
  const isTraefik = className === TRAEFIK;
  const contradicting: Readonly<Record<string, string>> = {
    ...contradictingAnnotations(className),
    // Otherwise a resolver of somebody's own HelmChartConfig.
    ...(hub.tls.type === 'letsEncrypt' && { [CERTIFICATE_RESOLVER]: 'remove it: hub.tls sets it' }),
  };
  const keys = Object.keys(hub.ingress.annotations);
  const path = ['hub', 'ingress', 'annotations'];
  if (keys.length > 0 && hub.exposure !== 'ingress') {
    const message = `set, but with hub.exposure "${hub.exposure}" the hub has no Ingress`;
    return [{ path, message, fix: 'remove it, or set hub.exposure to "ingress"' }];
  }
  return keys.flatMap((key): SettingsProblem[] => {
    const fix = Object.hasOwn(contradicting, key) ? contradicting[key] : undefined;
    if (fix !== undefined) return [{ path: [...path, key], message: 'contradicts what Hubwright sets', fix }];
    if (!(isTraefik ? OTHER_CONTROLLER.test(key) : key.startsWith(OF_TRAEFIK))) return [];
    const message = `is for another Ingress controller: ${isTraefik ? 'Traefik' : 'yours'} ignores it`;
    const instead = isTraefik ? `use an annotation of ${OF_TRAEFIK}` : 'use one of your controller';
    return [{ path: [...path, key], severity: 'warning', message, fix: `remove it, or ${instead}` }];
  });
}
