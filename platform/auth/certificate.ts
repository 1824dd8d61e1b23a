import { X509Certificate } from 'node:crypto';

/** A certificate as PEM, in any text. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

interface FoundCertificate {
  readonly pem: string;
  /** Undefined where it cannot be read. */
  readonly certificate: X509Certificate | undefined;
}

/** The certificates in a text, in their order. */
export function certificatesIn(text: string): FoundCertificate[] {
  return (text.match(CERTIFICATE) ?? []).map((pem) => ({ pem, certificate: parse(pem) }));
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** What is wrong with trusted certificates in PEM; undefined when nothing is. */
export function problemOfCertificate(pem: string): string | undefined {
  const certificates = certificatesIn(pem);
  if (certificates.length === 0)
    return 'contains no certificate: expected PEM, with a line -----BEGIN CERTIFICATE-----';
  const isUnreadable = certificates.some(({ certificate }) => certificate === undefined);
  return isUnreadable ? 'contains an unreadable certificate: copy it again, as PEM' : undefined;
}

/** What a certificate is called in messages. */
export function commonName({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}
