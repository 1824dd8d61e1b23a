import type { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { certificatesIn, commonName } from '../platform/auth/certificate.ts';
import type { CertificateAuthority } from '../platform/schema/certificate-authority.ts';
import { counted } from '../system/counted.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { readBounded, whyUnreadable } from './read-bounded.ts';

/** Hub and servers get a copy each, in one object with all other values, and k3s applies none over 180 KiB. */
const LARGEST_KIB = 32;

/** How long before a certificate ends it is named: its successor has to be in every place before. */
const AHEAD_DAYS = 30;
const DAY = 24 * 3600 * 1000;

interface Authorities {
  /** As PEM, without anything between the certificates. */
  readonly authorities: string | undefined;
  readonly problems: SettingsProblem[];
}

/**
 * Reads the certificates of `certificateAuthority`, or says what is wrong with them.
 *
 * @param now milliseconds since 1970
 */
export function readAuthorities(
  settings: CertificateAuthority | undefined,
  directory: string,
  now = Date.now(),
): Authorities {
  if (settings === undefined) return { authorities: undefined, problems: [] };
  const { file } = settings;
  const report = (message: string, fix: string, severity?: 'warning') => ({
    path: ['certificateAuthority', 'file'],
    message,
    fix,
    ...(severity && { severity }),
  });
  const fail = (message: string, fix: string) => ({ authorities: undefined, problems: [report(message, fix)] });
  let bytes: Buffer | undefined;
  try {
    bytes = readBounded(resolve(directory, file), LARGEST_KIB * 1024);
  } catch (error) {
    return fail(whyUnreadable(file, error), "put the company's certificates there, as PEM");
  }
  if (bytes === undefined) {
    return fail(
      `"${file}" is larger than ${LARGEST_KIB} KiB`,
      "leave only the company's own certificates in it: the public ones are trusted anyway",
    );
  }
  const text = bytes.toString('latin1');
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return fail(
      `"${file}" contains a private key, and every user can read it in a server`,
      'leave only certificates in it; if it was in use, the key is no longer secret',
    );
  }
  return examine(certificatesIn(text), { file, now, report });
}

interface Context {
  readonly file: string;
  readonly now: number;
  readonly report: (message: string, fix: string, severity?: 'warning') => SettingsProblem;
}

function examine(all: ReturnType<typeof certificatesIn>, { file, now, report }: Context): Authorities {
  if (all.length === 0) {
    const fix = 'convert it with `openssl x509 -inform der -in FILE -out company-ca.pem`, or `openssl pkcs7` for .p7b';
    return { authorities: undefined, problems: [report(`"${file}" contains no certificate as PEM`, fix)] };
  }
  const unreadable = all.findIndex(({ certificate }) => certificate === undefined) + 1;
  if (unreadable > 0) {
    const message = `certificate ${unreadable} of ${all.length} in "${file}" is unreadable`;
    return { authorities: undefined, problems: [report(message, 'copy it again, as PEM')] };
  }
  const found = all.flatMap(({ certificate }) => certificate ?? []);
  const ended = found.filter((it) => Date.parse(it.validTo) < now);
  if (ended.length === found.length) {
    const message = `${found.length === 1 ? 'the certificate' : `each of the ${counted(found.length, 'certificate')}`} in "${file}" has ended`;
    return {
      authorities: undefined,
      problems: [report(message, 'get the current one from whoever runs the authority')],
    };
  }
  const problems = [
    ...ended.map((it) => report(`${nameOf(it)} in "${file}" ended on ${dayOf(it)}`, 'remove it', 'warning')),
    ...found
      .filter((it) => !ended.includes(it) && Date.parse(it.validTo) < now + AHEAD_DAYS * DAY)
      .map((it) =>
        report(
          `${nameOf(it)} in "${file}" ends on ${dayOf(it)}: then what it signed is no longer trusted`,
          'add its successor beside it, from whoever runs the authority',
          'warning',
        ),
      ),
    ...found
      .filter((it) => !it.ca && it.issuer !== it.subject)
      .map((it) =>
        report(
          `${nameOf(it)} in "${file}" is the certificate of a server, not of an authority: many programs do not trust it`,
          'replace it with the one of the authority that signed it',
          'warning',
        ),
      ),
  ];
  return { authorities: `${all.map((it) => it.pem).join('\n')}\n`, problems };
}

const nameOf = (certificate: X509Certificate) => `"${commonName(certificate)}"`;

const dayOf = ({ validTo }: X509Certificate) => new Date(validTo).toISOString().slice(0, 10);
