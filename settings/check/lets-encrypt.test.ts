import { expect, test } from '@jest/globals';
import { complaints, load } from '../testing.ts';

const TLS = { type: 'letsEncrypt', email: 'it@example.com' };
const hub = (tls: object = {}, rest: object = {}) => ({
  cluster: { provider: 'local' },
  hub: { host: 'hub.example.com', tls: { ...TLS, ...tls }, ...rest },
});
const SERVER = { server: 'https://ca.lan/acme/acme/directory' };
const VMS = { provider: 'multipass', servers: 1, agents: 1 };

test.each(['hub', 'hub.lan', 'hub.corp', 'hub.local', 'hub.internal', 'hub.test', 'hub.home.arpa', 'a.localhost'])(
  "Let's Encrypt gives no certificate for %s, and a server of the network may",
  (host) => {
    expect(complaints(() => load(hub({}, { host }))).join()).toContain(
      `hub.host: "${host}" is not a public name: Let's Encrypt gives no certificate for it; use a name of the public DNS, or set hub.tls.server to the ACME server of your own network`,
    );
    const staging = { server: 'https://acme-staging-v02.api.letsencrypt.org/directory' };
    expect(complaints(() => load(hub(staging, { host }))).join()).toContain('is not a public name');
    expect(() => load(hub(SERVER, { host }))).not.toThrow();
  },
);

test.each<[string, object, string]>([
  ['no name', hub({}, { host: undefined }), 'hub.host: missing: a certificate is for a host name'],
  [
    'an address',
    hub(SERVER, { host: '10.0.0.4' }),
    'hub.host: "10.0.0.4" is an IP address, but Traefik chooses a certificate by host name; give the hub a host name, or use hub.tls.type "selfSigned"',
  ],
  [
    'no e-mail address',
    hub({ email: undefined }),
    'hub.tls.email: missing: expected an e-mail address such as it@example.com',
  ],
  ['a name', hub({ email: 'it' }), 'hub.tls.email: expected an e-mail address such as it@example.com'],
  ['an address in braces', hub({ email: '{{a}}@example.com' }), 'hub.tls.email: expected an e-mail address'],
  [
    'a server without TLS',
    hub({ server: 'http://ca.lan/directory' }),
    'hub.tls.server: expected a URL that starts with https://',
  ],
  [
    "how long those of Let's Encrypt hold",
    hub({ lifetime: '45d' }),
    "hub.tls.lifetime: is for certificates of your own server: those of Let's Encrypt are renewed in time; remove it",
  ],
  [
    'no Ingress',
    hub({}, { exposure: 'nodePort' }),
    'hub.tls.type: "letsEncrypt" needs Traefik, but hub.exposure is "nodePort"; use hub.tls.type "secret", "external" or "none", or hub.exposure "ingress"',
  ],
  [
    'no Traefik',
    { ...hub(), cluster: { provider: 'local', disable: ['traefik'] } },
    'cluster.disable[0]: "traefik" is needed: hub.exposure is "ingress"',
  ],
  [
    'Traefik on several nodes',
    { ...hub({}, { clientAddresses: true }), cluster: VMS },
    'hub.clientAddresses: runs Traefik on every node, but only one Traefik can keep the certificates of hub.tls.type "letsEncrypt"; remove it, or use hub.tls.type "certManager" or "secret"',
  ],
  [
    'a resolver besides',
    hub({}, { ingress: { annotations: { 'traefik.ingress.kubernetes.io/router.tls.certresolver': 'own' } } }),
    'certresolver: contradicts what Hubwright sets; remove it: hub.tls sets it',
  ],
])('a certificate that Traefik obtains: %s', (_, settings, message) => {
  expect(complaints(() => load(settings)).join('\n')).toContain(message);
});

const words = (settings: object) => load(settings).warnings.map(({ message, fix }) => `${message}; ${fix}`);

test('what keeps Traefik from the internet is warned of, unless the authority is in the network', () => {
  const proxy = { provider: 'local', proxy: { https: 'http://proxy.lan:3128' } };
  const message =
    'Traefik asks Let\'s Encrypt directly: cluster.proxy is not for pods; let the servers reach acme-v02.api.letsencrypt.org, or use hub.tls.type "secret"';
  expect(words({ ...hub(), cluster: proxy })).toContain(message);
  expect(words({ ...hub(SERVER), cluster: proxy })).not.toContain(message);
});

test("without internet, there is no Let's Encrypt", () => {
  const airgapped = (tls: object) => {
    const { hub: of } = hub(tls);
    const chart = { repository: 'https://charts.lan/' };
    return words({ cluster: { provider: 'local', airgap: 'k3s' }, hub: { ...of, chart } });
  };
  const message =
    'Let\'s Encrypt is on the internet, but with cluster.airgap the nodes need none; set hub.tls.server, or use hub.tls.type "secret"';
  expect(airgapped({})).toContain(message);
  expect(airgapped(SERVER)).not.toContain(message);
});

test("a resolver of one's own stays possible with another certificate", () => {
  const annotations = { 'traefik.ingress.kubernetes.io/router.tls.certresolver': 'own' };
  expect(() => load(hub({ type: 'selfSigned', email: undefined }, { ingress: { annotations } }))).not.toThrow();
});

test.each([
  { annotations: { 'traefik.ingress.kubernetes.io/router.tls.certresolver': 'own' } },
  { annotations: { 'cert-manager.io/cluster-issuer': 'own' } },
  { hosts: ['other.example.com'] },
  { tls: [{ hosts: ['hub.example.com'], secretName: 'own' }] },
])('raw values that replace it are warned of: %j', (ingress) => {
  expect(words(hub({}, { values: { ingress } }))).toContain('replaces hub.tls; keep one of the two');
});
