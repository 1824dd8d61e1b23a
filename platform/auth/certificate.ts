import { X509Certificate } from 'node:crypto';

/** A certificate as PEM, in any text. */
export const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

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

/** What a certificate is called in messages. */
export function commonName({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}
