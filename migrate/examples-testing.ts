import type { Mapping } from '../system/mapping.ts';

const image = { name: 'quay.io/jupyter/scipy-notebook', tag: '2026-08-10' };
const gpu = { 'nvidia.com/gpu': 1 };
const oauth = {
  client_id: 'hub',
  client_secret: 'not-a-real-one-7',
  oauth_callback_url: 'https://hub.example.com/hub/oauth_callback',
};
const signIn = (className: string, traits: Mapping, others: Mapping = {}) => ({
  hub: {
    config: {
      JupyterHub: { authenticator_class: className },
      [className.slice(className.lastIndexOf('.') + 1)]: traits,
      ...others,
    },
  },
});

/** Values of every kind that people keep, each with what makes it hard. */
export const EXAMPLES: Readonly<Record<string, Mapping>> = {
  'the least': { singleuser: { image } },
  'a bare-metal hub with LDAP, NFS homes and GPUs': {
    ...signIn(
      'ldapauthenticator.LDAPAuthenticator',
      {
        server_address: 'ldap.example.com',
        use_ssl: true,
        lookup_dn: true,
        user_search_base: 'ou=people,dc=example,dc=com',
        lookup_dn_search_user: 'cn=hub,dc=example,dc=com',
        lookup_dn_search_password: 'not-a-real-one-7',
        allowed_groups: ['cn=lab,ou=groups,dc=example,dc=com'],
      },
      { Authenticator: { admin_users: ['ada'] } },
    ),
    singleuser: {
      image,
      cpu: { guarantee: 0.5, limit: 4 },
      memory: { guarantee: '2G', limit: '4G' },
      storage: {
        type: 'none',
        extraVolumes: [
          { name: 'home', nfs: { server: 'nas.example.com', path: '/export/homes' } },
          { name: 'data', nfs: { server: 'nas.example.com', path: '/export/data' } },
        ],
        extraVolumeMounts: [
          { name: 'home', mountPath: '/home/jovyan', subPath: '{username}' },
          { name: 'data', mountPath: '/data', readOnly: true },
        ],
      },
      profileList: [
        { display_name: 'Processor', default: true },
        {
          display_name: 'GPU',
          kubespawner_override: {
            image: 'quay.io/jupyter/pytorch-notebook:cuda12-2026-08-10',
            extra_resource_limits: gpu,
            node_selector: { gpu: 'true' },
          },
        },
      ],
    },
    ingress: {
      enabled: true,
      hosts: ['hub.example.com'],
      tls: [{ hosts: ['hub.example.com'], secretName: 'hub-tls' }],
    },
  },
  'options of one profile': {
    singleuser: {
      image,
      profileList: [
        {
          display_name: 'Choose',
          profile_options: {
            image: {
              display_name: 'Image',
              choices: {
                base: {
                  display_name: 'Base',
                  kubespawner_override: { image: 'quay.io/jupyter/base-notebook:2026-08-10' },
                },
                r: {
                  display_name: 'R',
                  default: true,
                  kubespawner_override: { image: 'quay.io/jupyter/r-notebook:2026-08-10' },
                },
              },
            },
            size: {
              display_name: 'Size',
              choices: {
                small: {
                  display_name: 'Small',
                  kubespawner_override: { mem_limit: '1G', mem_guarantee: '1G', cpu_limit: 1 },
                },
                large: {
                  display_name: 'Large',
                  kubespawner_override: { mem_limit: '8G', mem_guarantee: '8G', cpu_limit: 4 },
                },
              },
            },
          },
        },
      ],
    },
  },
  'a profile that no image and size can say': {
    singleuser: {
      image,
      profileList: [
        { display_name: 'Plain', default: true },
        {
          display_name: 'Special',
          kubespawner_override: { lifecycle_hooks: { postStart: { exec: { command: ['true'] } } } },
        },
      ],
    },
  },
  'profiles with a page, a program, variables and descriptions': {
    singleuser: {
      image,
      extraEnv: [
        { name: 'EDITOR', value: 'nano' },
        { name: 'DB_PASSWORD', value: 'not-a-real-one-7' },
        { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      ],
      defaultUrl: '/lab',
      cmd: 'start-singleuser.sh',
      profileList: [
        {
          display_name: 'Lab',
          default: true,
          kubespawner_override: { image: 'quay.io/jupyter/base-notebook:2026-08-10' },
        },
        {
          display_name: 'RStudio',
          description: 'R in a browser',
          kubespawner_override: {
            image: 'quay.io/jupyter/r-notebook:2026-08-10',
            default_url: '/rstudio',
            cmd: ['jupyterhub-singleuser'],
            environment: { EDITOR: 'vi' },
          },
        },
      ],
    },
  },
  'keys of a chart of 2019': {
    auth: {
      type: 'github',
      admin: { access: true, users: ['ada'] },
      github: {
        clientId: 'hub',
        clientSecret: 'not-a-real-one-7',
        callbackUrl: oauth.oauth_callback_url,
        orgWhitelist: ['acme'],
      },
      state: { enabled: true },
    },
    hub: { extraConfig: "c.JupyterHub.log_level = 'DEBUG'\n", uid: 1000 },
    rbac: { enabled: true },
    singleuser: { image },
  },
  'any OpenID Connect provider': signIn(
    'generic-oauth',
    {},
    {
      GenericOAuthenticator: {
        ...oauth,
        authorize_url: 'https://sso.example.com/auth',
        token_url: 'https://sso.example.com/token',
        userdata_url: 'https://sso.example.com/userinfo',
        scope: ['openid', 'email', 'profile'],
        username_key: 'preferred_username',
        claim_groups_key: 'groups',
        allowed_groups: ['lab'],
      },
    },
  ),
  Google: signIn('google', {}, { GoogleOAuthenticator: { ...oauth, hosted_domain: ['example.com', 'example.org'] } }),
  'Entra ID': signIn(
    'azuread',
    {},
    { AzureAdOAuthenticator: { ...oauth, tenant_id: 'example.com', username_claim: 'email' } },
  ),
  GitLab: signIn(
    'gitlab',
    {},
    { GitLabOAuthenticator: { ...oauth, gitlab_url: 'https://git.example.com', allowed_gitlab_groups: ['lab'] } },
  ),
  CILogon: signIn(
    'cilogon',
    {},
    {
      CILogonOAuthenticator: {
        ...oauth,
        allowed_idps: {
          'https://idp.example.edu/sso': {
            username_derivation: { username_claim: 'eppn', action: 'strip_idp_domain', domain: 'example.edu' },
            allow_all: true,
          },
        },
      },
    },
  ),
  'CILogon of an older chart': signIn(
    'cilogon',
    {},
    {
      CILogonOAuthenticator: { ...oauth, shown_idps: ['https://idp.example.edu/sso'], username_claim: 'email' },
      Authenticator: { allowed_users: ['ada@example.edu'] },
    },
  ),
  'machines of a cloud': {
    singleuser: {
      image,
      profileList: [
        {
          display_name: '4 GB',
          kubespawner_override: { mem_limit: '4G', node_selector: { 'node.kubernetes.io/instance-type': 'r5.large' } },
        },
      ],
    },
  },
  'sign-up': signIn(
    'native',
    {},
    {
      NativeAuthenticator: { open_signup: true, minimum_password_length: 12 },
      Authenticator: { admin_users: ['ada'] },
    },
  ),
  'one password for everyone': signIn('dummy', {}, { DummyAuthenticator: { password: 'not-a-real-one-7' } }),
  'users without passwords': signIn(
    'dummy',
    {},
    { Authenticator: { admin_users: ['ada'], allowed_users: ['ada', 'bob'] } },
  ),
  'an authenticator that Hubwright has not': signIn('globus', {}, { Authenticator: { admin_users: ['ada'] } }),
  'PostgreSQL, resources and limits': {
    hub: {
      baseUrl: '/jupyter',
      db: {
        type: 'postgres',
        url: 'postgresql+psycopg2://hub@db.example.com:5433/hubdb',
        password: 'not-a-real-one-7',
      },
      resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
      concurrentSpawnLimit: 20,
      activeServerLimit: 100,
    },
    singleuser: { image, networkPolicy: { egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/16' } }] }] } },
  },
  'a node port, homes of a StorageClass, culling off': {
    proxy: { service: { type: 'NodePort', nodePorts: { http: 30081 } } },
    singleuser: { image, storage: { capacity: '20Gi', dynamic: { storageClass: 'ceph-block' } } },
    cull: { enabled: false, timeout: 90, every: 60, maxAge: 0 },
  },
  'what only a cloud needs': {
    scheduling: {
      userScheduler: { enabled: true },
      userPlaceholder: { enabled: true, replicas: 3 },
      podPriority: { enabled: true },
    },
    prePuller: { hook: { enabled: true, pullOnlyOnChanges: false } },
    proxy: {
      secretToken: '0123456789abcdef',
      https: { enabled: true, hosts: ['hub.example.com'], letsencrypt: { contactEmail: 'ada@example.com' } },
    },
    singleuser: { image, cloudMetadata: { blockWithIptables: true } },
  },
  'raw values of many kinds': {
    hub: {
      extraEnv: { TZ: 'UTC', RETRIES: 3 },
      extraConfig: { mine: "c.JupyterHub.log_level = 'INFO'\n" },
      labels: { team: 'data' },
    },
    singleuser: {
      image,
      extraEnv: { EDITOR: 'nano' },
      defaultUrl: '/lab',
      startTimeout: 900,
      storage: {
        extraVolumes: [{ name: 'scratch', emptyDir: {} }],
        extraVolumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
      },
    },
    debug: { enabled: true },
  },
};
