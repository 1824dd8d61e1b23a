import { describe, expect, test } from '@jest/globals';
import { complaints, load, MINIMAL } from '../../settings/testing.ts';
import { address, hostName, hubHost, sshAddress, sshUser } from './hosts.ts';

const messageOf = (schema: ReturnType<typeof address>, text: string) =>
  schema.safeParse(text).error?.issues[0]?.message ?? 'ok';
const remedy = (schema: ReturnType<typeof address>, text: string) =>
  messageOf(schema, text).replace(/^expected.*?(?=$|: write )/, '');

test.each([
  ['hub.example.com', 'ok'],
  ['hub', 'ok'],
  ['localhost', 'ok'],
  ['192-168-1-5.sslip.io', 'ok'],
  ['xn--mnchen-3ya.example', 'ok'],
  ['192.168.1.5', 'ok'],
  ['fd00::5', 'ok'],
  ['::1', 'ok'],
  ['Hub.Example.com', ': write hub.example.com'],
  ['hub.example.com.', ': write hub.example.com'],
  ['hub.example.com:8443', ': write hub.example.com'],
  ['https://hub.example.com/lab', ': write hub.example.com'],
  ['[fd00::5]:80', ': write fd00::5'],
  ['münchen.example', ': write xn--mnchen-3ya.example'],
  ['*.example.com', ''],
  ['hub_1.example.com', ''],
  ['-hub.example.com', ''],
  ['hub..example.com', ''],
  ['999.168.1.5', ''],
  ['hub.1', ''],
  ['hub example', ''],
  [`${'a'.repeat(64)}.example`, ''],
  ['', ''],
])('hub.host: %j is answered with %j', (text, answer) => expect(remedy(hubHost(), text)).toBe(answer));

test('a host name is no address', () => {
  expect(messageOf(hostName(), '192.168.1.5')).toBe('expected a host name such as hub.example.com');
});

test.each([
  ['10.0.0.1', 'ok'],
  ['fd00::5', 'ok'],
  ['DB_1.Corp.example.com', 'ok'],
  ['nas', 'ok'],
  ['nas.example.com.', 'ok'],
  ['db.example.com:5432', ': write db.example.com'],
  ['ldaps://dc.example.com', ': write dc.example.com'],
  ['[fd00::5]', ': write fd00::5'],
  ['[fd00::5]:5432', ': write fd00::5'],
  ['10.0.0', ''],
  ['10.0.0.256', ''],
  ['-oProxyCommand=x', ''],
  ['a b', ''],
])('an address: %j is answered with %j', (text, answer) => expect(remedy(address(), text)).toBe(answer));

test.each(['10.0.0.1', 'fd00::5', 'fe80::1%eth0', 'Rack_1', 'node-1.example.com', 'gpu.1'])('ssh takes %j', (text) => {
  expect(messageOf(sshAddress(), text)).toBe('ok');
});
test.each(['-oProxyCommand=x', 'a b', ''])('ssh is never given %j', (text) => {
  expect(messageOf(sshAddress(), text)).toBe('expected an IP address, a host name or an SSH alias');
});

test.each(['ubuntu', 'john.doe', 'ada@EXAMPLE.COM', 'CORP\\ada', 'Ada', '_svc', 'müller', '1ada'])(
  'ssh takes the login %j',
  (text) => expect(sshUser().safeParse(text).success).toBe(true),
);
test.each(['-oProxyCommand=x', 'a b', '', 'a;b', "a'b", 'a\\', '\\a', 'a\nb', '$(id)'])(
  'ssh is never given the login %j',
  (text) => {
    expect(sshUser().safeParse(text).error?.issues[0]?.message).toBe(
      'expected a login on the host, such as ubuntu, john.doe, ada@EXAMPLE.COM or CORP\\ada',
    );
  },
);

describe('an address as the host of the hub', () => {
  const hub = (host: string, more: object = {}) => complaints(() => load({ hub: { host, ...more } }));
  const secret = { tls: { type: 'secret', name: 'certificate' } };

  test.each(['192.168.1.5', 'fd00::5'])('%s needs no name without a certificate of its own', (host) => {
    expect([...hub(host), ...hub(host, { tls: { type: 'selfSigned' } })]).toEqual([]);
    expect(hub(host, { ...secret, exposure: 'nodePort' })).toEqual([]);
  });

  test('gets no certificate through Traefik', () => {
    expect([...hub('192.168.1.5', secret), ...hub('::1', { tls: { type: 'certManager', issuer: 'lan' } })]).toEqual([
      'platform.yaml:13:9: hub.host: "192.168.1.5" is an IP address, but Traefik chooses a certificate by host name; give the hub a host name, or set hub.exposure to "nodePort" or "loadBalancer"',
      'platform.yaml:13:9: hub.host: "::1" is an IP address, but Traefik chooses a certificate by host name; give the hub a host name, or use hub.tls.type "selfSigned"',
    ]);
  });

  test('this machine, for a hub on others, is a warning', () => {
    const { warnings } = load({
      cluster: { provider: 'multipass' },
      hub: { host: 'localhost' },
      images: MINIMAL.images,
    });
    expect(warnings).toMatchObject([{ message: '"localhost" is a different machine for every browser: its own' }]);
    expect(load({ hub: { host: 'localhost' } }).warnings).toEqual([]);
  });
});
