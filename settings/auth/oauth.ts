import { z } from 'zod';
import { inUrl } from '../../lib/host.ts';
import type { Hub } from '../schema/hub.ts';
import { secretSource } from '../schema/scalars.ts';
import { admission, admissionTraits, type SecretTrait } from './auth-type.ts';

/** What every provider of OAuth logins has in common. */
export const oauth = {
  clientId: z.string().min(1).describe('Client id that the provider issued.'),
  clientSecret: secretSource().describe('Client secret that the provider issued.'),
  ...admission,
};

type OAuth = z.output<z.ZodObject<typeof oauth>>;

/** The traits of {@link oauth}. */
export function oauthTraits(auth: OAuth, hub: Hub) {
  const callback = callbackUrl(hub);
  return {
    client_id: auth.clientId,
    ...(callback && { oauth_callback_url: callback }),
    ...admissionTraits(auth),
  };
}

/** The secret of {@link oauth}. */
export const oauthSecrets = ({ clientSecret }: OAuth): readonly SecretTrait[] => [
  { trait: 'client_secret', setting: 'clientSecret', source: clientSecret },
];

/** The address that a provider sends users back to; without a host name the authenticator derives it from the request. */
function callbackUrl({ host, tls }: Hub): string | undefined {
  return host && `${tls.type === 'none' ? 'http' : 'https'}://${inUrl(host)}/hub/oauth_callback`;
}
