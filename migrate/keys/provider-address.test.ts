import { expect, test } from '@jest/globals';
import type { Mapping } from '../../system/mapping.ts';
import { importOf, roundTrip } from '../testing.ts';

const KEYCLOAK = 'https://id.example.com/realms/lab/protocol/openid-connect';
const URLS = {
  authorize_url: 'https://id.example.com/a',
  token_url: 'https://id.example.com/t',
  userdata_url: 'https://id.example.com/u',
};
const { userdata_url, ...TWO } = URLS;

const hubWith = (className: string, traits: Mapping, extraEnv: Mapping = {}) => ({
  hub: { extraEnv, config: { JupyterHub: { authenticator_class: className }, OAuthenticator: traits } },
});
const oidc = (traits: Mapping, extraEnv: Mapping = {}) =>
  hubWith('generic-oauth', { client_id: 'hub', ...traits }, extraEnv);
const entra = (traits: Mapping, extraEnv: Mapping = {}) =>
  hubWith('azuread', { client_id: 'hub', ...traits }, extraEnv);

/** Values, settings of `auth` that they become, and what is left to decide about these. */
const PLACES: Readonly<Record<string, readonly [values: Mapping, auth: Mapping, decide: readonly string[]]>> = {
  'addresses in the values': [
    oidc(URLS),
    { authorizeUrl: URLS.authorize_url, tokenUrl: URLS.token_url, userdataUrl: userdata_url },
    [],
  ],
  'an address in a variable that the class reads': [
    oidc(TWO, { OAUTH2_USERDATA_URL: userdata_url }),
    { userdataUrl: userdata_url },
    [],
  ],
  'an address in both, of which the trait counts': [
    oidc(URLS, { OAUTH2_TOKEN_URL: 'https://other.example.com/t' }),
    { tokenUrl: URLS.token_url },
    [],
  ],
  'an address to be filled in': [
    oidc({ ...TWO, userdata_url: 'https://<HOST>/u' }),
    { userdataUrl: 'https://change-me.invalid/userdataUrl' },
    ['is to be filled in: write what it stands for in auth.userdataUrl'],
  ],
  'a realm of Keycloak, and claims of the ID token': [
    oidc({ token_url: `${KEYCLOAK}/token`, userdata_from_id_token: true }),
    { authorizeUrl: `${KEYCLOAK}/auth`, tokenUrl: `${KEYCLOAK}/token`, userdataUrl: `${KEYCLOAK}/userinfo` },
    [
      'auth.authorizeUrl is not in the values: it is where Keycloak has it',
      'auth.userdataUrl is not in the values: it is where Keycloak has it',
      'claims came from the ID token, and now come from auth.userdataUrl: look whether it says the same of a user',
    ],
  ],
  'a tenant': [entra({ tenant_id: 'example.com' }), { tenant: 'example.com' }, []],
  'a tenant in a variable that the class reads': [
    entra({}, { AAD_TENANT_ID: 'example.com' }),
    { tenant: 'example.com' },
    [],
  ],
  'a tenant to be filled in': [
    entra({ tenant_id: '{{ tenant }}' }),
    { tenant: 'CHANGE-ME' },
    ['is to be filled in: write what it stands for in auth.tenant'],
  ],
};

test.each(Object.entries(PLACES))('%s', (_, [values, auth, decide]) => {
  const { draft, missing, comparison } = roundTrip(values);
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
  expect(draft.get(['auth'])).toMatchObject(auth);
  const texts = draft.remarks.filter((it) => it.kind === 'decide').map((it) => it.text);
  expect(texts.filter((it) => /auth\.(\w+Url|tenant)\b/.test(it)).sort()).toEqual([...decide].sort());
});

test.each([
  ['nothing says where the provider is', {}],
  ['a Secret says where it is', { OAUTH2_TOKEN_URL: { valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } } }],
])('%s: it is missing, and reported', (_, extraEnv) => {
  const { missing } = roundTrip(oidc({}, extraEnv));
  expect(missing.map((it) => it.path.join('.'))).toEqual(['auth.authorizeUrl', 'auth.tokenUrl', 'auth.userdataUrl']);
  expect(importOf(oidc({}, extraEnv)).draft.get(['auth', 'tokenUrl'])).toBeUndefined();
});
