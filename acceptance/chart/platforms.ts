import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartValues, secretChartValues } from '../../lib/chart-values.ts';
import { X509 } from '../../platform/auth/testing.ts';
import { versions } from '../../platform/versions.ts';
import { loadPlatform } from '../../settings/load.ts';
import { checkProfileList } from '../../settings/raw-values/profiles.ts';
import { checkTraits } from '../../settings/raw-values/traits.ts';
import { formatPath, type PathSegment } from '../../system/problem.ts';
import { checkPods } from './pods.ts';
import type { ChartCase } from './render.ts';

const cluster = { name: 'test', provider: 'multipass', agents: { count: 2, cpus: 4, memory: '16Gi' } };
const images = [{ name: 'minimal', image: 'quay.io/jupyter/minimal-notebook:2026-08-10', default: true }];
const size = { cpu: { guarantee: '100m', limit: 1 }, memory: { guarantee: '512Mi', limit: '1Gi' } };
const sizes = [{ name: 'small', ...size, default: true }];
const base = { cluster, auth: { type: 'native' }, images, sizes };
const oauth = { clientId: 'hub', clientSecret: { env: 'SECRET' } };
const oidc = { authorizeUrl: 'https://sso.lan/a', tokenUrl: 'https://sso.lan/t', userdataUrl: 'https://sso.lan/u' };

/** A broad set of settings, one or a few of each part. */
const settings: Readonly<Record<string, object>> = {
  'the least': {},
  'oidc with groups': { auth: { type: 'oidc', ...oauth, ...oidc, groupsClaim: 'groups', allowedGroups: ['lab'] } },
  ldap: {
    auth: { type: 'ldap', server: 'ldap.lan', bindDnTemplate: ['uid={username},dc=lan'], allowAll: true },
  },
  'ldap with a search': {
    auth: {
      type: 'ldap',
      server: 'ldap.lan',
      userSearchBase: 'ou=people,dc=lan',
      searchUser: 'cn=hub,dc=lan',
      searchPassword: { env: 'SECRET' },
      allowAll: true,
    },
  },
  'ldap with groups': {
    auth: {
      type: 'ldap',
      server: 'ldap.lan',
      tls: 'on_connect',
      caCertificate: { env: 'CA' },
      bindDnTemplate: ['uid={username},dc=lan'],
      groupSearchBase: 'ou=groups,dc=lan',
      allowedGroups: ['lab'],
      adminGroups: ['cn=it,ou=groups,dc=lan'],
    },
  },
  'native with open sign-up': { auth: { type: 'native', openSignup: true, adminUsers: ['ada'], failedLogins: 0 } },
  dummy: {
    auth: { type: 'dummy', password: { env: 'SECRET' }, adminUsers: ['ada'], adminPassword: { env: 'LONG_SECRET' } },
  },
  github: { auth: { type: 'github', ...oauth, allowedOrganizations: ['lab'], enterpriseUrl: 'https://git.lan' } },
  google: { auth: { type: 'google', ...oauth, hostedDomains: ['lab.example'] } },
  gitlab: { auth: { type: 'gitlab', ...oauth, url: 'https://git.lan/', allowedGroups: ['lab/gpu'] } },
  azuread: { auth: { type: 'azuread', ...oauth, tenant: 'lab.example', groupsClaim: 'roles', adminGroups: ['ops'] } },
  cilogon: {
    auth: {
      type: 'cilogon',
      ...oauth,
      providers: [
        { entityId: 'https://idp.lab.example/sso', usernameClaim: 'eppn', stripDomain: 'lab.example', allowAll: true },
      ],
    },
  },
  'a shaped login below a path': {
    auth: {
      type: 'oidc',
      ...oauth,
      ...oidc,
      adminUsers: ['ada'],
      autoLogin: true,
      logoutUrl: 'https://sso.lan/out',
      authorizeParams: { max_age: 60 },
      clientAuth: 'basic',
    },
    hub: { host: 'hub.lan', baseUrl: 'lab', tls: { type: 'selfSigned' } },
  },
  'an external database': {
    hub: { database: { type: 'postgresql', host: 'db.lan', password: { env: 'SECRET' } } },
  },
  "a company's certificate authority, also for its database": {
    certificateAuthority: { file: 'company-ca.pem' },
    hub: {
      database: { type: 'postgresql', host: 'db.lan', password: { env: 'SECRET' }, sslMode: 'verify-full' },
      values: { singleuser: { extraFiles: { own: { mountPath: '/etc/own', stringData: 'own' } } } },
    },
  },
  'a host, a certificate of cert-manager': { hub: { host: 'hub.lan', tls: { type: 'certManager', issuer: 'lan' } } },
  "a certificate of Let's Encrypt": {
    hub: { host: 'hub.example.com', tls: { type: 'letsEncrypt', email: 'it@example.com' } },
  },
  'a certificate of its own': { hub: { host: 'hub.lan', tls: { type: 'secret', name: 'hub-tls' } } },
  'another Ingress controller': {
    hub: { host: 'hub.lan', tls: { type: 'certManager', issuer: 'lan' }, ingress: { className: 'nginx' } },
  },
  'a certificate of a proxy in front': { hub: { host: 'hub.lan', baseUrl: 'lab', tls: { type: 'external' } } },
  "Traefik's certificate": { hub: { tls: { type: 'selfSigned' } } },
  'a load balancer': { cluster: { ...cluster, disable: ['traefik'] }, hub: { exposure: 'loadBalancer' } },
  'a node port with a certificate': {
    hub: { host: 'hub.lan', exposure: 'nodePort', tls: { type: 'secret', name: 'hub-tls' } },
  },
  'limits, culling and private networks': {
    hub: {
      concurrentSpawnLimit: 0,
      activeServerLimit: 30,
      culling: { idle: '2h', maxAge: '1d' },
      network: { allow: ['10.20.0.0/16', '192.168.1.5/32'] },
    },
  },
  'raw values beside those of the settings, in other forms, and empty ones': {
    hub: {
      network: { allow: ['10.20.0.0/16'] },
      values: {
        ingress: { hosts: ['other.lan'] },
        hub: {
          config: null,
          extraEnv: [{ name: 'OWN', value: '1' }],
          extraVolumes: [{ name: 'own', emptyDir: {} }],
          extraVolumeMounts: [{ name: 'own', mountPath: '/own' }],
        },
        singleuser: {
          extraEnv: [{ name: 'OWN', value: '1' }],
          networkPolicy: { egress: [{ to: [{ ipBlock: { cidr: '10.30.0.0/16' } }] }] },
          profileList: [{ display_name: 'Other', default: true }],
          storage: { extraVolumes: { own: { name: 'own', emptyDir: {} } }, extraVolumeMounts: null },
        },
      },
    },
    storage: { shared: [{ name: 'data', nfs: { server: 'nas.lan', path: '/data' } }] },
  },
  'settings of servers': {
    servers: {
      environment: { DATA: '/srv/data', API_KEY: { env: 'SECRET' } },
      defaultUrl: '/lab',
      command: ['start-singleuser.sh'],
      startTimeout: '5m',
      pullPolicy: 'Always',
      user: 1001,
      group: 101,
      sharedMemory: '256Mi',
      namedServers: 3,
      files: [{ path: '/etc/own', content: 'own', mode: '0755' }],
      postStart: ['sh', '-c', 'mkdir -p ~/work'],
      volumes: [
        { name: 'settings', path: '/etc/own.d', configMap: 'own' },
        { name: 'scratch', path: '/scratch', empty: { size: '1Gi' } },
        { name: 'disk', path: '/disk', hostPath: '/srv/disk', subPath: '{username}' },
        { name: 'key', secret: 'key' },
      ],
      initContainers: [
        {
          name: 'clone',
          image: 'acme/git:1',
          command: ['clone'],
          args: ['{username}'],
          environment: { API_KEY: { env: 'SECRET' } },
          user: 1000,
          mounts: [{ volume: 'home' }, { volume: 'key', path: '/key' }],
        },
      ],
      sidecars: [
        { name: 'database', image: 'acme/db:1', resources: { memory: { guarantee: '64Mi', limit: '128Mi' } } },
      ],
    },
    images: [{ ...images[0], description: 'One', defaultUrl: '/tree', environment: { API_KEY: 'none' } }],
    storage: { home: { path: '/home/{username}' } },
  },
  'services and roles': {
    hub: {
      services: [
        { name: 'board', url: 'http://hub:9000', command: ['python3', '-m', 'board'], environment: { A: '1' } },
        { name: 'reader', apiToken: { env: 'SECRET' }, display: false },
      ],
      roles: [{ name: 'readers', description: 'All.', scopes: ['list:users'], users: ['ada'], services: ['reader'] }],
    },
  },
  'homes on a claim': { storage: { home: { claim: 'homes' } } },
  'no homes': { storage: { home: { ephemeral: true } } },
  'homes on NFS': { storage: { home: { nfs: { server: 'nas.lan', path: '/homes' } } } },
  'GPUs, beside raw values of the same kind': {
    cluster: { name: 'test', provider: 'local', gpus: 2, gpuSharing: { mps: 4 } },
    sizes: [...sizes, { name: 'gpu', ...size, gpus: 1 }],
    hub: { values: { singleuser: { extraPodConfig: { enableServiceLinks: false }, extraResource: { limits: {} } } } },
  },
  'a hub anywhere': { hub: { placement: 'any' } },
  'a hub that goes before servers': { hub: { priority: 'high' } },
  'a hub that goes before servers, anywhere': { hub: { priority: 'high', placement: 'any' } },
  'a hub on labelled nodes': { hub: { nodeSelector: { 'kubernetes.io/hostname': 'test-server-1' } } },
  'a hub on nodes of a purpose, by raw values': {
    hub: { values: { scheduling: { corePods: { nodeAffinity: { matchNodePurpose: 'require' } } } } },
  },
  'raw values': { hub: { values: { singleuser: { extraEnv: { GIT_SSL_NO_VERIFY: '1' } }, debug: { enabled: true } } } },
};

/** The chart values that Hubwright makes of a broad set of settings. */
export function platformCases(): ChartCase[] {
  return Object.entries(settings).map(([name, own]) => platformCase(name, { ...base, ...own }));
}

function platformCase(name: string, settings: object): ChartCase {
  const directory = mkdtempSync(join(tmpdir(), 'hubwright-platform-'));
  try {
    writeFileSync(join(directory, 'platform.yaml'), JSON.stringify(settings));
    writeFileSync(join(directory, 'company-ca.pem'), X509);
    const { platform } = loadPlatform({
      directory,
      env: { SECRET: 'only-a-test', LONG_SECRET: 'only a test, thirty-two characters', CA: X509 },
    });
    const values = [chartValues(platform), secretChartValues(platform) ?? {}];
    return {
      name: `settings: ${name}`,
      values,
      check: (rendered) => [...values.flatMap(misnamed), ...checkPods(rendered)],
    };
  } catch (cause) {
    throw new Error(`settings: ${name}`, { cause });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What hub/ adds to classes of the hub's image, under their names. */
const added = new Set(
  ['admin_groups', 'ca_certificates', 'group_name_attribute', 'group_search_base', 'verify_certificate'].map(
    (trait) => `LDAPAuthenticator.${trait}`,
  ),
);

/** What the spawn form of hub/ shows and KubeSpawner ignores: the description of an image or a size. */
const isDescription = (path: readonly PathSegment[]) => path.at(-3) === 'choices' && path.at(-1) === 'description';

/** What the chart lets pass and the hub then ignores: settings that its classes do not have. */
function misnamed({ hub, singleuser }: ReturnType<typeof chartValues>): string[] {
  const problems = [
    ...Object.entries(hub?.config ?? {}).flatMap(([name, traits]) => checkTraits(name, traits, [name])),
    ...checkProfileList(singleuser?.profileList, ['profileList']),
  ];
  return problems
    .filter(({ path }) => !added.has(formatPath(path)) && !isDescription(path))
    .map(({ path, message }) => `${formatPath(path)}: ${message} (hub image of chart ${versions.chart})`);
}
