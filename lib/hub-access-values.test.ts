import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { chartValues, secretChartValues } from './chart-values.ts';

const platformOf = (hub: object) => load({ hub }, undefined, { env: { TOKEN: 'of-the-service', KEY: 'k' } }).platform;
const valuesOf = (hub: object) => chartValues(platformOf(hub)).hub;
const role = (services: string[]) => ({ name: 'readers', scopes: ['list:users'], services });

test.each<[string, object, object]>([
  ['a name alone', { name: 'a' }, {}],
  ['pages', { name: 'a', url: 'http://grafana.monitoring:3000' }, { url: 'http://grafana.monitoring:3000' }],
  ['what is the default anyway', { name: 'a', admin: false, display: true, oauthNoConfirm: false }, {}],
  [
    'everything',
    {
      name: 'a',
      url: 'http://hub:9000',
      admin: true,
      display: false,
      command: ['python3', '-m', 'a'],
      environment: { A: '1', KEY: { env: 'KEY' } },
      apiToken: { env: 'TOKEN' },
      oauthRedirectUri: '/services/a/back',
      oauthClientAllowedScopes: ['read:users!user'],
      oauthNoConfirm: true,
    },
    {
      url: 'http://hub:9000',
      admin: true,
      display: false,
      command: ['python3', '-m', 'a'],
      environment: { A: '1' },
      oauth_redirect_uri: '/services/a/back',
      oauth_client_allowed_scopes: ['read:users!user'],
      oauth_no_confirm: true,
    },
  ],
])('a service: %s', (_, service, values) => {
  expect(valuesOf({ services: [service], roles: [role(['a'])] })?.services).toEqual({ a: values });
});

test.each<[string, Record<string, unknown>, object]>([
  ['a service', { name: 'abc', scopes: ['list:users'], services: ['a'] }, { scopes: ['list:users'], services: ['a'] }],
  [
    'everything',
    {
      name: 'abc',
      description: 'Sees who is there.',
      scopes: ['self'],
      users: ['ada'],
      groups: ['g'],
      services: ['a'],
    },
    { description: 'Sees who is there.', scopes: ['self'], users: ['ada'], groups: ['g'], services: ['a'] },
  ],
])('a role: %s', (_, { name, ...given }, values) => {
  const users = { users: { ada: { password: PASSWORD, admin: true, groups: ['g'] } } };
  const hub = { services: [{ name: 'a' }], roles: [{ name, ...given }] };
  expect(chartValues(load({ hub }, users).platform).hub?.loadRoles).toEqual({ [String(name)]: values });
});

const PASSWORD = '$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$bG9uZyBlbm91Z2ggdG8gYmUgYSBoYXNoIG9mIHNjcnlwdA';

test('secrets are with the secret values, and nowhere else', () => {
  const service = { name: 'a', command: ['a'], apiToken: { env: 'TOKEN' }, environment: { KEY: { env: 'KEY' } } };
  const platform = platformOf({ services: [service, { name: 'b', url: 'http://b' }] });
  expect(secretChartValues(platform)?.hub?.services).toEqual({
    a: { apiToken: 'of-the-service', environment: { KEY: 'k' } },
  });
  expect(JSON.stringify(chartValues(platform))).not.toContain('of-the-service');
});

test("the proxy reaches the pages of services in the hub's pod, and only these", () => {
  const services = [
    { name: 'a', url: 'http://hub:9000', command: ['a'] },
    { name: 'b', url: 'http://hub', command: ['b'] },
    { name: 'c', url: 'http://c:9001' },
    { name: 'd', command: ['d'] },
  ];
  const { service, networkPolicy } = valuesOf({ services }) ?? {};
  expect(service?.extraPorts).toEqual([
    { name: 'service-9000', port: 9000, targetPort: 9000 },
    { name: 'service-80', port: 80, targetPort: 80 },
  ]);
  expect(networkPolicy?.ingress).toEqual([
    {
      ports: [{ port: 9000 }, { port: 80 }],
      from: [
        { podSelector: { matchLabels: { component: 'proxy' } } },
        { podSelector: { matchLabels: { component: 'hub' } } },
      ],
    },
  ]);
  expect(valuesOf({ services: services.slice(2) })).not.toHaveProperty('networkPolicy');
});

test('raw values add to services and roles; a command is another one', () => {
  const hub = valuesOf({
    services: [{ name: 'a', command: ['a', 'b'] }],
    roles: [role(['a'])],
    values: {
      hub: {
        services: { a: { command: ['c'], cwd: '/tmp' }, z: { url: 'http://z' } },
        loadRoles: { readers: { scopes: ['list:groups'], services: ['z'] } },
      },
    },
  });
  expect(hub?.services).toEqual({ a: { command: ['c'], cwd: '/tmp' }, z: { url: 'http://z' } });
  expect(hub?.loadRoles).toEqual({ readers: { scopes: ['list:users', 'list:groups'], services: ['a', 'z'] } });
});
