import { expect, test } from '@jest/globals';
import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import type { Mapping } from '../system/mapping.ts';
import { impliedValues } from './implied-values.ts';
import { reportText } from './report.ts';
import { importOf, roundTrip } from './testing.ts';

test.each([
  [
    'users of no provider',
    { hub: { config: { Authenticator: { admin_users: ['ada'], allowed_users: ['ben'] } } } },
    {
      kind: 'decide',
      keys: ['hub.config.Authenticator.admin_users', 'hub.config.Authenticator.allowed_users'],
      text: expect.stringContaining('users.yaml has them, and nobody has a password yet'),
    },
  ],
  [
    'a scope that organizations need',
    {
      hub: {
        config: {
          JupyterHub: { authenticator_class: 'github' },
          GitHubOAuthenticator: { client_id: 'a', scope: ['read:org'], allowed_organizations: ['lab'] },
        },
      },
    },
    {
      kind: 'dropped',
      keys: ['hub.config.GitHubOAuthenticator.scope'],
      text: 'is asked for where auth.allowedOrganizations needs it',
    },
  ],
  [
    'users who are listed with the only domain',
    {
      hub: {
        config: {
          JupyterHub: { authenticator_class: 'google' },
          GoogleOAuthenticator: { client_id: 'a', hosted_domain: ['lab.org'] },
          Authenticator: { admin_users: ['ada@lab.org'] },
        },
      },
    },
    {
      kind: 'decide',
      keys: ['hub.config.Authenticator.admin_users'],
      text: expect.stringContaining('users are called without @lab.org'),
    },
  ],
  [
    'whom a trait admitted that the hub does not have',
    {
      hub: {
        config: {
          JupyterHub: { authenticator_class: 'gitlab' },
          GitLabOAuthenticator: { client_id: 'a', allowed_gitlab_groups: ['lab'], allowed_project_ids: [7] },
        },
      },
    },
    {
      kind: 'decide',
      keys: ['hub.config.GitLabOAuthenticator.allowed_project_ids'],
      text: 'is of GitLabOAuthenticator, in whose place Hubwright has GenericOAuthenticator',
    },
  ],
])('the report says what became of %s', (_, values, remark) => {
  const { draft, missing } = roundTrip(values);
  expect(missing).toEqual([]);
  expect(draft.remarks).toContainEqual(remark);
});

test('the report names what nobody set, where the chart decides otherwise, with the reason', () => {
  const given = { hub: { concurrentSpawnLimit: 9 }, singleuser: { cmd: null } };
  const { draft, missing, comparison, made } = roundTrip(given);
  const implied = impliedValues(given, made as Mapping, draft);
  const report = reportText('Import', { draft, where: (key) => key, defaults: 0, missing, implied, comparison });
  const lines = report.split('\n');
  const start = lines.indexOf('## Not in the values, where the chart decides otherwise than Hubwright');
  expect(lines.slice(start + 2, lines.indexOf('', start + 2))).toEqual([
    '- hub.consecutiveFailureLimit: 5, now 0: the hub goes on, however many starts fail',
    '- hub.db.pvc.storageClassName: nothing, now hubwright-home: on the disk of its node, and kept when its claim is deleted',
    '- singleuser.storage.dynamic.storageClass: nothing, now hubwright-home: on the disks of nodes, and kept when their claims are deleted',
    '- singleuser.startTimeout: 300, now 600: a large image may take longer',
    '- scheduling.userScheduler.enabled: true, now false: servers are spread over all nodes',
  ]);
});

test('what is left out of a list leaves what comes after it where it is from', () => {
  const { draft } = roundTrip({
    hub: {
      loadRoles: { a: { name: 'y7', scopes: ['self'] }, b: { name: 'readers', scopes: ['self'], users: ['eve'] } },
    },
  });
  const said = draft.remarks.filter((it) => / is left out: /.test(it.text)).map((it) => it.keys);
  expect(said).toContainEqual(['hub.loadRoles.readers', 'hub.loadRoles.readers.users']);
  expect(draft.get(['hub', 'roles'])).toEqual([{ name: 'readers', scopes: ['self'] }]);
});

test("of a copy of the chart's own values, only what somebody changed is said", () => {
  const defaults = chartDefaults() as { hub: Mapping };
  const { draft, defaults: count } = importOf({
    ...defaults,
    hub: { ...defaults.hub, config: { JupyterHub: { log_level: 'DEBUG' } } },
    imagePullSecret: { create: true, registry: 'r.lan' },
  });
  expect(draft.remarks.filter((it) => it.kind === 'dropped')).toEqual([
    { kind: 'dropped', keys: ['imagePullSecret'], text: 'has no username, without which nothing logs in' },
  ]);
  expect(count).toBeGreaterThan(200);
  expect(
    reportText('Import', { draft, where: (key) => key, defaults: count, missing: [], comparison: undefined }),
  ).toContain('\n- no setting says it: hub.config.JupyterHub.log_level\n');
});

test("a copy of the chart's own values leaves only what Hubwright decides otherwise, and what was changed in it", () => {
  const copy = chartDefaults();
  const { settings } = roundTrip(copy).draft;
  expect(Object.keys(settings).sort()).toEqual(['cluster', 'hub', 'images', 'servers', 'sizes']);
  expect(settings).toMatchObject({ hub: { concurrentSpawnLimit: 64 }, servers: { startTimeout: '5m' } });
  expect(Object.keys({ ...(settings.hub as Mapping), ...(settings.servers as Mapping) })).toHaveLength(2);
  const changes = { cull: { every: 60 }, hub: { baseUrl: '/lab/' }, singleuser: { cmd: null, uid: 1001 } };
  const changed = roundTrip(copy, changes).draft;
  expect(changed.settings).toMatchObject({
    hub: { concurrentSpawnLimit: 64, baseUrl: '/lab/', culling: { every: '1m' } },
    servers: { startTimeout: '5m', user: 1001 },
  });
});

test('where no value is raw, the report has no such section', () => {
  const { draft, missing, comparison } = roundTrip({ cull: { every: 60 } });
  const report = reportText('Import', { draft, where: (key) => key, defaults: 0, missing, comparison });
  expect(report).not.toContain('Kept raw');
});
