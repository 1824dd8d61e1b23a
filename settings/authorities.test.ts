import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { X509 } from '../platform/auth/testing.ts';
import { readAuthorities } from './authorities.ts';
import { complaints, load } from './testing.ts';

let folder: string;
let leaf: string;
let key: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-authorities-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '100'];
  openssl('req', '-x509', ...fresh, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/O=Acme/CN=Acme Root');
  const request = ['-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=git.lan'];
  openssl('req', ...fresh.slice(0, 5), ...request);
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-out', 'leaf.pem', '-days', '100');
  leaf = readFileSync(join(folder, 'leaf.pem'), 'utf8');
  key = readFileSync(join(folder, 'ca.key'), 'utf8');
  mkdirSync(join(folder, 'a-folder'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string, now?: Date) {
  writeFileSync(join(folder, 'given.pem'), content);
  const { authorities, problems } = readAuthorities({ file: 'given.pem' }, folder, now?.getTime());
  return { authorities, problems: problems.map((it) => `${it.severity ?? 'error'}: ${it.message}; ${it.fix}`) };
}

const own = () => readFileSync(join(folder, 'ca.pem'), 'utf8');
/** When the certificate of a hundred days has ended, and the other one has not. */
const LATER = new Date('2050-01-01');

test('certificates are taken out of whatever is around them', () => {
  expect(read(`Issuer: Acme\r\n${X509}\n# and\n${own()}trailing`)).toEqual({
    authorities: `${X509}${own()}`,
    problems: [],
  });
});

test.each<[string, () => string, string]>([
  [
    'a private key',
    () => `${own()}${key}`,
    'error: "given.pem" contains a private key, and every user can read it in a server; leave only certificates in it; if it was in use, the key is no longer secret',
  ],
  [
    'DER',
    () => '0\x82\x01',
    'error: "given.pem" contains no certificate as PEM; convert it with `openssl x509 -inform der -in FILE -out company-ca.pem`, or `openssl pkcs7` for .p7b',
  ],
  [
    'a cut one',
    () => `${X509}${own().replace(/\n.+\n(?=.*END)/, '\n')}`,
    'error: certificate 2 of 2 in "given.pem" is unreadable; copy it again, as PEM',
  ],
  [
    'all of the public ones',
    () => X509.repeat(60),
    'error: "given.pem" is larger than 32 KiB; leave only the company\'s own certificates in it: the public ones are trusted anyway',
  ],
])('%s is refused', (_, content, problem) => {
  expect(read(content())).toEqual({ authorities: undefined, problems: [problem] });
});

test('certificates that have ended', () => {
  expect(read(own(), LATER)).toEqual({
    authorities: undefined,
    problems: ['error: the certificate in "given.pem" has ended; get the current one from whoever runs the authority'],
  });
  expect(read(own() + own(), LATER).problems[0]).toMatch(/^error: each of the 2 certificates in "given.pem" has ended/);
  const { authorities, problems } = read(own() + X509, LATER);
  expect(authorities).toBe(own() + X509);
  expect(problems).toEqual([
    expect.stringMatching(/^warning: "Acme Root" in "given.pem" ended on \d{4}-\d\d-\d\d; remove it$/),
  ]);
});

test.each([
  [31, []],
  [
    29,
    [
      expect.stringMatching(
        /^warning: "Acme Root" in "given\.pem" ends on \d{4}-\d\d-\d\d: then what it signed is no longer trusted; add its successor beside it, from whoever runs the authority$/,
      ),
    ],
  ],
])('a certificate that ends in %i days', (days, problems) => {
  const end = Date.parse(new X509Certificate(own()).validTo);
  const now = new Date(end - days * 24 * 3600 * 1000);
  expect(read(own(), now)).toEqual({ authorities: own(), problems });
});

test("a server's certificate alone", () => {
  expect(read(leaf)).toEqual({
    authorities: leaf,
    problems: [
      'warning: "git.lan" in "given.pem" is the certificate of a server, not of an authority: many programs do not trust it; replace it with the one of the authority that signed it',
    ],
  });
});

test.each([
  ['none.pem', '"none.pem" does not exist'],
  ['a-folder', '"a-folder" cannot be read (EISDIR)'],
])('a file that is not there: %s', (file, message) => {
  expect(readAuthorities({ file }, folder).problems).toEqual([
    { path: ['certificateAuthority', 'file'], message, fix: "put the company's certificates there, as PEM" },
  ]);
});

test('is reported with its place, with all other problems', () => {
  const settings = { certificateAuthority: { file: 'none.pem' }, hub: { chart: { file: 'none.tgz' } } };
  expect(complaints(() => load(settings))).toEqual([
    expect.stringMatching(/^platform\.yaml:\d+:\d+: certificateAuthority\.file: "none\.pem" does not exist; /),
    expect.stringMatching(/^platform\.yaml:\d+:\d+: hub\.chart\.file: /),
  ]);
});
