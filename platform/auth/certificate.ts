import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What is wrong with certificates in PEM form, to be trusted; undefined when nothing is. */
export function problemOfCertificate(pem: string): string | undefined {
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) return 'holds no certificate: expected PEM, with a line -----BEGIN CERTIFICATE-----';
  try {
    for (const it of certificates) new X509Certificate(it);
    return undefined;
  } catch {
    return 'holds a certificate that cannot be read: copy it again, as PEM';
  }
}
