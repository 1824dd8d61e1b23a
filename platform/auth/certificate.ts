import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What is wrong with trusted certificates in PEM; undefined when nothing is. */
export function problemOfCertificate(pem: string): string | undefined {
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0)
    return 'contains no certificate: expected PEM, with a line -----BEGIN CERTIFICATE-----';
  try {
    for (const it of certificates) new X509Certificate(it);
    return undefined;
  } catch {
    return 'contains an unreadable certificate: copy it again, as PEM';
  }
}
