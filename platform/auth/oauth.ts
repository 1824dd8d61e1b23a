import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { basePath, hubUrl } from '../hub-url.ts';
import type { Hub } from '../schema/hub.ts';
import { secretSource, url } from '../schema/scalars.ts';
import { admission, admissionTraits, type SecretTrait } from './auth-type.ts';

/** Parameters of an authorization request that the hub itself sets; another value would break every login. */
const OWN_PARAMETERS: Readonly<Record<string, string>> = {
  client_id: 'set auth.clientId',
  redirect_uri: 'set auth.callbackUrl',
  response_type: 'remove it',
  scope: 'set auth.scopes, if the type has it',
  state: 'remove it',
  code_challenge: 'remove it',
  code_challenge_method: 'remove it',
};

/** What all OAuth providers have in common. */
export const oauth = {
  clientId: z.string().min(1).describe('Client ID issued by the provider.'),
  clientSecret: secretSource().describe('Client secret issued by the provider.'),
  callbackUrl: url()
    .optional()
    .describe(
      'URL that the provider redirects users to, if a proxy in front of the cluster changes it. If unset, the URL of the hub plus `hub/oauth_callback`.',
    ),
  autoLogin: z.boolean().default(false).describe("Whether users skip the hub's own login page."),
  logoutUrl: url().optional().describe("Page shown after logout: the provider's logout page."),
  authorizeParams: z
    .record(
      z.string(),
      z
        .union([z.string(), z.number(), z.boolean()], { error: () => 'expected text, a number, true or false' })
        .transform(String),
    )
    .default({})
    .describe('Extra parameters of the authorization request.'),
  ...admission,
};

type OAuth = z.output<z.ZodObject<typeof oauth>>;

/** The traits of {@link oauth}. */
export function oauthTraits(auth: OAuth, hub: Hub) {
  const callback = callbackOf(auth, hub);
  return {
    client_id: auth.clientId,
    ...(callback && { oauth_callback_url: callback }),
    ...(auth.autoLogin && { auto_login: true }),
    ...(auth.logoutUrl && { logout_redirect_url: auth.logoutUrl }),
    ...(Object.keys(auth.authorizeParams).length > 0 && { extra_authorize_params: auth.authorizeParams }),
    ...admissionTraits(auth),
  };
}

/** The URL that a provider redirects users to. Without a host name of the hub, the authenticator derives it from the request. */
const callbackOf = ({ callbackUrl }: OAuth, hub: Hub) =>
  callbackUrl ?? (hub.host && `${hubUrl(hub, hub.host)}hub/oauth_callback`);

/** The secret of {@link oauth}. */
export const oauthSecrets = ({ clientSecret }: OAuth): readonly SecretTrait[] => [
  { trait: 'client_secret', setting: 'clientSecret', source: clientSecret },
];

/** What is wrong with {@link oauth}. */
export function checkOAuth(auth: OAuth, hub: Hub): SettingsProblem[] {
  const problems: SettingsProblem[] = Object.keys(auth.authorizeParams).flatMap((name) => {
    const fix = Object.hasOwn(OWN_PARAMETERS, name) ? OWN_PARAMETERS[name] : undefined;
    return fix ? [{ path: ['auth', 'authorizeParams', name], message: 'the hub sets this parameter', fix }] : [];
  });
  const end = `${basePath(hub)}hub/oauth_callback`;
  if (auth.callbackUrl && !new URL(auth.callbackUrl).pathname.endsWith(end)) {
    problems.push({
      path: ['auth', 'callbackUrl'],
      message: `the hub only answers at URLs that end with ${end}`,
      fix: `write ${new URL(end, auth.callbackUrl)}`,
    });
  }
  return problems;
}

/** Finds a callback that this provider does not let anyone register. */
export function checkHttps(auth: OAuth, hub: Hub, provider: string): SettingsProblem[] {
  if (callbackOf(auth, hub)?.startsWith('https:')) return [];
  return [
    {
      path: ['auth', 'type'],
      severity: 'warning',
      message: `${provider} redirects only to https URLs with a host name`,
      fix: 'set hub.host and hub.tls, with hub.tls.type "external" if a proxy in front has the certificate',
    },
  ];
}

/** A URL that others start with: without a trailing slash. */
export const rootUrl = () => url().transform((text) => text.replace(/\/+$/, ''));
