import { expect, test } from '@jest/globals';
import type { Mapping } from '../../system/mapping.ts';
import { roundTrip } from '../testing.ts';

const image = { name: 'quay.io/jupyter/scipy-notebook', tag: '2026-08-10' };
const config = {
  JupyterHub: { authenticator_class: 'github' },
  GitHubOAuthenticator: { client_id: 'a', client_secret: 'not-a-real-one-7', allowed_organizations: ['lab'] },
};

/** Values of `hub`, the services and roles that they become, what stays raw, and what is said. */
const CASES: Readonly<Record<string, readonly [hub: Mapping, settings: Mapping, raw: unknown, said: RegExp[]]>> = {
  'pages and a token': [
    { services: { board: { url: 'http://board:3000', apiToken: 'not-a-real-one-7', oauth_no_confirm: true } } },
    {
      services: [
        { name: 'board', url: 'http://board:3000', oauthNoConfirm: true, apiToken: { env: 'BOARD_API_TOKEN' } },
      ],
    },
    undefined,
    [],
  ],
  'names and defaults, spelt out': [
    { services: { board: { name: 'board', url: 'http://board', display: true, admin: false } } },
    { services: [{ name: 'board', url: 'http://board' }] },
    undefined,
    [/^is so anyway$/],
  ],
  'a name alone, with a role': [
    { services: { board: {} }, loadRoles: { readers: { scopes: ['list:users'], services: ['board'] } } },
    {
      services: [{ name: 'board' }],
      roles: [{ name: 'readers', scopes: ['list:users'], services: ['board'] }],
    },
    undefined,
    [],
  ],
  'one that the hub runs, with fields that have no setting': [
    {
      services: {
        'my-board': {
          command: 'board',
          url: 'http://hub:9000',
          cwd: '/srv',
          environment: { A: 1, API_KEY: 'not-a-real-one-7', FROM: { valueFrom: 'x' } },
          api_token: 'not-a-real-one-8',
        },
      },
    },
    {
      services: [
        {
          name: 'my-board',
          url: 'http://hub:9000',
          command: ['board'],
          apiToken: { env: 'MY_BOARD_API_TOKEN' },
          environment: { A: '1', API_KEY: { env: 'MY_BOARD_API_KEY' } },
        },
      ],
    },
    { services: { 'my-board': { cwd: '/srv', environment: { FROM: { valueFrom: 'x' } } } } },
    [],
  ],
  'one that the hub runs under another name': [
    { services: { board: { command: ['board'], url: 'http://board:9000' } } },
    {},
    { services: { board: { command: ['board'], url: 'http://board:9000' } } },
    [/the proxy does not find it under that url: write http:\/\/hub:PORT/],
  ],
  'one that has another name than its key': [
    {
      services: { board: { name: 'dashboard', url: 'http://board' } },
      loadRoles: { r: { name: 'readers', scopes: ['self'] } },
    },
    { services: [{ name: 'dashboard', url: 'http://board' }], roles: [{ name: 'readers', scopes: ['self'] }] },
    undefined,
    [
      /^has the token that the chart makes in the Secret `hub` as hub\.services\.dashboard\.apiToken now, and not as hub\.services\.board\.apiToken$/,
      /^is so anyway$/,
    ],
  ],
  'two of one name': [
    { services: { a: { name: 'board', url: 'http://a' }, board: { url: 'http://board' } } },
    { services: [{ name: 'board', url: 'http://board' }] },
    { services: { a: { name: 'board', url: 'http://a' } } },
    [],
  ],
  'a role with everything': [
    { loadRoles: { readers: { description: 'All', scopes: ['list:users'], users: ['ada'], groups: ['g'] } } },
    { roles: [{ name: 'readers', scopes: ['list:users'], description: 'All', users: ['ada'], groups: ['g'] }] },
    undefined,
    [],
  ],
  'administrators, and a role that lacks scopes': [
    { loadRoles: { admin: { users: ['ada'] }, server: { description: 'All' } } },
    {},
    { loadRoles: { admin: { users: ['ada'] }, server: { description: 'All' } } },
    [/administrators are those of auth/, /it has no list of scopes/],
  ],
  'the culler of an older hub': [
    { services: { 'jupyterhub-idle-culler': { command: ['cull'] } } },
    {},
    undefined,
    [/is the service that stops idle servers; choose another name/],
  ],
};

test.each(Object.entries(CASES))('services and roles: %s', (_, [hub, settings, raw, said]) => {
  const { draft, missing, comparison } = roundTrip({ singleuser: { image }, hub: { config, ...hub } });
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
  const [services, roles] = [draft.get(['hub', 'services']), draft.get(['hub', 'roles'])];
  expect({ ...(services !== undefined && { services }), ...(roles !== undefined && { roles }) }).toEqual(settings);
  expect(draft.get(['hub', 'values', 'hub'])).toEqual(raw);
  const texts = draft.remarks
    .filter((it) => it.keys.some((key) => /services|loadRoles/.test(key)))
    .map((it) => it.text);
  expect(said.filter((it) => !texts.some((text) => it.test(text)))).toEqual([]);
  expect(texts.filter((text) => !said.some((it) => it.test(text)))).toEqual([]);
  expect(JSON.stringify([draft.settings, draft.remarks])).not.toContain('not-a-real-one');
});
