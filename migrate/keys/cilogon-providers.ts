import { isMapping, type Mapping } from '../../system/mapping.ts';
import { texts } from '../conversions.ts';

/** The identity providers of CILogon as `auth.providers` has them; undefined where a setting cannot say one. */
export function cilogonProviders(value: unknown): object[] | undefined {
  if (!isMapping(value)) return undefined;
  const all = Object.entries(value).map(([entityId, rules]) =>
    isMapping(rules) ? provider(entityId, rules) : undefined,
  );
  const known = all.filter((it) => it !== undefined);
  return known.length > 0 && known.length === all.length ? known : undefined;
}

function provider(entityId: string, rules: Mapping): object | undefined {
  const derivation = isMapping(rules.username_derivation) ? rules.username_derivation : {};
  if (typeof derivation.username_claim !== 'string') return undefined;
  const domains = texts(rules.allowed_domains);
  return {
    entityId,
    usernameClaim: derivation.username_claim,
    ...(derivation.action === 'strip_idp_domain' && { stripDomain: derivation.domain }),
    ...(derivation.action === 'prefix' && { prefix: derivation.prefix }),
    ...(rules.allow_all === true && { allowAll: true }),
    ...(domains.length > 0 && { allowedDomains: domains }),
    ...(typeof rules.allowed_domains_claim === 'string' && { allowedDomainsClaim: rules.allowed_domains_claim }),
    ...(rules.default === true && { default: true }),
  };
}

/** The same of older values, which only say which providers are offered. */
export function shownProviders(shown: readonly string[], claim: unknown): object[] | undefined {
  if (shown.length === 0) return undefined;
  const usernameClaim = typeof claim === 'string' ? claim : 'eppn';
  return [...new Set(shown)].map((entityId) => ({ entityId, usernameClaim }));
}
