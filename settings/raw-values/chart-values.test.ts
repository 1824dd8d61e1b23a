import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../system/problem.ts';
import { chartDefaults } from './chart-facts.ts';
import { checkChartSchema } from './chart-schema.ts';
import { checkChartValues } from './chart-values.ts';

const problemsIn = (values: unknown) =>
  checkChartValues(values, ['hub', 'values']).map(
    ({ path, message, fix, severity }) =>
      `${severity === 'warning' ? 'warning: ' : ''}${formatPath(path.slice(2))}: ${message}${fix ? `; ${fix}` : ''}`,
  );

test('nothing to say of no values, of the defaults, and of values that are in order', () => {
  expect(problemsIn(undefined)).toEqual([]);
  expect(problemsIn({})).toEqual([]);
  expect(
    problemsIn({ hub: { config: { JupyterHub: { admin_access: false } }, extraConfig: { own: 'c.X.y = 1' } } }),
  ).toEqual([]);
  expect(problemsIn({ cull: { timeout: 600 }, custom: { own: { anything: [1] } } })).toEqual([]);
  expect(problemsIn({ hub: { activeServerLimit: null } })).toEqual([]);
});

test("the chart's own defaults fit its schema", () => {
  expect(checkChartSchema(chartDefaults(), [])).toEqual([]);
});

describe('the schema of the chart', () => {
  test('values that are no mapping', () => {
    expect(problemsIn([1])).toMatchInlineSnapshot(`
      [
        ": expected a mapping, found a list of 1",
      ]
    `);
  });
  test('a misspelt key, and one that is like nothing', () => {
    expect(problemsIn({ hubb: {}, cull: { timeuot: 5, zzzzzzzz: 1 } })).toMatchInlineSnapshot(`
      [
        "hubb: unknown key; did you mean "hub"?",
        "cull.timeuot: unknown key; did you mean "timeout"?",
        "cull.zzzzzzzz: unknown key; known here: enabled, users, adminUsers, removeNamedServers, timeout, every, concurrency, maxAge",
      ]
    `);
  });
  test('the values of another chart, in one line', () => {
    const unknown = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`own${i}`, 1]));
    expect(problemsIn({ ...unknown, cull: { timeout: 'x' } })).toEqual([
      ': 16 keys are unknown: these look like the values of another chart; write the values of zero-to-jupyterhub, or remove them',
      'cull.timeout: expected a whole number, found "x"',
    ]);
    expect(problemsIn({ ...unknown, hub: { image: { registry: 'docker.io' } } })[0]).toContain(
      "another chart (Bitnami's)",
    );
  });
  test('a wrong type, deep in a list, and a wrong choice', () => {
    expect(
      problemsIn({
        hub: { db: { type: 'sqllite' }, concurrentSpawnLimit: '64', revisionHistoryLimit: -1 },
        singleuser: { storage: { dynamic: { storageAccessModes: [7] } } },
      }),
    ).toMatchInlineSnapshot(`
      [
        "hub.revisionHistoryLimit: expected at least 0, found -1",
        "hub.db.type: expected "sqlite-pvc" or "sqlite-memory" or "mysql" or "postgres" or "other", found "sqllite"",
        "hub.concurrentSpawnLimit: expected a whole number, found "64"",
        "singleuser.storage.dynamic.storageAccessModes[0]: expected text, found 7",
      ]
    `);
  });
  test('extra files: a missing path, and no content or two', () => {
    const extraFiles = {
      a: { stringData: 'x' },
      b: { mountPath: '/b', data: {}, stringData: '' },
      c: { mountPath: '/c' },
    };
    expect(problemsIn({ hub: { extraFiles } })).toMatchInlineSnapshot(`
      [
        "hub.extraFiles.a: missing: mountPath, which the chart needs",
        "hub.extraFiles.b: expected exactly one of data, stringData and binaryData",
        "hub.extraFiles.c: expected exactly one of data, stringData and binaryData",
      ]
    `);
  });
  test('a section of hub.config in small letters', () => {
    expect(problemsIn({ hub: { config: { loadRoles: {} } } })).toMatchInlineSnapshot(`
      [
        "hub.config.loadRoles: expected the name of a Python class, starting with a capital letter",
      ]
    `);
  });
  test('a part taken away that the chart needs', () => {
    expect(problemsIn({ singleuser: null })).toMatchInlineSnapshot(`
      [
        ": missing: singleuser, which the chart needs",
      ]
    `);
  });
});

describe('the classes of the hub', () => {
  test('a misspelt trait, one that is like nothing, and one with a new name', () => {
    const KubeSpawner = { pod_name_templaet: 'x', zzzzzzzzzzz: 1, singleuser_uid: 1000 };
    expect(problemsIn({ hub: { config: { KubeSpawner } } })).toMatchInlineSnapshot(`
      [
        "hub.config.KubeSpawner.pod_name_templaet: KubeSpawner has no setting "pod_name_templaet"; did you mean "pod_name_template"?",
        "hub.config.KubeSpawner.zzzzzzzzzzz: KubeSpawner has no setting "zzzzzzzzzzz"",
        "warning: hub.config.KubeSpawner.singleuser_uid: KubeSpawner now calls this "uid"; write uid",
      ]
    `);
  });
  test('a wrong kind', () => {
    const KubeSpawner = { mem_limit: '2Gi', cpu_limit: '500m', delete_pvc: 'no', uid: 'root', modify_pod_hook: 'f' };
    expect(
      problemsIn({ hub: { config: { KubeSpawner, Authenticator: { admin_users: [12] }, Spawner: 3 } } }),
    ).toMatchInlineSnapshot(`
      [
        "hub.config.Spawner: expected a mapping, found 3",
        "hub.config.KubeSpawner.mem_limit: KubeSpawner expects bytes as a number, or text ending in K, M, G or T (2G means 2Gi) here, found "2Gi"",
        "hub.config.KubeSpawner.cpu_limit: KubeSpawner expects a number here, found "500m"",
        "hub.config.KubeSpawner.delete_pvc: KubeSpawner expects true or false here, found "no"",
        "hub.config.KubeSpawner.uid: KubeSpawner expects a whole number here, found "root"",
        "hub.config.KubeSpawner.modify_pod_hook: KubeSpawner expects a function, which only Python in hub.extraConfig can give here, found "f"",
        "hub.config.Authenticator.admin_users[0]: Authenticator expects text here, found 12; put it in quotes: "12"",
      ]
    `);
  });
  test('a misspelt class', () => {
    expect(
      problemsIn({ hub: { config: { KubeSpwaner: { uid: 1 }, GithubOAuthenticator: {} } } }),
    ).toMatchInlineSnapshot(`
      [
        "hub.config.KubeSpwaner: the hub image has no such class; did you mean "KubeSpawner"?",
        "hub.config.GithubOAuthenticator: the hub image has no such class; did you mean "GitHubOAuthenticator"?",
      ]
    `);
  });
  test("a class of the user's own is let pass, even when its name is near another", () => {
    expect(problemsIn({ hub: { config: { MyAuthenticator: { anything: 1 }, AcmeSpawner: { x: 1 } } } })).toEqual([]);
    const extraConfig = { own: 'class KubeSpawner2(KubeSpawner): pass' };
    expect(problemsIn({ hub: { extraConfig, config: { KubeSpawner2: { own: true } } } })).toEqual([]);
  });
});

test('profiles: misspelt keys and overrides at every depth', () => {
  const profileList = [
    {
      display_name: 'One',
      descripton: 'x',
      kubespawner_override: { imagee: 'a', mem_limit: '2G', cpu_limit: 2 },
      profile_options: {
        image: {
          display_name: 'Image',
          choices: { a: { display_name: 'A', kubespawner_overide: {}, kubespawner_override: { mem_limt: 1 } }, b: 4 },
          unlisted_choice: {
            enabled: true,
            regex: '.*',
            kubespawner_override: { image: '{value}', mem_limit: '{value}G', img: 1 },
          },
        },
        size: { choice: {} },
        other: null,
      },
    },
    { slug: 'two', profile_options: [] },
    'three',
  ];
  expect(problemsIn({ hub: { config: { KubeSpawner: { profile_list: profileList } } } })).toMatchInlineSnapshot(`
    [
      "hub.config.KubeSpawner.profile_list[0].descripton: unknown key; did you mean "description"?",
      "hub.config.KubeSpawner.profile_list[0].kubespawner_override.imagee: KubeSpawner has no setting "imagee"; did you mean "image"?",
      "hub.config.KubeSpawner.profile_list[0].profile_options.image.choices.a.kubespawner_overide: unknown key; did you mean "kubespawner_override"?",
      "hub.config.KubeSpawner.profile_list[0].profile_options.image.choices.a.kubespawner_override.mem_limt: KubeSpawner has no setting "mem_limt"; did you mean "mem_limit"?",
      "hub.config.KubeSpawner.profile_list[0].profile_options.image.choices.b: expected a mapping, found 4",
      "hub.config.KubeSpawner.profile_list[0].profile_options.image.unlisted_choice.regex: unknown key; known here: enabled, display_name, display_name_in_choices, validation_regex, validation_message, kubespawner_override",
      "hub.config.KubeSpawner.profile_list[0].profile_options.image.unlisted_choice.kubespawner_override.img: KubeSpawner has no setting "img"",
      "hub.config.KubeSpawner.profile_list[0].profile_options.size.choice: unknown key; did you mean "choices"?",
      "hub.config.KubeSpawner.profile_list[0].profile_options.other: expected a mapping, found nothing",
      "hub.config.KubeSpawner.profile_list[1]: missing: display_name, which users see",
      "hub.config.KubeSpawner.profile_list[1].profile_options: expected a mapping, found a list of 0",
      "hub.config.KubeSpawner.profile_list[2]: expected a mapping, found "three"",
    ]
  `);
});

test('secrets that SOPS encrypted', () => {
  const hub = { config: { GenericOAuthenticator: { client_secret: 'ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]' } } };
  expect(problemsIn({ hub })).toEqual([
    'hub.config.GenericOAuthenticator.client_secret: is encrypted with SOPS, but nothing decrypts it for the hub; use auth, which takes it by reference',
  ]);
});

test('secrets in plain text, reported without the secret', () => {
  const all = problemsIn({
    proxy: { secretToken: 's3cret', https: { manual: { key: 's3cret' } } },
    imagePullSecret: { create: true, registry: 'r', username: 'u', password: 's3cret' },
    hub: {
      cookieSecret: 's3cret',
      db: { password: 's3cret', url: 'postgresql://hub:s3cret@db/hub' },
      config: { GenericOAuthenticator: { client_secret: 's3cret' }, CryptKeeper: { keys: ['s3cret'] } },
      services: { x: { apiToken: 's3cret' } },
      extraEnv: { A: { name: 'AWS_SECRET_ACCESS_KEY', value: 's3cret' }, HF_TOKEN: 's3cret' },
      extraFiles: { k: { mountPath: '/k', stringData: '-----BEGIN RSA PRIVATE KEY-----\ns3cret' } },
    },
  });
  expect(all).toMatchInlineSnapshot(`
    [
      "proxy.secretToken: contains a secret in plain text; leave it out: the chart generates one and keeps it across upgrades",
      "imagePullSecret.password: contains a secret in plain text; use registry, which takes the password by reference",
      "hub.cookieSecret: contains a secret in plain text; leave it out: the chart generates one and keeps it across upgrades",
      "hub.db.password: contains a secret in plain text; describe the database in hub.database, which takes its password by reference",
      "hub.db.url: contains a secret in plain text; describe the database in hub.database, which takes its password by reference",
      "hub.config.GenericOAuthenticator.client_secret: contains a secret in plain text; use auth, which takes it by reference",
      "hub.config.CryptKeeper.keys[0]: contains a secret in plain text; leave it out: the chart generates one and keeps it across upgrades",
      "hub.services.x.apiToken: contains a secret in plain text; describe the service in hub.services, which takes secrets by reference",
      "hub.extraEnv.A.value: contains a secret in plain text; put it into a Secret in the cluster and refer to it with valueFrom.secretKeyRef or hub.existingSecret",
      "hub.extraEnv.HF_TOKEN: contains a secret in plain text; put it into a Secret in the cluster and refer to it with valueFrom.secretKeyRef or hub.existingSecret",
      "hub.extraFiles.k.stringData: contains a secret in plain text; put it into a Secret, give it to the hub with hub.extraEnv and valueFrom.secretKeyRef, and read it with os.environ in hub.extraConfig",
    ]
  `);
  expect(all.join()).not.toContain('s3cret');
});

test('names that only look like secrets', () => {
  expect(
    problemsIn({
      hub: {
        existingSecret: 'hub-secrets',
        extraEnv: { TOKEN: { valueFrom: { secretKeyRef: { name: 'x', key: 'token' } } } },
        config: { GenericOAuthenticator: { token_url: 'https://sso/token', username_claim: 'sub' } },
      },
    }),
  ).toEqual([]);
});

test('a null that takes the empty full name away', () => {
  expect(problemsIn({ fullnameOverride: null, nameOverride: null })).toEqual([
    'fullnameOverride: renames objects that the rest of the platform refers to; leave it out',
  ]);
  expect(problemsIn({ fullnameOverride: '' })).toEqual([]);
});

test('conflicts with the choices of the platform', () => {
  expect(
    problemsIn({
      fullnameOverride: 'x',
      nameOverride: 'y',
      hub: {
        config: { JupyterHub: { authenticator_class: 'dummy' }, KubeSpawner: { delete_pvc: true } },
        db: { pvc: { annotations: { 'helm.sh/resource-policy': 'delete' } } },
      },
      proxy: { service: { type: 'LoadBalancer' }, https: { enabled: true } },
      scheduling: { userScheduler: { enabled: true }, userPlaceholder: { enabled: true } },
      prePuller: { hook: { enabled: true } },
      singleuser: { cloudMetadata: { blockWithIptables: true } },
    }),
  ).toMatchInlineSnapshot(`
    [
      "fullnameOverride: renames objects that the rest of the platform refers to; leave it out",
      "nameOverride: renames objects that the rest of the platform refers to; leave it out",
      "warning: hub.config.JupyterHub.authenticator_class: replaces the authenticator that auth sets up; use auth, or leave it out",
      "warning: hub.config.KubeSpawner.delete_pvc: deletes a user's home with the user; leave it out: homes are kept",
      "warning: hub.db.pvc.annotations.helm.sh/resource-policy: lets the hub's database be deleted with the release; leave it out: it is "keep"",
      "warning: proxy.service.type: is decided by hub.exposure; a second LoadBalancer on ports 80 and 443 stays pending beside Traefik; use hub.exposure",
      "warning: proxy.https.enabled: only encrypts behind Traefik, where no client connects; use hub.tls",
      "warning: scheduling.userScheduler.enabled: packs servers onto few nodes, with a scheduler that is older than the cluster's; leave it out: servers are spread over the nodes",
      "warning: scheduling.userPlaceholder.enabled: reserves room for an autoscaler that does not exist; leave it out",
      "warning: prePuller.hook.enabled: delays each upgrade indefinitely, until every node has every image; leave it out: the images are put on the nodes beforehand",
      "warning: singleuser.cloudMetadata.blockWithIptables: runs a privileged container in every server, to block an address that only exists in clouds; leave it out",
    ]
  `);
});
