import * as z from 'zod';
import { expected, secretSource } from './scalars.ts';

const EXAMPLE = 'a proxy such as http://proxy.example.com:3128';

/** The address of a proxy; its login has settings of its own, since a password is a secret. */
const proxyUrl = () =>
  z.string(expected(EXAMPLE)).superRefine((text, context) => {
    const report = (message: string) => context.addIssue({ code: 'custom', message });
    const found = URL.canParse(text) ? new URL(text) : undefined;
    if (found === undefined || !/^https?:$/.test(found.protocol) || found.hostname === '' || /[\s'"\\$`]/.test(text)) {
      report(`expected ${EXAMPLE}${/^[\w.-]+:\d+$/.test(text) ? `; write http://${text}` : ''}`);
    } else if (found.username !== '' || found.password !== '') {
      report('the proxy URL contains a login: move it to "username" and "password"');
    } else if (found.pathname !== '/' || found.search !== '' || found.hash !== '') {
      report(`expected ${EXAMPLE}, without a path; write ${found.origin}`);
    }
  });

/** `cluster.proxy`: how nodes reach the internet. */
export const proxySchema = z
  .strictObject({
    http: proxyUrl().optional().describe('Proxy for http:// URLs.'),
    https: proxyUrl().optional().describe('Proxy for https:// URLs, usually the same as `http`.'),
    noProxy: z
      .array(z.string().regex(/^[\w.:/*%-]+$/, expected('a host, a domain such as .example.com, or a network')))
      .default([])
      .describe(
        'Hosts, domains and networks to reach without it. The nodes, and the networks and names of the cluster, ' +
          'always are.',
      ),
    username: z.string().min(1).optional().describe('User name at the proxy.'),
    password: secretSource().optional().describe('Its password.'),
  })
  .refine((it) => it.http !== undefined || it.https !== undefined, {
    error: () => 'expected "http", "https" or both',
  })
  .refine((it) => (it.username === undefined) === (it.password === undefined), {
    error: () => 'expected both "username" and "password", or neither',
  })
  .meta({ id: 'Proxy' })
  .optional()
  .describe(
    'Proxy through which nodes reach the internet: for the k3s installer, k3s itself and the images that it pulls.',
  );
