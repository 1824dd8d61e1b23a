import { hubClasses } from '../../settings/raw-values/chart-facts.ts';
import type { ChartSource } from '../chart-source.ts';
import type { Draft } from '../draft.ts';
import type { KeyMapping } from '../key-mapping.ts';
import { Authenticator } from './authenticator.ts';
import { signInTypes } from './sign-in-types.ts';

const CLASS = 'hub.config.JupyterHub.authenticator_class';
/** What JupyterHub takes if nothing is set by the chart. */
const USUAL = 'dummy';

/** `hub.config`: who may log in, and how. */
export const signIn: readonly KeyMapping[] = [
  { from: [CLASS, 'hub.config.*Authenticator'], to: ['auth', 'users.yaml'], move },
];

function move(source: ChartSource, draft: Draft): void {
  const named = source.get(CLASS);
  const className = classNamed(named ?? USUAL);
  const type = className === undefined ? undefined : signInTypes[className];
  if (className === undefined || type === undefined) {
    draft.raw([CLASS], `Hubwright has no way to log in for ${String(named)}: the hub uses it by hub.values`);
    draft.decide([CLASS], 'look whether a type of `auth` does the same: docs/authentication.md');
    draft.set(['auth'], { type: 'users' });
    draft.users = new Map();
    return;
  }
  source.take(CLASS);
  const authenticator = new Authenticator(source, draft, className);
  type.move(authenticator);
  authenticator.moveOthers(type.className);
}

/** The name of the class that a short name, or an import path, stands for; undefined where the hub's image has none. */
function classNamed(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const last = value.slice(Math.max(value.lastIndexOf('.'), value.lastIndexOf(':')) + 1);
  if (Object.hasOwn(signInTypes, last)) return last;
  const known = Object.entries(hubClasses()).find(([, it]) => it.names.includes(value.toLowerCase()));
  return known?.[0] ?? ALIASES[value.toLowerCase()];
}

/** Short names that charts before 1.0 knew. */
const ALIASES: Readonly<Record<string, string>> = {
  ldap: 'LDAPAuthenticator',
  dummy: 'DummyAuthenticator',
  native: 'NativeAuthenticator',
  nativeauthenticator: 'NativeAuthenticator',
  generic: 'GenericOAuthenticator',
  'generic-oauth': 'GenericOAuthenticator',
};
