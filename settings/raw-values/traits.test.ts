import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../system/problem.ts';
import { checkChartValues } from './chart-values.ts';
import type { HubSettings } from './surroundings.ts';

const problemsIn = (hub: unknown, settings?: HubSettings) =>
  checkChartValues({ hub }, [], settings).map(
    ({ path, message, fix, severity }) =>
      `${severity === 'warning' ? 'warning: ' : ''}${formatPath(path.slice(1))}: ${message}${fix ? `; ${fix}` : ''}`,
  );
const config = (sections: unknown, settings?: HubSettings) => problemsIn({ config: sections }, settings);
const override = (traits: unknown, settings?: HubSettings) =>
  config({ KubeSpawner: { profile_list: [{ display_name: 'x', kubespawner_override: traits }] } }, settings);

describe('accepts what the hub accepts', () => {
  test.each([
    [{ GitHubOAuthenticator: { allowed_organizations: 'my-org' } }],
    [{ Authenticator: { admin_users: 'ann', allowed_users: ['bob'] } }],
    [
      {
        Authenticator: { enable_signup: true, open_signup: true, allowed_organizations: ['a'], hosted_domain: 'x.org' },
      },
    ],
    [{ Spawner: { image: 'a:1', mem_limit: '1.5G', environment: { A: 'b' } } }],
    [{ LocalAuthenticator: { create_system_users: true } }],
    [{ OAuthenticator: { hosted_domain: ['x.org'], allowed_teams: 'a' } }],
    [{ OAuthenticator: { username_claim: 'email' } }],
    [{ KubeSpawner: { uid: null, image_pull_policy: 'Always', storage_access_modes: ['ReadWriteMany'], cmd: 'run' } }],
    [{ KubeSpawner: { pod_security_context: { a: 1 }, image_pull_secrets: 'regcred', delete_pvc: 0 } }],
    [{ LDAPAuthenticator: { tls_strategy: 'on_connect', bind_dn_template: 'uid={username}' } }],
    [{ JupyterHub: { log_level: 'DEBUG', cookie_max_age_days: 1.5, admin_access: null, spawner_class: 'simple' } }],
    [{ JupyterHub: { log_level: 10, spawner_class: 'own.spawner.MySpawner' } }],
    [{ GitLabOAuthenticator: { gitlab_api_version: 4 } }],
  ])('%j', (sections) => {
    expect(config(sections)).toEqual([]);
  });
});

test('former names that are applied warn, and others are errors', () => {
  const sections = {
    Authenticator: { whitelist: ['a'], blacklist: ['b'] },
    GitHubOAuthenticator: { github_organization_whitelist: ['a'] },
    CILogonOAuthenticator: { allowed_idps: {}, idp: 'x' },
    KubeSpawner: { image_spec: 5, singleuser_image_spec: 'a', singleuser_lifecycle_hooks: {} },
  };
  expect(config(sections)).toMatchInlineSnapshot(`
    [
      "warning: config.Authenticator.whitelist: Authenticator now calls this "allowed_users"; write allowed_users",
      "config.Authenticator.blacklist: Authenticator no longer has "blacklist"; use blocked_users instead",
      "warning: config.GitHubOAuthenticator.github_organization_whitelist: GitHubOAuthenticator now calls this "allowed_organizations"; write allowed_organizations",
      "warning: config.CILogonOAuthenticator.allowed_idps: CILogonOAuthenticator now calls this "idps"; write idps",
      "config.CILogonOAuthenticator.idp: CILogonOAuthenticator no longer has "idp"; use idps instead",
      "warning: config.KubeSpawner.image_spec: KubeSpawner now calls this "image"; write image",
      "config.KubeSpawner.image_spec: KubeSpawner expects text here, found 5; put it in quotes: "5"",
      "config.KubeSpawner.singleuser_image_spec: KubeSpawner no longer has "singleuser_image_spec"; use image instead",
      "config.KubeSpawner.singleuser_lifecycle_hooks: KubeSpawner has no setting "singleuser_lifecycle_hooks"; use lifecycle_hooks",
    ]
  `);
});

test('what is null, out of a choice, or of a wrong kind inside of a list or a mapping', () => {
  const sections = {
    LDAPAuthenticator: { tls_strategy: 'befor_bind' },
    JupyterHub: { log_level: 'verbose', authenticator_class: 'gihub', bind_url: null },
    KubeSpawner: {
      image_pull_policy: 'IfNotPresnt',
      storage_access_modes: ['ReadWriteOne'],
      poll_jitter: 3,
      args: ['--a', 5],
      cmd: null,
      env_keep: null,
    },
    NativeAuthenticator: { self_approval_email: ['a', 'b'] },
    GoogleOAuthenticator: { allowed_google_groups: { 'x.org': ['a', 7] } },
  };
  expect(config(sections)).toMatchInlineSnapshot(`
    [
      "config.LDAPAuthenticator.tls_strategy: LDAPAuthenticator expects "before_bind" or "on_connect" or "insecure" here, found "befor_bind"; did you mean "before_bind"?",
      "config.JupyterHub.log_level: JupyterHub expects "DEBUG" or "INFO" or "WARN" or "ERROR" or "CRITICAL" here, found "verbose"",
      "config.JupyterHub.authenticator_class: JupyterHub expects the import path of a class or one of the short names here, found "gihub"; did you mean "github"?",
      "config.JupyterHub.bind_url: JupyterHub expects text here, found nothing; leave it out",
      "config.KubeSpawner.image_pull_policy: KubeSpawner expects "Always" or "IfNotPresent" or "Never" or "" here, found "IfNotPresnt"; did you mean "IfNotPresent"?",
      "config.KubeSpawner.storage_access_modes[0]: KubeSpawner expects "ReadWriteOnce" or "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOncePod" here, found "ReadWriteOne"; did you mean "ReadWriteOnce"?",
      "config.KubeSpawner.poll_jitter: KubeSpawner expects a number from 0 to 1 here, found 3",
      "config.KubeSpawner.args[1]: KubeSpawner expects text here, found 5; put it in quotes: "5"",
      "config.KubeSpawner.env_keep: KubeSpawner expects a list or text here, found nothing; leave it out",
      "config.NativeAuthenticator.self_approval_email: NativeAuthenticator expects a list of 3 entries of texts here, found a list of 2",
      "config.GoogleOAuthenticator.allowed_google_groups.x.org[1]: GoogleOAuthenticator expects text here, found 7; put it in quotes: "7"",
      "warning: config.JupyterHub.authenticator_class: replaces the authenticator that auth sets up",
    ]
  `);
  expect(override({ image: null, mem_limit: null, environment: null })).toMatchInlineSnapshot(`
    [
      "config.KubeSpawner.profile_list[0].kubespawner_override.image: KubeSpawner expects text here, found nothing; leave it out",
      "config.KubeSpawner.profile_list[0].kubespawner_override.environment: KubeSpawner expects a mapping here, found nothing; leave it out",
    ]
  `);
});

test('a section without anything in it, unless that takes a default of the chart away', () => {
  expect(config({ KubeSpawner: null, JupyterHub: null })).toEqual([
    'config.KubeSpawner: expected a mapping, found nothing; leave it out',
  ]);
});

test('keys of a profile in its override, which only get ignored', () => {
  expect(override({ default: true, slug: 'a', display_name: 'A', profile_options: {}, mem_limit: '1G' })).toEqual([
    expect.stringMatching(
      /^warning: .*override.default: nothing reads this here; write default next to kubespawner_override$/,
    ),
    expect.stringMatching(/^warning: .*override.slug: /),
    expect.stringMatching(/^warning: .*override.display_name: /),
    expect.stringMatching(/^warning: .*override.profile_options: /),
  ]);
});

test('import paths that lead nowhere, hooks that are text, lists run together, sections of other programs', () => {
  const sections = {
    JupyterHub: { authenticator_class: 'oauthenticator.Azure', spawner_class: 'kubespawner.KubeSpawnr' },
    KubeSpawner: { pre_spawn_hook: 'my_hook' },
    Authenticator: { admin_users: '-ada -bob', allowed_users: '-ada', post_auth_hook: null },
    IdleCuller: { timeout: 5 },
    ServerApp: {},
  };
  expect(config(sections)).toMatchInlineSnapshot(`
    [
      "config.JupyterHub.authenticator_class: the package oauthenticator of the hub image has no such class; write oauthenticator.azuread.AzureAdOAuthenticator",
      "config.JupyterHub.spawner_class: the package kubespawner of the hub image has no such class; write kubespawner.spawner.KubeSpawner",
      "config.KubeSpawner.pre_spawn_hook: KubeSpawner expects a function, which only Python in hub.extraConfig can give here, found "my_hook"",
      "warning: config.Authenticator.admin_users: Authenticator reads this as one text, found "-ada -bob"; write a space after each "-"",
      "warning: config.Authenticator.allowed_users: Authenticator reads this as one text, found "-ada"; write a space after each "-"",
      "warning: config.IdleCuller: nothing in the hub reads this; use hub.culling",
      "warning: config.ServerApp: nothing in the hub reads this; it configures users' servers: put it into a file with singleuser.extraFiles",
      "warning: config.JupyterHub.authenticator_class: replaces the authenticator that auth sets up",
    ]
  `);
  expect(config({ JupyterHub: { spawner_class: 'kubespawner.Own' } }, { otherImage: true })).toEqual([
    expect.stringMatching(/^warning: /),
  ]);
  expect(
    config({ JupyterHub: { spawner_class: 'kubespawner.KubeSpawner', authenticator_class: 'own.Login' } }),
  ).toEqual([expect.stringContaining('replaces the authenticator')]);
});

test('keys that only jupyterhub-fancy-profiles reads', () => {
  const option = { dynamic_image_building: { enabled: true }, description: 'x', choices: { a: { description: 'y' } } };
  const profile_list = [{ display_name: 'x', profile_options: { image: option } }];
  expect(config({ KubeSpawner: { profile_list } })).toEqual(
    ['dynamic_image_building', 'description', 'choices.a.description'].map(
      (key) =>
        `warning: config.KubeSpawner.profile_list[0].profile_options.image.${key}: unknown key; only jupyterhub-fancy-profiles reads it`,
    ),
  );
});

test('names from elsewhere: the message has the name here, if there is one', () => {
  const traits = [
    'cpu',
    'memory',
    'gpu',
    'runtime_class_name',
    'runtimeClassName',
    'env',
    'nodeSelector',
    'foo',
    'fs_uid',
  ];
  expect(override(Object.fromEntries(traits.map((name) => [name, 1])))).toMatchInlineSnapshot(`
    [
      "config.KubeSpawner.profile_list[0].kubespawner_override.cpu: KubeSpawner has no setting "cpu"; use cpu_limit",
      "config.KubeSpawner.profile_list[0].kubespawner_override.memory: KubeSpawner has no setting "memory"; use mem_limit",
      "config.KubeSpawner.profile_list[0].kubespawner_override.gpu: KubeSpawner has no setting "gpu"; use extra_resource_limits: { nvidia.com/gpu: "1" }",
      "config.KubeSpawner.profile_list[0].kubespawner_override.runtime_class_name: KubeSpawner has no setting "runtime_class_name"; use extra_pod_config: { runtimeClassName: … }",
      "config.KubeSpawner.profile_list[0].kubespawner_override.runtimeClassName: KubeSpawner has no setting "runtimeClassName"; use extra_pod_config: { runtimeClassName: … }",
      "config.KubeSpawner.profile_list[0].kubespawner_override.env: KubeSpawner has no setting "env"; use environment",
      "config.KubeSpawner.profile_list[0].kubespawner_override.nodeSelector: KubeSpawner has no setting "nodeSelector"; did you mean "node_selector"?",
      "config.KubeSpawner.profile_list[0].kubespawner_override.foo: KubeSpawner has no setting "foo"",
      "config.KubeSpawner.profile_list[0].kubespawner_override.fs_uid: KubeSpawner has no setting "fs_uid"",
    ]
  `);
  const sections = {
    GitHubOAuthenticator: { org_whitelist: ['a'], callback_url: 'x' },
    Authenticator: { admins: ['a'] },
    JupyterHub: { admin_userz: ['a'], auto_login: true },
  };
  expect(config(sections)).toMatchInlineSnapshot(`
    [
      "config.GitHubOAuthenticator.org_whitelist: GitHubOAuthenticator has no setting "org_whitelist"; use allowed_organizations",
      "config.GitHubOAuthenticator.callback_url: GitHubOAuthenticator has no setting "callback_url"; use oauth_callback_url",
      "config.Authenticator.admins: Authenticator has no setting "admins"; use admin_users",
      "config.JupyterHub.admin_userz: JupyterHub has no setting "admin_userz"; did you mean "admin_users"?",
      "config.JupyterHub.auto_login: JupyterHub has no setting "auto_login"; it belongs to Authenticator",
    ]
  `);
});

describe('what another image, class or form may read only warns', () => {
  const profile = {
    display_name: 'x',
    kubespawner_override: { own: 1 },
    profile_options: { a: { own_form: {} } },
  };
  const profiles = { config: { KubeSpawner: { profile_list: [profile] } } };
  const severities = (hub: unknown, settings?: HubSettings) =>
    checkChartValues({ hub }, [], settings).flatMap((it) =>
      it.path.includes('profile_list') ? [it.severity ?? 'error'] : [],
    );
  test('nothing of the kind', () => {
    expect(severities(profiles)).toEqual(['error', 'error']);
  });
  test.each<[string, unknown, HubSettings?]>([
    ['the typed image', profiles, { otherImage: true }],
    ['the raw image', { ...profiles, image: { name: 'a', tag: '1' } }],
    ['an own spawner', { config: { ...profiles.config, JupyterHub: { spawner_class: 'own.Spawner' } } }],
    ['an own spawner in Python', { ...profiles, extraConfig: { a: 'class A(KubeSpawner):\n  pass\n' } }],
    ['an own spawner that Python sets', { ...profiles, extraConfig: { a: 'c.JupyterHub.spawner_class = "own.A"\n' } }],
  ])('%s', (_, hub, settings = {}) => {
    expect(severities(hub, settings)).toEqual(['warning', 'warning']);
  });
  test.each([
    ['a template', { config: { KubeSpawner: { ...profiles.config.KubeSpawner, profile_form_template: 'x' } } }],
    ['a form in Python', { ...profiles, extraConfig: { a: 'c.KubeSpawner.options_form = f\n' } }],
    [
      'fancy profiles',
      { ...profiles, extraConfig: { a: 'from jupyterhub_fancy_profiles import setup_ui\nsetup_ui(c)\n' } },
    ],
  ])('%s reads the profile, and KubeSpawner its overrides', (_, hub) => {
    expect(severities(hub).sort()).toEqual(['error', 'warning']);
  });
  test('an own authenticator', () => {
    const sections = { Authenticator: { own: 1 }, JupyterHub: { authenticator_class: 'own.MyAuthenticator' } };
    expect(config(sections)[0]).toMatch(/^warning: config.Authenticator.own/);
  });
});

describe('groups that an authenticator does not manage', () => {
  const groups = (sections: unknown, typed: HubSettings['config'] = {}) =>
    config(sections, { config: typed }).filter((it) => /groups/.test(it));
  test.each([
    ['generic-oauth', 'GenericOAuthenticator', 'allowed_groups'],
    ['generic-oauth', 'OAuthenticator', 'admin_groups'],
    ['oauthenticator.github.GitHubOAuthenticator', 'Authenticator', 'allowed_groups'],
    ['google', 'GoogleOAuthenticator', 'auth_state_groups_key'],
    ['azuread', 'AzureAdOAuthenticator', 'admin_groups'],
  ])('%s with %s.%s', (authenticator_class, section, trait) => {
    const sections = { JupyterHub: { authenticator_class }, [section]: { [trait]: 'staff' } };
    expect(groups(sections)).toEqual([
      expect.stringMatching(`^config.${section}.${trait}: .*; set hub.config.${section}.manage_groups: true$`),
    ]);
    expect(groups({ ...sections, Authenticator: { manage_groups: true, ...sections.Authenticator } })).toEqual([]);
  });
  test('of an authenticator that is not used, that needs none, or of an empty list', () => {
    expect(groups({ GenericOAuthenticator: { allowed_groups: ['a'] } })).toEqual([]);
    expect(
      groups({ JupyterHub: { authenticator_class: 'ldap' }, LDAPAuthenticator: { allowed_groups: ['a'] } }),
    ).toEqual([]);
    expect(groups({ JupyterHub: { authenticator_class: 'github' }, OAuthenticator: { allowed_groups: [] } })).toEqual(
      [],
    );
  });
  test('that auth manages, and that the hub has too', () => {
    const typed = {
      JupyterHub: { authenticator_class: 'generic-oauth' },
      GenericOAuthenticator: { manage_groups: true },
    };
    expect(groups({ GenericOAuthenticator: { admin_groups: ['a'] } }, typed)).toEqual([]);
    expect(groups({ JupyterHub: { load_groups: { a: {} } } }, typed)).toMatchInlineSnapshot(`
      [
        "config.JupyterHub.load_groups: GenericOAuthenticator manages the groups, and the hub does not start with groups from two sources; leave it out",
      ]
    `);
  });
});
