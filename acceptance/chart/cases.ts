import type { ChartCase, Rendered } from './render.ts';

/** What the platform settles by itself, whatever else is set. */
const base = {
  proxy: { service: { type: 'ClusterIP' } },
  scheduling: { userScheduler: { enabled: false }, userPlaceholder: { enabled: false } },
  prePuller: { hook: { enabled: false }, continuous: { enabled: false } },
  singleuser: {
    image: { name: 'hubwright.local/data-science', tag: 'abc', pullPolicy: 'IfNotPresent' },
    cloudMetadata: { blockWithIptables: false },
    storage: { dynamic: { storageClass: 'hubwright-home' } },
  },
  hub: {
    db: { pvc: { annotations: { 'helm.sh/resource-policy': 'keep' } } },
    config: { KubeSpawner: { delete_pvc: false } },
  },
};

const baseObjects = [
  'ConfigMap/hub',
  'Deployment/hub',
  'Deployment/proxy',
  'NetworkPolicy/hub',
  'NetworkPolicy/proxy',
  'NetworkPolicy/singleuser',
  'PersistentVolumeClaim/hub-db-dir',
  'Role/hub',
  'RoleBinding/hub',
  'Secret/hub',
  'Service/hub',
  'Service/proxy-api',
  'Service/proxy-public',
  'ServiceAccount/hub',
];

/** Values by hand, one for each thing of the chart that the platform leans on. */
export const cases: readonly ChartCase[] = [
  { name: 'the fixed choices', values: [base], check: checkBase },
  {
    name: 'an ingress to the proxy',
    values: [base, { ingress: { enabled: true, ingressClassName: 'traefik', hosts: ['hub.lan'] } }],
    check: (rendered) => {
      const [rule] = rendered.find('Ingress/jupyterhub')?.spec.rules ?? [];
      const [path] = rule?.http.paths ?? [];
      return [
        ...same('host', rule?.host, 'hub.lan'),
        ...same('path', path?.path, '/'),
        ...same('service', path?.backend.service, { name: 'proxy-public', port: { name: 'http' } }),
      ];
    },
  },
  {
    name: 'an ingress for any host, with a certificate',
    values: [base, { ingress: { enabled: true, hosts: [], tls: [{ hosts: ['hub.lan'], secretName: 'tls' }] } }],
    check: (rendered) => {
      const { rules, tls } = rendered.find('Ingress/jupyterhub')?.spec ?? {};
      return [...same('host', rules?.[0]?.host, undefined), ...same('tls', tls?.[0]?.secretName, 'tls')];
    },
  },
  {
    name: 'private networks',
    values: [base, { singleuser: { networkPolicy: { egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/16' } }] }] } } }],
    check: (rendered) => {
      const egress = rendered.find('NetworkPolicy/singleuser')?.spec.egress ?? [];
      return same('the last rule', egress.at(-1), { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }] });
    },
  },
  {
    name: 'files and volumes in the hub',
    values: [
      base,
      {
        custom: { hubwright: { any: ['thing'] } },
        hub: {
          extraEnv: { PYTHONPATH: '/opt/hubwright' },
          extraFiles: { 'hubwright-auth.py': { mountPath: '/opt/hubwright/auth.py', stringData: 'x = 1\n' } },
          extraVolumes: [{ name: 'users', projected: { sources: [{ secret: { name: 'users-0', optional: true } }] } }],
          extraVolumeMounts: [{ name: 'users', mountPath: '/etc/hubwright/users', readOnly: true }],
          extraConfig: { hubwright: 'import auth\n' },
        },
      },
    ],
    check: (rendered) => {
      const { volumes, containers } = rendered.find('Deployment/hub').spec.template.spec;
      const mounts = containers[0].volumeMounts.map((mount: { mountPath: string }) => mount.mountPath);
      return [
        ...same(
          'the projected volume',
          volumes.some((it: { projected?: object }) => it.projected),
          true,
        ),
        ...same('the file', mounts.includes('/opt/hubwright/auth.py'), true),
        ...same('the mount', mounts.includes('/etc/hubwright/users'), true),
      ];
    },
  },
  {
    name: 'an external database, its password in a Secret of values',
    values: [
      base,
      { hub: { db: { type: 'postgres', url: 'postgresql+psycopg2://hub@db.lan:5432/hub' } } },
      { hub: { db: { password: 'only-a-test' } } },
    ],
    check: (rendered) => [
      ...same('a claim', rendered.find('PersistentVolumeClaim/hub-db-dir'), undefined),
      ...same('the password', rendered.find('Secret/hub').data['hub.db.password'], btoa('only-a-test')),
    ],
  },
  {
    name: 'images and sizes to choose from, homes, culling, limits',
    values: [
      base,
      {
        cull: { enabled: true, timeout: 3600, every: 600, maxAge: 0 },
        hub: { concurrentSpawnLimit: null, activeServerLimit: 20, allowNamedServers: false },
        singleuser: {
          cpu: { guarantee: 0.5, limit: 2 },
          memory: { guarantee: '1G', limit: '2G' },
          extraTolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
          storage: {
            capacity: '10Gi',
            extraVolumes: [{ name: 'data', nfs: { server: 'nas.lan', path: '/data', readOnly: true } }],
            extraVolumeMounts: [{ name: 'data', mountPath: '/home/jovyan/data', readOnly: true }],
          },
          profileList: [
            {
              display_name: 'Server',
              slug: 'server',
              default: true,
              profile_options: {
                image: {
                  display_name: 'Image',
                  choices: { ds: { display_name: 'DS', kubespawner_override: { image: 'a.b/ds:1' } } },
                },
                size: {
                  display_name: 'Size',
                  choices: { s: { display_name: 'S', kubespawner_override: { mem_limit: '2G' } } },
                },
              },
            },
          ],
        },
      },
    ],
    check: (rendered) => same('objects', rendered.ids, baseObjects),
  },
  {
    name: 'pull credentials',
    values: [base, { imagePullSecrets: [{ name: 'hubwright-registry' }] }],
    check: (rendered) =>
      ['hub', 'proxy'].flatMap((name) =>
        same(name, rendered.find(`Deployment/${name}`).spec.template.spec.imagePullSecrets, [
          { name: 'hubwright-registry' },
        ]),
      ),
  },
  {
    name: "services, one of them in the hub's pod",
    values: [
      base,
      {
        hub: {
          services: { board: { url: 'http://hub:9000', command: ['board'] }, reader: { display: false } },
          service: { extraPorts: [{ name: 'service-9000', port: 9000, targetPort: 9000 }] },
          networkPolicy: {
            ingress: [{ ports: [{ port: 9000 }], from: [{ podSelector: { matchLabels: { component: 'proxy' } } }] }],
          },
        },
      },
      { hub: { services: { reader: { apiToken: 'only-a-test' } } } },
    ],
    check: (rendered) => {
      const { data } = rendered.find('Secret/hub');
      const token = (name: string) => Buffer.from(data[`hub.services.${name}.apiToken`], 'base64').toString();
      return [
        ...same('the token that was given', token('reader'), 'only-a-test'),
        ...same('the length of the one that is made', token('board').length, 64),
        ...same('port', rendered.find('Service/hub')?.spec.ports.at(-1).port, 9000),
        ...same('the last rule', rendered.find('NetworkPolicy/hub')?.spec.ingress.at(-1).ports, [{ port: 9000 }]),
        ...same('who it admits', rendered.find('Deployment/proxy')?.spec.template.metadata.labels.component, 'proxy'),
        ...same('who asks too', rendered.find('Deployment/hub')?.spec.template.metadata.labels.component, 'hub'),
        ...same(
          'where the proxy may go',
          JSON.stringify(rendered.find('NetworkPolicy/proxy')?.spec.egress).includes('"cidr":"10.0.0.0/8"'),
          true,
        ),
      ];
    },
  },
  {
    name: 'a port on every node',
    values: [base, { proxy: { service: { type: 'NodePort', nodePorts: { http: 30080 } } } }],
    check: (rendered) => same('port', rendered.find('Service/proxy-public').spec.ports[0].nodePort, 30080),
  },
];

function checkBase(rendered: Rendered): string[] {
  const claim = rendered.find('PersistentVolumeClaim/hub-db-dir');
  return [
    ...same('objects', rendered.ids, baseObjects),
    ...same('keep', claim?.metadata.annotations, { 'helm.sh/resource-policy': 'keep' }),
    ...same('proxy-public', rendered.find('Service/proxy-public')?.spec.type, 'ClusterIP'),
  ];
}

function same(what: string, found: unknown, expected: unknown): string[] {
  const [got, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
  return got === wanted ? [] : [`${what}: expected ${wanted}, found ${got}`];
}
