import { expect, test } from '@jest/globals';
import { chartValues } from '../lib/chart-values.ts';
import { manifestsOf } from '../lib/testing.ts';
import { load, MINIMAL } from '../settings/testing.ts';

const hosts = [
  { host: 'fd00::5', inUrl: '[fd00::5]', rule: undefined },
  { host: '10.0.0.5', inUrl: '10.0.0.5', rule: undefined },
  { host: 'x.example.com', inUrl: 'x.example.com', rule: 'x.example.com' },
];

test.each(hosts)(
  '$host goes into URLs as $inUrl, and into an Ingress only if it is a name',
  ({ host, inUrl, rule }) => {
    const { platform } = load(
      {
        hub: {
          host,
          tls: { type: 'selfSigned' },
          database: { type: 'postgresql', host, password: { env: 'SECRET' } },
        },
        auth: { type: 'github', clientId: 'hub', clientSecret: { env: 'SECRET' }, allowAll: true },
        storage: { shared: [{ name: 'data', nfs: { server: host, path: '/data' } }] },
      },
      undefined,
      { env: { SECRET: 'secret' } },
    );
    const { hub, ingress, singleuser } = chartValues(platform);
    expect(hub?.db?.url).toBe(`postgresql+psycopg2://jupyterhub@${inUrl}:5432/jupyterhub`);
    expect(hub?.config).toMatchObject({
      GitHubOAuthenticator: { oauth_callback_url: `https://${inUrl}/hub/oauth_callback` },
    });
    expect(ingress?.hosts).toEqual(rule === undefined ? [] : [rule]);
    const redirect = manifestsOf(platform)['hubwright-hub']?.find((it) => it.kind === 'Ingress');
    expect(redirect?.spec.rules[0].host).toBe(rule);
    // The kubelet puts brackets around an address before it mounts.
    expect(singleuser?.storage?.extraVolumes).toMatchObject([{ nfs: { server: host } }]);
  },
);

test.each(hosts)('LDAP accepts $host unchanged', ({ host }) => {
  const auth = { type: 'ldap', server: host, bindDnTemplate: ['uid={username}'], allowAll: true };
  const { hub } = chartValues(load({ auth, images: MINIMAL.images }).platform);
  expect(hub?.config).toMatchObject({ LDAPAuthenticator: { server_address: host } });
});
