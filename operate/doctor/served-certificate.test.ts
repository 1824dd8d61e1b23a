import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { aboutServed, checkServed, servedCheck } from './served-certificate.ts';
import { reportOf } from './testing.ts';

const NOW = new Date('2026-11-01T00:00:00Z');
const LETS_ENCRYPT = { type: 'letsEncrypt', email: 'it@example.com' };
const hubOf = (tls: object, rest: object = {}) =>
  load({ cluster: { provider: 'local' }, hub: { host: 'hub.example.com', tls, ...rest } }).platform;
const own = { ...LETS_ENCRYPT, challenge: 'http', server: 'https://ca.lan:9000/acme/directory', lifetime: '1d' };

function checked(tls: object, certificate: { subject?: string; validTo?: string; name?: string } = {}) {
  const {
    subject = 'CN=hub.example.com',
    validTo = 'Jan  1 00:00:00 2027 GMT',
    name = 'hub.example.com',
  } = certificate;
  const checkHost = (it: string) => (it === name ? it : undefined);
  return reportOf(checkServed(hubOf(tls).hub, { subject, validTo, checkHost }, NOW));
}

const COST = 'browsers warn of the hub, and programs refuse it';
const FIX =
  "`kubectl -n kube-system logs deploy/traefik | grep -i acme` shows why. Port 443 of hub.example.com has to lead from Let's Encrypt to the nodes, and the servers have to reach Let's Encrypt: docs/certificates.md. Traefik does not try again by itself: then `kubectl -n kube-system rollout restart deploy/traefik`.";

test('a certificate as it should be', () => {
  expect(checked(LETS_ENCRYPT)).toEqual(['ok: 61 days left, renewed by Traefik']);
  expect(checked({ type: 'secret', name: 'hub-tls' })).toEqual(['ok: 61 days left']);
});

test.each<[object, string]>([
  [LETS_ENCRYPT, FIX],
  [own, FIX.replace('443', '80').replaceAll("Let's Encrypt", 'ca.lan:9000')],
  [
    { type: 'certManager', issuer: 'le' },
    '`kubectl -n jupyterhub describe certificate jupyterhub-tls` shows what cert-manager waits for.',
  ],
  [
    { type: 'secret', name: 'hub-tls' },
    'Put a certificate for hub.example.com into the Secret that hub.tls names, in the namespace jupyterhub.',
  ],
])("Traefik's own certificate instead of that of %j", (tls, fix) => {
  expect(checked(tls, { subject: 'CN=TRAEFIK DEFAULT CERT', name: 'x.traefik.default' })).toEqual([
    "problems: Traefik's own",
    `error: hub.example.com: Traefik serves its own certificate, since it has none for hub.example.com | ${COST} | ${fix}`,
  ]);
});

test('a certificate that ends, has ended or is for another name', () => {
  const problem = (severity: string, message: string) => `${severity}: hub.example.com: ${message} | ${COST} | ${FIX}`;
  expect(checked(LETS_ENCRYPT, { validTo: 'Nov 11 00:00:00 2026 GMT' })[1]).toBe(
    problem('warning', 'the certificate ends in 10 days, and has not been renewed'),
  );
  expect(checked(LETS_ENCRYPT, { validTo: 'Oct 30 00:00:00 2026 GMT' })[1]).toBe(
    problem('error', 'the certificate ended on Oct 30 00:00:00 2026 GMT'),
  );
  expect(checked(LETS_ENCRYPT, { name: 'other.example.com' })[1]).toBe(
    problem('error', 'the certificate is not for hub.example.com'),
  );
});

test('one of your own authority that never holds for long', () => {
  expect(checked(own, { validTo: 'Nov  1 12:00:00 2026 GMT' })).toEqual(['ok: 0 days left, renewed by Traefik']);
});

/** A certificate for hub.example.com that has an empty subject, and holds until 2126. */
const NO_SUBJECT = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBMjCB5aADAgECAhR29bv8ACCi86ssGFzzpDYq0TCNzjAFBgMrZXAwADAgFw0y',
  'NjExMjkxMzA1MzJaGA8yMTI2MTEwNTEzMDUzMlowADAqMAUGAytlcAMhAH2V5hWg',
  'WWkyoKsoBB/oDFZeTy9Qf6ltT8bghNCCORsxo28wbTAdBgNVHQ4EFgQUgA+jEHqC',
  'dM0t2Y2qM9Nw78iyHUMwHwYDVR0jBBgwFoAUgA+jEHqCdM0t2Y2qM9Nw78iyHUMw',
  'DwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgg9odWIuZXhhbXBsZS5jb20wBQYD',
  'K2VwA0EAH44/E8Tdnq39pJak58joE2JB/k+6nKl0zLRR4sVl985PRYMYQ70fLQUZ',
  'nE5csAMY7a6WyRQwIfwzvn5WD/NkCg==',
  '-----END CERTIFICATE-----',
].join('\n');

test('it is asked for by name, at the node', async () => {
  const { hub } = hubOf(LETS_ENCRYPT);
  const ends = async (exitCode: number, stdout = '', address = '10.0.0.4') => {
    const asked: string[] = [];
    const host = fakeHost('server-1', {
      run: async (argv) => {
        asked.push(argv.join(' '));
        return { exitCode, stdout, stderr: '' };
      },
    });
    const check = await servedCheck(host, { hub, address }, new AbortController().signal);
    return [...asked, ...reportOf(check)];
  };
  expect(await ends(127)).toEqual([
    'openssl s_client -connect 10.0.0.4:443 -servername hub.example.com',
    'skipped: openssl is not installed on the host',
  ]);
  expect(await ends(1, 'connect:errno=111', 'fd00::4')).toEqual([
    'openssl s_client -connect [fd00::4]:443 -servername hub.example.com',
    'skipped: nothing answers on port 443 of fd00::4',
  ]);
  expect((await ends(0, `Certificate chain\n${NO_SUBJECT}\n`))[1]).toMatch(/^ok: \d+ days left, renewed by Traefik$/);
});

test('only one that Traefik has for a name is asked for', () => {
  const ids = (tls: object, rest?: object) => aboutServed(hubOf(tls, rest)).map(({ id }) => id);
  expect(ids(LETS_ENCRYPT)).toEqual(['certificate/hub']);
  expect(ids({ type: 'secret', name: 'hub-tls' })).toEqual(['certificate/hub']);
  expect(ids({ type: 'selfSigned' })).toEqual([]);
  expect(ids({ type: 'secret', name: 'hub-tls' }, { exposure: 'nodePort' })).toEqual([]);
  expect(ids({ type: 'secret', name: 'hub-tls' }, { ingress: { className: 'nginx' } })).toEqual([]);
});
