import type { Authenticator } from './authenticator.ts';

/** A setting that says where a provider is, and which of its traits and variables oauthenticator reads for it. */
interface Place {
  readonly trait: string;
  readonly setting: string;
  /** The environment variable of the hub that the trait defaults to. */
  readonly variable: string;
  /** Stands there until somebody writes it, and reaches nobody. */
  readonly standIn: string;
  readonly isUsable: (value: string) => boolean;
}

const endpoint = (trait: string, setting: string, variable: string): Place => ({
  trait,
  setting,
  variable,
  // `.invalid` is reserved: no name below it is ever found.
  standIn: `https://change-me.invalid/${setting}`,
  isUsable: (value) => /^https?:/.test(value) && URL.canParse(value),
});

const ENDPOINTS = [
  endpoint('authorize_url', 'authorizeUrl', 'OAUTH2_AUTHORIZE_URL'),
  endpoint('token_url', 'tokenUrl', 'OAUTH2_TOKEN_URL'),
  endpoint('userdata_url', 'userdataUrl', 'OAUTH2_USERDATA_URL'),
] as const;

/** The endpoints of an OpenID Connect provider. */
export function moveEndpoints(it: Authenticator): void {
  for (const place of ENDPOINTS) movePlace(it, place);
  const fromToken = it.keyOf('userdata_from_id_token');
  // The hub refuses to start with both.
  if (fromToken !== undefined && it.take('userdata_from_id_token') === true) {
    it.draft.decide(
      [fromToken],
      'claims came from the ID token, and now come from auth.userdataUrl: look whether it says the same of a user',
    );
  }
  fillKeycloak(it);
}

/** The tenant of Entra ID. */
export const moveTenant = (it: Authenticator): void =>
  movePlace(it, {
    trait: 'tenant_id',
    setting: 'tenant',
    variable: 'AAD_TENANT_ID',
    standIn: 'CHANGE-ME',
    isUsable: (value) => /^[\w.-]+$/.test(value),
  });

function movePlace(it: Authenticator, { trait, setting, variable, standIn, isUsable }: Place): void {
  const fromHub = `hub.extraEnv.${variable}`;
  const key = it.keyOf(trait) ?? fromHub;
  const value = key === fromHub ? it.source.get(fromHub) : it.take(trait);
  if (typeof value !== 'string' || value === '') return;
  if (isUsable(value)) {
    it.set(setting, value, key);
    return;
  }
  it.set(setting, standIn, key);
  it.draft.decide([key], `is to be filled in: write what it stands for in auth.${setting}`);
}

const OF_KEYCLOAK = /^(https?:.*\/protocol\/openid-connect)\/(?:auth|token|userinfo)$/;
const KEYCLOAK = { authorizeUrl: 'auth', tokenUrl: 'token', userdataUrl: 'userinfo' } as const;

/** A realm of Keycloak has its endpoints side by side: one says where the others are. */
function fillKeycloak(it: Authenticator): void {
  const known = ENDPOINTS.map(({ setting }) => OF_KEYCLOAK.exec(String(it.draft.get(['auth', setting])))?.[1]);
  const realm = known.find((found) => found !== undefined);
  if (realm === undefined) return;
  for (const [setting, last] of Object.entries(KEYCLOAK)) {
    if (it.draft.get(['auth', setting]) !== undefined) continue;
    it.set(setting, `${realm}/${last}`);
    it.draft.decide([], `auth.${setting} is not in the values: it is where Keycloak has it`);
  }
}
