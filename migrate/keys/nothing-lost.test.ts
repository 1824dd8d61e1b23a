import { expect, test } from '@jest/globals';
import type { Mapping } from '../../system/mapping.ts';
import { importOf, roundTrip } from '../testing.ts';

const signIn = (name: string, traits: Mapping, others: Mapping = {}) => ({
  hub: { config: { JupyterHub: { authenticator_class: `a.${name}` }, [name]: traits, ...others } },
});
const database = (url: string) => ({ hub: { db: { type: 'postgres', url, password: 'p' } } });
const home = (subPath: string) => ({
  type: 'none',
  extraVolumes: [{ name: 'h', nfs: { server: 'nas.example.com', path: '/homes' } }],
  extraVolumeMounts: [{ name: 'h', mountPath: '/home/jovyan', subPath }],
});

/** What would be lost without a word: values, and the key and the beginning of what is said of them. */
const SAID: readonly (readonly [values: Mapping, kind: string, key: string, text: string])[] = [
  [{ imagePullSecret: { registry: 'r.lan', password: 'p' } }, 'dropped', 'imagePullSecret', 'has no username'],
  [
    { imagePullSecret: { username: 'u', password: 'p', email: 'e' } },
    'dropped',
    'imagePullSecret.email',
    'is not needed',
  ],
  [
    database('postgresql://u@db.lan/d?sslmode=allow&options=x'),
    'decide',
    'hub.db.url',
    'no setting says options, sslmode',
  ],
  [database('postgresql://db.lan/d'), 'decide', 'hub.db.url', 'lacks the user or the database'],
  [{ ingress: { tls: [{ hosts: ['a.lan'] }] } }, 'decide', 'ingress.tls', 'the certificate was that of the Ingress'],
  [
    { ingress: { tls: [{ secretName: 'a' }, { secretName: 'b' }] } },
    'decide',
    'ingress.tls',
    'the Secret "a" with the certificate has to be in the new cluster; hub.tls is one certificate, and the values also have b',
  ],
  [
    { ingress: { enabled: true }, proxy: { service: { type: 'NodePort' } } },
    'dropped',
    'proxy.service.type',
    'Traefik of k3s has ports 80 and 443',
  ],
  [
    { singleuser: { storage: { capacity: '5Gi', type: 'none' } } },
    'dropped',
    'singleuser.storage.capacity',
    'is of claims, and no home is a claim of its own',
  ],
  [
    { singleuser: { storage: home('{escaped_username}') } },
    'decide',
    'singleuser.storage.extraVolumeMounts',
    'folders were called {escaped_username}',
  ],
  [
    { singleuser: { memory: { limit: '512M' } } },
    'decide',
    'singleuser.memory.guarantee',
    'more was reserved than the limit allows',
  ],
  [
    signIn('GitHubOAuthenticator', { admin_users: ['ada'] }, { Authenticator: { admin_users: ['bob'] } }),
    'dropped',
    'hub.config.Authenticator.admin_users',
    'hub.config.GitHubOAuthenticator.admin_users is read in its place',
  ],
  [
    signIn('LDAPAuthenticator', { tls_strategy: 'insecure', use_ssl: true }),
    'dropped',
    'hub.config.LDAPAuthenticator.use_ssl',
    'tls_strategy says more',
  ],
  [
    signIn('LDAPAuthenticator', { lookup_dn: true, user_search_base: 'dc=a', lookup_dn_search_password: 'p' }),
    'dropped',
    'hub.config.LDAPAuthenticator.lookup_dn_search_password',
    'is of no user',
  ],
  [
    signIn('AzureAdOAuthenticator', { token_url: 'https://login.microsoftonline.com/t/oauth2/token' }),
    'dropped',
    'hub.config.AzureAdOAuthenticator.token_url',
    'follows from auth.tenant',
  ],
  [
    signIn('DummyAuthenticator', { password: 'p', allow_all: true, allowed_users: ['ada'] }),
    'dropped',
    'hub.config.DummyAuthenticator.allowed_users',
    'everyone was let in by allow_all',
  ],
  [
    signIn('DummyAuthenticator', { allow_all: true }),
    'dropped',
    'hub.config.DummyAuthenticator.allow_all',
    'users.yaml says who',
  ],
  [
    { singleuser: { image: { name: 'jupyterhub/k8s-singleuser-sample', tag: '1.2.0' } } },
    'decide',
    'singleuser.image',
    'jupyterhub/k8s-singleuser-sample:1.2.0 is the sample of another version of the chart: write quay.io/',
  ],
];

test.each(SAID)('%j: %s, %s: %s', (values, kind, key, text) => {
  const said = importOf(values).draft.remarks.filter((it) => it.keys.includes(key) && it.kind === kind);
  expect(said.map((it) => it.text.slice(0, text.length))).toContain(text);
});

const oidc = { authorize_url: 'https://i.lan/a', token_url: 'https://i.lan/t', userdata_url: 'https://i.lan/u' };

test.each([
  [
    signIn('GenericOAuthenticator', { ...oidc, allowed_groups: ['lab'] }),
    { groupsClaim: 'groups', allowedGroups: ['lab'] },
  ],
  [signIn('AzureAdOAuthenticator', { auth_state_groups_key: 'user.roles' }), { groupsClaim: 'roles' }],
  [
    signIn('AzureAdOAuthenticator', { graph_url: 'https://login.microsoftonline.us' }),
    { cloudUrl: 'https://login.microsoftonline.us' },
  ],
  [
    signIn('LDAPAuthenticator', { server_address: 'ldaps://a.lan:1636' }),
    { server: 'a.lan', port: 1636, tls: 'on_connect' },
  ],
])('%j is auth with %j', (values, auth) => {
  const { draft } = importOf(values);
  expect(draft.get(['auth'])).toMatchObject(auth);
});

test('what the Pod Security level would refuse stays, with the level that it needs, and other items keep their places', () => {
  const volumes = [
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'logs', hostPath: { path: '/srv/logs', type: 'DirectoryOrCreate' } },
  ];
  const mounts = [
    { name: 'data', mountPath: '/data' },
    { name: 'logs', mountPath: '/logs' },
    { name: 'gone', mountPath: '/gone' },
  ];
  const { draft, missing } = roundTrip({
    singleuser: { storage: { extraVolumes: volumes, extraVolumeMounts: mounts } },
  });
  expect(missing).toEqual([]);
  expect(draft.get(['hub', 'podSecurity'])).toBe('privileged');
  expect(draft.get(['hub', 'values', 'singleuser', 'storage'])).toEqual({
    extraVolumes: volumes.slice(1),
    extraVolumeMounts: mounts.slice(1, 2),
  });
  const said = draft.remarks.map(({ kind, keys: [key], text }) => [kind, key, text.slice(0, 39)]);
  expect(said).toContainEqual([
    'decide',
    'singleuser.storage.extraVolumes[1]',
    'stays, and needs hub.podSecurity: privi',
  ]);
  expect(said).toContainEqual([
    'dropped',
    'singleuser.storage.extraVolumeMounts[2]',
    'there is no volume "gone" to mount: Kub',
  ]);
});

test('variables without a value are something, and empty keys of the chart are not', () => {
  const { draft } = importOf({ hub: { extraEnv: { HTTP_PROXY: '' }, labels: {} } });
  expect(draft.get(['hub', 'values'])).toEqual({ hub: { extraEnv: { HTTP_PROXY: '' } } });
});

test('profiles that stay raw have what every server had', () => {
  const { draft } = importOf({
    singleuser: {
      nodeSelector: { pool: 'a' },
      extraTolerations: [{ key: 'a', operator: 'Exists' }],
      profileList: [{ display_name: 'x', kubespawner_override: { start_timeout: 5, node_selector: { disk: 'ssd' } } }],
    },
  });
  expect(draft.get(['hub', 'values', 'singleuser', 'nodeSelector'])).toBeUndefined();
  const [profile] = draft.get(['hub', 'values', 'singleuser', 'profileList']) as { kubespawner_override: Mapping }[];
  expect(profile?.kubespawner_override).toMatchObject({
    node_selector: { pool: 'a', disk: 'ssd' },
    tolerations: [{ key: 'hub.jupyter.org/dedicated' }, { key: 'hub.jupyter.org_dedicated' }, { key: 'a' }],
  });
});
