import { hubClasses } from './chart-facts.ts';

/** The classes that a type of `auth` sets up. */
const COVERED = new Set([
  'AzureAdOAuthenticator',
  'CILogonOAuthenticator',
  'DummyAuthenticator',
  'GenericOAuthenticator',
  'GitHubOAuthenticator',
  'GitLabOAuthenticator',
  'GoogleOAuthenticator',
  'LDAPAuthenticator',
  'NativeAuthenticator',
]);

/** Whether `auth` has a type for the authenticator of that class, so that it needs no raw values. */
export const hasAuthType = (className: string) => COVERED.has(className);

/** The class of the hub image that an import path or a short name stands for; undefined for one of the user's own. */
export function classNamed(named: unknown): string | undefined {
  if (typeof named !== 'string') return undefined;
  const name = named.slice(named.lastIndexOf('.') + 1);
  const [root] = named.split('.');
  if (named.includes('.')) return hubClasses()[name]?.module.split('.')[0] === root ? name : undefined;
  return Object.keys(hubClasses()).find((it) => hubClasses()[it]?.names.includes(named.toLowerCase()));
}
