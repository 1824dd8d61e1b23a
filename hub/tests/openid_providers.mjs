/**
 * Real OpenID providers for the hubs of the tests, until the input ends; the addresses are one line of the output. Those that
 * stand for a product have its paths and give claims with its scopes. The one that is a company's has the certificate in the
 * folder that the argument names.
 *
 * A user is whoever the login page is given: the claims as JSON, in base64url. A client registers as the protocol says, with its
 * name as its id; its secret is always the same.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { Provider } from 'oidc-provider';

const SECRET = 'the-secret';
const profile = ['name', 'preferred_username', 'nickname'];

const providers = {
  standard: {
    claims: {
      openid: ['sub'],
      profile,
      email: ['email', 'email_verified', 'verified_email', 'hd'],
      groups: ['groups'],
      roles: ['realm_access', 'https://acme.example/groups', 'acme'],
      'org.cilogon.userinfo': ['idp', 'eppn'],
    },
  },
  gitlab: {
    claims: { openid: ['sub', ...profile, 'groups'] },
    routes: { authorization: '/oauth/authorize', token: '/oauth/token', userinfo: '/oauth/userinfo' },
  },
  entra: {
    claims: { openid: ['sub', 'groups', 'roles', 'oid'], profile, email: ['email'] },
    routes: { authorization: '/acme.example/oauth2/v2.0/authorize', token: '/acme.example/oauth2/v2.0/token' },
  },
};

const folder = process.argv[2];
const certificate = { cert: readFileSync(`${folder}/server.pem`), key: readFileSync(`${folder}/server.key`) };

async function start(own, secure) {
  const server = secure ? createSecureServer(certificate) : createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `${secure ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    ...own,
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      registration: {
        enabled: true,
        idFactory: ({ oidc }) => oidc.body.client_name,
        secretFactory: () => SECRET,
      },
    },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...JSON.parse(Buffer.from(accountId, 'base64url').toString()) }),
    }),
  });
  const known = Object.keys(own.claims);
  const authorization = own.routes?.authorization ?? '/auth';
  provider.use(async (context, next) => {
    const scopes = context.path === authorization ? String(context.query.scope).split(' ') : [];
    const unknown = scopes.find((scope) => !known.includes(scope));
    if (unknown === undefined) return await next();
    // As Keycloak, GitLab and others do; the library ignores it.
    const { redirect_uri, state } = context.query;
    const query = { error: 'invalid_scope', error_description: `Invalid scope: ${unknown}`, state };
    context.redirect(`${redirect_uri}?${new URLSearchParams(query)}`);
  });
  server.on('request', provider.callback());
  return issuer;
}

const addresses = {};
for (const [name, own] of Object.entries(providers)) addresses[name] = await start(own, false);
addresses.company = await start(providers.standard, true);
console.log(JSON.stringify(addresses));
process.stdin.resume().on('end', () => process.exit());
