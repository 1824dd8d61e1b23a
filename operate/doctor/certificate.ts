import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

const DAY = 24 * 3600 * 1000;
/**
 * k3s renews a certificate when it starts with fewer days than this left: a server with fewer has not been restarted
 * for long.
 *
 * Source: k3s-io/k3s, `CertificateRenewDays`, 120 and 90 in earlier releases; half of the latter leaves time to act.
 */
const FEW_DAYS = 45;

const about = (server: string) =>
  ({ id: `certificate/${server}`, area: 'cluster', title: `certificate of the Kubernetes API on ${server}` }) as const;

/** The certificate that a server shows on port 6443, asked for on the server itself. */
export async function certificateCheck(host: Host, expected: readonly string[], signal: AbortSignal): Promise<Check> {
  try {
    const asked = ['openssl', 's_client', '-connect', '127.0.0.1:6443'];
    // It ends with 1 when nothing answers, and where there is no openssl, 127 says so.
    const { stdout, exitCode } = await host.run(asked, { input: '', timeout: 20_000, allow: [1, 127], signal });
    if (exitCode === 127) return skipped(about(host.name), 'openssl is not installed on the host');
    const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(stdout) ?? [];
    if (pem === undefined) return skipped(about(host.name), 'nothing answers on port 6443');
    return checkCertificate(host.name, new X509Certificate(pem), expected, new Date());
  } catch (error) {
    throwUnlessHostFailed(error);
    return skipped(about(host.name), error.message);
  }
}

/** @param expected names and addresses under which the API is reached */
export function checkCertificate(
  server: string,
  certificate: Pick<X509Certificate, 'checkIP' | 'checkHost' | 'validTo'>,
  expected: readonly string[],
  now: Date,
): Check {
  const isIn = (name: string) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name));
  const missing = expected.filter((name) => isIn(name) === undefined);
  const days = Math.floor((Date.parse(certificate.validTo) - now.getTime()) / DAY);
  const problems: ProblemAt[] = missing.map((name) => ({
    severity: 'error',
    where: server,
    message: `${name} is not in its certificate`,
    cost: `kubectl, and nodes that join, refuse the server under ${name}`,
    fix: '`npx hubwright up` adds it; other names go into `cluster.tlsSan`.',
  }));
  if (days < FEW_DAYS) {
    problems.push({
      severity: days < 0 ? 'error' : 'warning',
      where: server,
      message: days < 0 ? `its certificate expired ${-days} days ago` : `its certificate expires in ${days} days`,
      cost: 'kubectl fails and no node can join; running servers keep running',
      fix: `Restart k3s on ${server}, which renews it: \`sudo systemctl restart k3s\`.`,
    });
  }
  return checked(about(server), problems, `${days} days left`);
}
