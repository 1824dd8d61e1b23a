import type { Settings } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';

const TRAEFIK = 'traefik.ingress.kubernetes.io/';

/** Annotations that typed settings write, or that take the Ingress away from Traefik, each with what to write instead. */
const CONTRADICTING: Readonly<Record<string, string>> = {
  'kubernetes.io/ingress.class': 'remove it: the Ingress has the class "traefik", and Kubernetes refuses both',
  [`${TRAEFIK}router.entrypoints`]: 'remove it: hub.tls chooses the port, 80 without a certificate and 443 with one',
  [`${TRAEFIK}router.tls`]: 'remove it, and set hub.tls',
  'cert-manager.io/cluster-issuer': 'remove it, and set hub.tls to { type: certManager, issuer: NAME }',
  'cert-manager.io/issuer': 'remove it, and name a ClusterIssuer in hub.tls',
  'kubernetes.io/tls-acme': 'remove it, and set hub.tls to { type: certManager, issuer: NAME }',
};

/** Annotations of other controllers, which Traefik ignores without a word. */
const OTHER_CONTROLLER =
  /^(nginx\.ingress\.kubernetes\.io|nginx\.org|haproxy\.org|haproxy-ingress\.github\.io|alb\.ingress\.kubernetes\.io)\//;

/** Annotations of the Ingress against the settings beside them. */
export function checkIngress({ hub }: Settings): SettingsProblem[] {
  const keys = Object.keys(hub.ingress.annotations);
  const path = ['hub', 'ingress', 'annotations'];
  if (keys.length > 0 && hub.exposure !== 'ingress') {
    const message = `set, but with hub.exposure "${hub.exposure}" the hub has no Ingress`;
    return [{ path, message, fix: 'remove it, or set hub.exposure to "ingress"' }];
  }
  return keys.flatMap((key): SettingsProblem[] => {
    const fix = Object.hasOwn(CONTRADICTING, key) ? CONTRADICTING[key] : undefined;
    if (fix !== undefined) return [{ path: [...path, key], message: 'contradicts what Hubwright sets', fix }];
    if (!OTHER_CONTROLLER.test(key)) return [];
    const message = 'is for another Ingress controller: Traefik ignores it';
    return [
      { path: [...path, key], severity: 'warning', message, fix: `remove it, or use an annotation of ${TRAEFIK}` },
    ];
  });
}
