import * as z from 'zod';
import { objectName } from './kubernetes-names.ts';
import { duration, expected, url } from './scalars.ts';

const EMAIL = 'an e-mail address such as it@example.com';

/** `hub.tls`: the certificate that browsers see. */
export const tlsSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none').describe('Plain HTTP: passwords cross the network in the clear.') }),
    z.strictObject({
      type: z.literal('selfSigned').describe("Traefik's own certificate: encrypted, and browsers warn."),
    }),
    z.strictObject({
      type: z.literal('secret').describe('A certificate that is already in the cluster.'),
      name: objectName().describe('Name of the `kubernetes.io/tls` Secret in the namespace of the hub.'),
    }),
    z.strictObject({
      type: z.literal('certManager').describe('A certificate that your own cert-manager obtains and renews.'),
      issuer: objectName().describe('Name of the ClusterIssuer.'),
    }),
    z.strictObject({
      type: z
        .literal('external')
        .describe(
          'A certificate of a proxy or load balancer in front of the cluster, which passes on plain HTTP: docs/proxy.md. Needs `hub.host`.',
        ),
    }),
    z.strictObject({
      type: z
        .literal('letsEncrypt')
        .describe(
          "A certificate that k3s's Traefik obtains and renews by itself, from Let's Encrypt or a server of your own: docs/certificates.md.",
        ),
      email: z
        .string(expected(EMAIL))
        .regex(/^[^\s@"'\\{}]+@[^\s@"'\\{}]+\.[^\s@"'\\{}.]+$/, expected(EMAIL))
        .describe('Address of the account, for messages of the authority.'),
      server: url()
        .refine((text) => text.startsWith('https:'), expected('a URL that starts with https://'))
        .optional()
        .describe(
          "ACME directory of another authority, such as step-ca in your own network. If unset, Let's Encrypt. `certificateAuthority` is trusted for it too.",
        ),
      challenge: z
        .enum(['tls', 'http'])
        .default('tls')
        .describe(
          'How the authority checks that the name is yours: it connects to port 443 (`tls`, TLS-ALPN-01) or port 80 (`http`, HTTP-01) of `hub.host`.',
        ),
      lifetime: duration()
        .optional()
        .describe('How long certificates of `server` hold, so that they are renewed in time. If unset, 90 days.'),
    }),
  ])
  .prefault({ type: 'none' })
  .describe('Where the certificate comes from.');
