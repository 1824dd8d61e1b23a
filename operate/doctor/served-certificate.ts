import { X509Certificate } from 'node:crypto';
import { isForName } from '../../platform/certificate.ts';
import { inUrl } from '../../platform/host.ts';
import { isBehindTraefik } from '../../platform/ingress-class.ts';
import type { Hub } from '../../platform/schema/hub.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

const DAY = 24 * 3600 * 1000;
/** Who renews certificates by himself does it with more days left than this; people need time. */
const FEW_DAYS = 20;
/** What Traefik serves where it has no other. Source: traefik, `pkg/tls/generate`. */
const DEFAULT = 'TRAEFIK DEFAULT CERT';
const COST = 'browsers warn of the hub, and programs refuse it';
const ABOUT = { id: 'certificate/hub', area: 'cluster', title: 'certificate of the hub' } as const;

/** The check, where Traefik is to serve a certificate for a name; otherwise there is none. */
export function aboutServed({ hub }: { readonly hub: Hub }) {
  return isForName(hub.tls) && isBehindTraefik(hub) && hub.host !== undefined ? [ABOUT] : [];
}

/**
 * The certificate that browsers are shown, asked for on a server.
 *
 * @param address the one of that node
 */
export async function servedCheck(
  host: Host,
  { hub, address }: { readonly hub: Hub; readonly address: string },
  signal: AbortSignal,
): Promise<Check> {
  const name = hub.host ?? '';
  try {
    const asked = ['openssl', 's_client', '-connect', `${inUrl(address)}:443`, '-servername', name];
    const { stdout, exitCode } = await host.run(asked, { input: '', timeout: 20_000, allow: [1, 127], signal });
    if (exitCode === 127) return skipped(ABOUT, 'openssl is not installed on the host');
    const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(stdout) ?? [];
    if (pem === undefined) return skipped(ABOUT, `nothing answers on port 443 of ${address}`);
    return checkServed(hub, new X509Certificate(pem), new Date());
  } catch (error) {
    throwUnlessHostFailed(error);
    return skipped(ABOUT, error.message);
  }
}

/** Pure. */
export function checkServed(
  hub: Pick<Hub, 'host' | 'tls' | 'namespace'>,
  certificate: Pick<X509Certificate, 'subject' | 'checkHost' | 'validTo'>,
  now: Date,
): Check {
  const where = hub.host ?? '';
  const report = (severity: 'error' | 'warning', message: string): ProblemAt[] => {
    return [{ severity, where, message, cost: COST, fix: fixOf(hub) }];
  };
  // Node has none of a certificate that has its names in subjectAltName alone, as some of Let's Encrypt's.
  if ((certificate.subject as string | undefined)?.includes(DEFAULT)) {
    const message = `Traefik serves its own certificate, since it has none for ${where}`;
    return checked(ABOUT, report('error', message), "Traefik's own");
  }
  const left = Date.parse(certificate.validTo) - now.getTime();
  const days = Math.floor(left / DAY);
  const isShort = hub.tls.type === 'letsEncrypt' && hub.tls.lifetime !== undefined;
  const problems = [
    ...(certificate.checkHost(where) === undefined ? report('error', `the certificate is not for ${where}`) : []),
    ...(left < 0
      ? report('error', `the certificate ended on ${certificate.validTo}`)
      : days < FEW_DAYS && !isShort
        ? report('warning', `the certificate ends in ${days} days, and has not been renewed`)
        : []),
  ];
  return checked(ABOUT, problems, `${days} days left${hub.tls.type === 'letsEncrypt' ? ', renewed by Traefik' : ''}`);
}

function fixOf({ tls, host, namespace }: Pick<Hub, 'host' | 'tls' | 'namespace'>): string {
  switch (tls.type) {
    case 'letsEncrypt': {
      const authority = tls.server === undefined ? "Let's Encrypt" : new URL(tls.server).host;
      const port = tls.challenge === 'tls' ? 443 : 80;
      return `\`kubectl -n kube-system logs deploy/traefik | grep -i acme\` shows why. Port ${port} of ${host} has to lead from ${authority} to the nodes, and the servers have to reach ${authority}: docs/certificates.md. Traefik does not try again by itself: then \`kubectl -n kube-system rollout restart deploy/traefik\`.`;
    }
    case 'certManager':
      return `\`kubectl -n ${namespace} describe certificate jupyterhub-tls\` shows what cert-manager waits for.`;
    default:
      return `Put a certificate for ${host} into the Secret that hub.tls names, in the namespace ${namespace}.`;
  }
}
