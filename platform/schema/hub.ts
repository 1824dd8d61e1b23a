import * as z from 'zod';
import { chartRepository, versions } from '../versions.ts';
import { address, hubHost } from './hosts.ts';
import { names, rolesSchema, servicesSchema } from './hub-access.ts';
import { imageReference } from './image-reference.ts';
import { annotationMapping, labelMapping, namespaceName, objectName } from './kubernetes-names.ts';
import { pagesSchema } from './pages.ts';
import { basePath, cidr, cpu, duration, secretSource, share, size, url } from './scalars.ts';
import { tlsSchema } from './tls.ts';

const database = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('sqlite').describe('A file on a claim of its own.'),
      size: size().prefault('1Gi').describe('Size of the claim.'),
      class: objectName()
        .optional()
        .describe(
          'A StorageClass of your own for it. If unset, a folder on the disk of the node; where k3s has no `local-storage`, `storage.home.class`. Only on a node, it is part of backups and of what `rollback` puts back.',
        ),
    }),
    z.strictObject({
      type: z.literal('postgresql').describe('A PostgreSQL server that you run.'),
      host: address().describe('Its host.'),
      port: z.int().min(1).max(65535).default(5432).describe('Its port.'),
      database: z
        .string()
        .regex(/^[\w-]+$/)
        .default('jupyterhub')
        .describe('Name of the database.'),
      user: z
        .string()
        .regex(/^[\w.@-]+$/)
        .default('jupyterhub')
        .describe('User to log in as.'),
      password: secretSource().describe('Password of that user.'),
      sslMode: z
        .enum(['prefer', 'require', 'verify-ca', 'verify-full'])
        .default('prefer')
        .describe(
          "PostgreSQL's own: `require` encrypts, `verify-full` also checks the certificate and its name, against the public authorities and `certificateAuthority`.",
        ),
    }),
  ])
  .prefault({ type: 'sqlite' })
  .describe('Where the hub keeps users, running servers and changed passwords.');

const chart = z
  .strictObject({
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+([-.][\w.-]+)?$/, { error: () => `expected a chart version such as ${versions.chart}` })
      .default(versions.chart)
      .describe('Version of the zero-to-jupyterhub chart.'),
    repository: url().default(chartRepository).describe('Helm repository of the chart.'),
    file: z
      .string()
      .regex(/\.tgz$/, { error: () => 'expected the path of a chart archive ending in .tgz' })
      .optional()
      .describe('A chart archive to embed in the manifest instead, for a cluster without internet access.'),
  })
  .prefault({})
  .describe('The Helm chart.');

const culling = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether idle servers are stopped.'),
    idle: duration().prefault('1h').describe('How long a server may be idle.'),
    maxAge: duration().optional().describe('How long any server may run, busy or not. If unset, no limit.'),
    every: duration().prefault('10m').describe('How often the hub checks.'),
    except: z
      .strictObject({
        users: names('Users whose servers are never stopped.'),
        groups: names('Groups whose members keep their servers.'),
      })
      .prefault({})
      .describe('Whose servers run until somebody stops them, idle or not.'),
  })
  .prefault({})
  .describe('When servers are stopped to free their memory.');

const usage = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether the hub counts. If not, it has no pages of it either.'),
    keep: duration().prefault('400d').describe('How long days, weeks and months are kept, 1d at least.'),
  })
  .prefault({})
  .describe('Who used what: docs/usage.md. A change restarts the hub.');

/** `hub`: the hub itself, and how it is reached. */
export const hubSchema = z
  .strictObject({
    namespace: namespaceName()
      .refine((name) => !/^(kube-.*|default)$/.test(name), {
        error: () => 'expected a namespace of its own, not one of Kubernetes',
      })
      .default('jupyterhub')
      .describe('Namespace of the hub and of every server.'),
    host: hubHost().optional().describe('Host name or IP address of the hub. If unset, any name or address of a node.'),
    baseUrl: basePath().default('/').describe('Path of the hub: `/jupyter/` if the host serves other pages too.'),
    tls: tlsSchema,
    exposure: z
      .enum(['ingress', 'loadBalancer', 'nodePort'])
      .default('ingress')
      .describe(
        '`ingress` goes through an Ingress controller, Traefik on ports 80 and 443 unless `ingress.className` names another; `loadBalancer` and `nodePort` bypass it.',
      ),
    clientAddresses: z
      .boolean()
      .default(false)
      .describe(
        'Whether Traefik sees the addresses of clients instead of those of the nodes that forward them. Runs Traefik on every node, through the HelmChartConfig `traefik`; if you have your own, add to that instead. With `hub.tls.type: letsEncrypt`, only on a cluster of one node.',
      ),
    ingress: z
      .strictObject({
        className: objectName()
          .default('traefik')
          .describe(
            'IngressClass of the controller that serves it. Another than `traefik`, which k3s brings, you run yourself: docs/deploy.md.',
          ),
        annotations: annotationMapping()
          .default({})
          .describe(
            'Annotations of its own, such as those of external-dns or of a Middleware of Traefik: docs/deploy.md.',
          ),
      })
      .prefault({})
      .describe('The Ingress of the hub, for `exposure: ingress`.'),
    nodePort: z.int().min(30000).max(32767).default(30080).describe('Port on every node, for `exposure: nodePort`.'),
    database,
    resources: z
      .strictObject({
        cpu: share(cpu, 'processor time').prefault({ guarantee: '200m' }).describe('Its processor time.'),
        memory: share(size, 'memory').prefault({ guarantee: '512Mi', limit: '2Gi' }).describe('Its memory.'),
      })
      .prefault({})
      .describe('Resources of the hub itself.'),
    image: imageReference()
      .optional()
      .describe("Image of the hub in a registry. If neither it nor `build` is set, the chart's own."),
    build: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A folder with a Dockerfile for the image of the hub, relative to platform.yaml: `image/hub` has JupyterHub ' +
          'with the latest fixes.',
      ),
    base: imageReference()
      .optional()
      .describe("The image that `build` extends. If unset, the Dockerfile's own `ARG BASE`."),
    placement: z
      .enum(['servers', 'any'])
      .default('servers')
      .describe(
        'Nodes for the hub, its proxy and the claim of its database. `servers`: the control plane, as long as it has ' +
          "room; `any`: as the scheduler chooses. A database on a node's own disk keeps the hub on that node.",
      ),
    nodeSelector: labelMapping()
      .default({})
      .describe('Labels of the nodes that may run the hub and its proxy, such as `disk: ssd`. If empty, any node.'),
    priority: z
      .enum(['normal', 'high'])
      .default('normal')
      .describe(
        'Whether the hub and its proxy go before servers. `high`: where no node has room for them, such as after a node ' +
          'failed, Kubernetes stops servers to make room; `normal`: they wait until servers stop.',
      ),
    concurrentSpawnLimit: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe(
        'Servers that may start at the same time; 0 means no limit. Others wait in a queue, and their page shows their place. If unset, the number of processors of all nodes, or 4 if `cpus` is not set.',
      ),
    activeServerLimit: z
      .int()
      .min(0)
      .max(100_000)
      .default(0)
      .describe('Servers that may run at the same time; 0 means no limit.'),
    culling,
    usage,
    services: servicesSchema,
    roles: rolesSchema,
    pages: pagesSchema,
    network: z
      .strictObject({
        allow: z
          .array(cidr())
          .default([])
          .describe('Private networks that servers may reach: a Git server, a database, a DVC remote.'),
      })
      .prefault({})
      .describe('Where servers may connect to, besides the internet.'),
    chart,
    values: z.record(z.string(), z.unknown()).default({}).describe('Raw chart values, merged last.'),
    replaceValues: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Paths in `values`, such as `singleuser.networkPolicy.egress`, whose lists replace what Hubwright sets there instead of being added to it.',
      ),
    podSecurity: z
      .enum(['baseline', 'privileged'])
      .optional()
      .describe(
        'Pod Security level of the namespace. `privileged` lets pods use folders and devices of their node; `baseline` refuses that. If unset, `privileged` if `servers.volumes` has a `hostPath`, otherwise `baseline`.',
      ),
  })
  .refine((it) => it.image === undefined || it.build === undefined, {
    error: () => 'expected either "image" or "build", not both',
  })
  .refine((it) => it.base === undefined || it.build !== undefined, {
    path: ['base'],
    error: () => 'set without "build": only an image that is built here has a base',
  })
  .prefault({})
  .describe('The hub itself, and how it is reached.');

export type Hub = z.output<typeof hubSchema>;
