import fc from 'fast-check';
import {
  cpu,
  flag,
  type Generated,
  host,
  key,
  labels,
  name,
  quantity,
  seconds,
  secret,
  some,
} from './generated-testing.ts';

const issuer = fc.constantFrom('cert-manager.io/cluster-issuer', 'certmanager.k8s.io/cluster-issuer');
const annotations = fc
  .tuple(
    fc.option(issuer, { nil: undefined }),
    some({
      'kubernetes.io/tls-acme': fc.constant('true'),
      'kubernetes.io/ingress.class': fc.constant('nginx'),
      'nginx.ingress.kubernetes.io/proxy-body-size': fc.constant('0'),
      'external-dns.alpha.kubernetes.io/hostname': host,
      'example.com/team': name,
    }),
  )
  .map(([by, others]) => ({ ...others, ...(by && { [by]: 'company' }) }));
const https = some({
  enabled: flag,
  hosts: fc.array(host, { minLength: 1, maxLength: 2 }),
  type: fc.constantFrom('letsencrypt', 'manual', 'secret', 'offload'),
  letsencrypt: some({
    contactEmail: fc.constant('it@example.com'),
    acmeServer: fc.constantFrom('https://acme-v02.api.letsencrypt.org/directory', 'https://ca.example.com/directory'),
  }),
  secret: fc.record({ name }),
  manual: fc.record({ key: secret, cert: fc.constant('-----BEGIN CERTIFICATE-----') }),
});

const resources = some({
  requests: some({ cpu, memory: quantity }),
  limits: some({ cpu, memory: quantity }),
}).filter((it) => {
  // What Kubernetes would refuse: more reserved than may be used.
  return !('requests' in it && 'limits' in it);
});

const database = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('sqlite-pvc', 'sqlite'),
      upgrade: flag,
      pvc: some({
        storage: quantity,
        storageClassName: name,
        accessModes: fc.constant(['ReadWriteOnce']),
        annotations: labels,
      }),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      type: fc.constant('postgres'),
      url: fc.constantFrom(
        'postgresql://hub@db.example.com/hub',
        'postgresql+psycopg2://hub@db.example.com:5433/hubdb',
        `postgresql+psycopg2://hub:c0ffee-not-a-real-one@db.example.com/hub`,
        'postgresql+psycopg2://hub@db.example.com/hub?sslmode=require',
        'postgresql+psycopg2://db.example.com/hub',
      ),
      password: secret,
    },
    { requiredKeys: ['type', 'url'] },
  ),
);

const egress = fc.array(
  fc.oneof(
    fc.constantFrom('10.0.0.0/8', '192.168.3.0/24', '0.0.0.0/0').map((cidr) => ({ to: [{ ipBlock: { cidr } }] })),
    fc.constant({ ports: [{ port: 443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }),
    fc.constant({ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }),
    fc.constant({ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }),
  ),
  { minLength: 1, maxLength: 3 },
);

const service = fc.record(
  {
    name: fc.constantFrom('board', 'x1'),
    url: fc.constantFrom('http://hub:10101', 'http://grafana.monitoring:3000', 'http://127.0.0.1:9000'),
    admin: flag,
    display: flag,
    command: fc.oneof(fc.constant(['python3', '-m', 'reports']), fc.constant('reports')),
    oauth_redirect_uri: fc.constantFrom('https://grafana.example.com/login', '/services/a/oauth_callback'),
    oauth_client_allowed_scopes: fc.constant(['read:users!user']),
    oauth_no_confirm: flag,
    oauth_client_id: fc.constant('service-grafana'),
    apiToken: secret,
    api_token: secret,
    environment: some({ LEVEL: fc.constantFrom('info', 3, true), ACCESS_TOKEN: secret }),
    cwd: fc.constant('/srv'),
    info: fc.constant({ owner: 'it' }),
  },
  { requiredKeys: [] },
);
const role = fc.record(
  {
    name,
    description: fc.constant('May list who works here'),
    scopes: fc.constantFrom(['list:users'], ['self', 'access:services'], []),
    users: fc.constant(['ada']),
    groups: fc.constant(['lab']),
    services: fc.constant(['reports']),
  },
  { requiredKeys: [] },
);
const NAMED = ['reports', 'monitor-1', 'x_y'];

/** Keys of the chart about the hub, and the way to it. */
export const ofHub: readonly Generated[] = [
  key('ingress.hosts', fc.uniqueArray(host, { minLength: 1, maxLength: 3 })),
  key('ingress.enabled', flag),
  key('proxy.https', https),
  key('proxy.https.hosts', fc.array(host, { minLength: 1, maxLength: 2 })),
  key('ingress.tls', fc.array(some({ hosts: fc.array(host, { maxLength: 2 }), secretName: name }), { maxLength: 2 })),
  key('ingress.annotations', annotations),
  key('ingress.ingressClassName', fc.constantFrom('traefik', 'nginx')),
  key('ingress.pathSuffix', fc.constant('*')),
  key('ingress.pathType', fc.constantFrom('Prefix', 'Exact', 'ImplementationSpecific')),
  key('proxy.service.type', fc.constantFrom('NodePort', 'LoadBalancer', 'ClusterIP')),
  key('proxy.service.nodePorts', some({ http: fc.integer({ min: 30000, max: 32767 }), https: fc.constant(30443) })),
  key('proxy.service.loadBalancerIP', fc.constant('203.0.113.4')),
  key('proxy.service.loadBalancerSourceRanges', fc.constant(['203.0.113.0/24'])),
  key('proxy.service.annotations', labels),
  key('proxy.traefik', fc.constant({ resources: { requests: { cpu: '100m' } } })),
  key('proxy.secretSync', fc.constant({ resources: { requests: { cpu: '100m' } } })),
  key('proxy.secretToken', secret),
  key('hub.baseUrl', fc.constantFrom('/', '/jupyter', '/jupyter/', '/a/b')),
  key('hub.concurrentSpawnLimit', fc.nat(200)),
  key('hub.activeServerLimit', fc.nat(900)),
  key('hub.nodeSelector', labels),
  key('hub.resources', resources),
  key(
    'hub.image.name',
    fc.constantFrom('quay.io/jupyterhub/k8s-hub', 'registry.example.com/hub', 'registry.example.com:5000/a/hub'),
  ),
  key('hub.image.tag', fc.constantFrom('4.4.0', '1', 1)),
  key('hub.db', database),
  key('hub.db.upgrade', flag),
  key('singleuser.networkPolicy.egress', egress),
  key(
    'imagePullSecret',
    some({
      create: flag,
      registry: fc.constantFrom('https://index.docker.io/v1/', 'registry.example.com', 'registry.example.com:5000'),
      username: name,
      password: secret,
      email: fc.constant('a@example.com'),
    }),
  ),
  key('hub.cookieSecret', secret),
  key('hub.config.JupyterHub.cookie_secret', secret),
  key('hub.config.CryptKeeper.keys', fc.constant(['c0ffee-not-a-real-one'])),
  key('hub.config.ConfigurableHTTPProxy.auth_token', secret),
  key('hub.config.JupyterHub.admin_access', flag),
  ...['hub_bind_url', 'hub_connect_ip', 'hub_connect_port', 'hub_connect_url', 'hub_ip', 'hub_port'].map((it) =>
    key(`hub.config.JupyterHub.${it}`, fc.constant(it.endsWith('port') ? 8081 : 'http://hub:8081')),
  ),
  key('hub.config.KubeSpawner.delete_pvc', flag),
  key('cull.enabled', flag),
  key('cull.timeout', seconds),
  key('cull.every', seconds),
  key('cull.maxAge', fc.oneof(fc.constant(0), seconds)),
  key('hub.services', fc.dictionary(fc.constantFrom(...NAMED), service, { minKeys: 1, maxKeys: 2 })),
  key(
    'hub.loadRoles',
    fc.dictionary(fc.constantFrom(...NAMED.map((it) => it.replace('_', '-')), 'server', 'user', 'admin'), role, {
      minKeys: 1,
      maxKeys: 2,
    }),
  ),
  key('scheduling.userScheduler', some({ enabled: flag, replicas: fc.constant(2) })),
  key('scheduling.userPlaceholder', some({ enabled: flag, replicas: fc.nat(3) })),
  ...['corePods', 'userPods'].map((pods) =>
    key(`scheduling.${pods}.nodeAffinity.matchNodePurpose`, fc.constantFrom('require', 'prefer', 'ignore')),
  ),
  key('scheduling.podPriority', some({ enabled: flag, defaultPriority: fc.constant(0) })),
  key('prePuller', some({ hook: some({ enabled: flag }), continuous: some({ enabled: flag }) })),
  key('singleuser.cloudMetadata', some({ blockWithIptables: flag, ip: fc.constant('169.254.169.254') })),
  key('singleuser.networkTools', fc.constant({ image: { name: 'a.b/c', tag: '1' } })),
  key('proxy.chp.image', fc.constant({ name: 'a.b/c', tag: '1' })),
  key('proxy.chp.nodeSelector', labels),
  key('fullnameOverride', fc.constantFrom('', 'lab')),
  key('nameOverride', fc.constantFrom('', 'lab')),
];
