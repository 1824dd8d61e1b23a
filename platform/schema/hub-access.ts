import * as z from 'zod';
import { variables } from './environment.ts';
import { command, expected, secretSource, url } from './scalars.ts';

/** The name of a role, as JupyterHub takes it. */
export const ROLE_NAME = /^[a-z][a-z0-9\-_~.]{1,253}[a-z0-9]$/;

/** What a name of a role is. */
export const A_ROLE_NAME =
  '3 to 255 lower-case letters, digits or -._~, starting with a letter and ending with a letter or digit';

/** What to write for the name of a role that JupyterHub does not take; undefined if no name is near. */
export function roleNameFix(name: unknown): string | undefined {
  const right = String(name)
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, '-');
  return ROLE_NAME.test(right) ? `write ${right}` : undefined;
}

const A_SERVICE_NAME =
  'a name of letters, digits, "-" and "_", at most 63 characters, with a letter or digit at both ends';

/** Part of the path of the service, and of the key of its token in a Secret. */
const serviceName = () =>
  z.string(expected(A_SERVICE_NAME)).regex(/^(?=.{1,63}$)[A-Za-z0-9]([\w-]*[A-Za-z0-9])?$/, expected(A_SERVICE_NAME));

const REDIRECT = 'a URL such as https://grafana.example.com/login, or a path on the host of the hub';

/** A list of names of users, groups or services. */
export const names = (what: string) => z.array(z.string().min(1)).default([]).describe(what);

const service = z
  .strictObject({
    name: serviceName().describe('Its name. Its pages are at `/services/NAME/` of the hub.'),
    url: url()
      .optional()
      .describe(
        'Where the hub finds its pages, such as `http://grafana.monitoring:3000`; of a service with `command`, `http://hub:PORT`. If unset, it has no pages.',
      ),
    apiToken: secretSource()
      .optional()
      .describe(
        'Token that it calls the API of the hub with. If unset, the chart generates one and keeps it in the Secret `hub`: docs/services.md.',
      ),
    admin: z
      .boolean()
      .default(false)
      .describe('Whether it may do everything that administrators may. A role allows less.'),
    display: z.boolean().default(true).describe('Whether the menu of the hub lists it.'),
    command: command()
      .optional()
      .describe(
        'Program that the hub starts, and its arguments; no shell reads it. It runs in the pod of the hub, and has its token in `JUPYTERHUB_API_TOKEN`. If unset, the service runs elsewhere.',
      ),
    environment: variables().describe(
      'Environment variables of `command` by name: text, or where a secret is read from.',
    ),
    oauthRedirectUri: z
      .string(expected(REDIRECT))
      .regex(/^(https?:\/\/|\/)\S+$/, expected(REDIRECT))
      .optional()
      .describe(
        'Where users come back to when they have signed in to it with the hub. If unset, `/services/NAME/oauth_callback`.',
      ),
    oauthClientAllowedScopes: names(
      'What it may do on behalf of users who have signed in to it, as scopes of JupyterHub. If empty, it only learns who they are.',
    ),
    oauthNoConfirm: z.boolean().default(false).describe('Whether users sign in to it without being asked to agree.'),
  })
  .meta({ id: 'Service' });

const role = z
  .strictObject({
    name: z
      .string(expected(A_ROLE_NAME))
      .regex(ROLE_NAME, expected(A_ROLE_NAME, roleNameFix))
      .describe('Its name. `user`, `server` and `token` change what JupyterHub gives to all of these.'),
    description: z.string().min(1).optional().describe('What it is for, in a sentence.'),
    scopes: z
      .array(z.string().min(1))
      .min(1)
      .describe('What it allows, as scopes of JupyterHub: `list:users`, `servers!group=students`.'),
    users: names('Users who have it.'),
    groups: names('Groups whose members have it.'),
    services: names('Services that have it.'),
  })
  .meta({ id: 'Role' });

/** `hub.services`: what uses the hub's API, or has pages at the hub. */
export const servicesSchema = z
  .array(service)
  .default([])
  .describe('Services: programs that use the API of the hub, or have pages at its address. docs/services.md.');

/** `hub.roles`: who may do what in the hub. */
export const rolesSchema = z
  .array(role)
  .default([])
  .describe('Roles: what users, groups and services may do in the hub, beside what all users may. docs/services.md.');

export type HubService = z.output<typeof service>;
export type HubRole = z.output<typeof role>;
