import { z } from 'zod';
import { chartRepository, versions } from '../versions.ts';
import { address, hubHost } from './hosts.ts';
import { imageReference } from './image-reference.ts';
import { labelMapping, namespaceName, objectName } from './kubernetes-names.ts';
import { basePath, cidr, cpu, duration, secretSource, share, size, url } from './scalars.ts';

const tls = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none').describe('Plain HTTP: passwords cross the network in the clear.') }),
    z.strictObject({
      type: z.literal('selfSigned').describe("Traefik's own certificate: encrypted, and browsers warn."),
    }),
    z.strictObject({
      type: z.literal('secret').describe('A certificate that is in the cluster already.'),
      name: objectName().describe('Name of the `kubernetes.io/tls` Secret in the namespace of the hub.'),
    }),
    z.strictObject({
      type: z.literal('certManager').describe('A certificate that cert-manager, which you run, obtains and renews.'),
      issuer: objectName().describe('Name of the ClusterIssuer.'),
    }),
  ])
  .prefault({ type: 'none' })
  .describe('Where the certificate comes from.');

const database = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('sqlite').describe('A file on a claim of its own.'),
      size: size().prefault('1Gi').describe('Size of the claim.'),
    }),
    z.strictObject({
      type: z.literal('postgresql').describe('A PostgreSQL server that you run.'),
      host: address().describe('Where it is.'),
      port: z.int().min(1).max(65535).default(5432).describe('Its port.'),
      database: z
        .string()
        .regex(/^[\w-]+$/)
        .default('jupyterhub')
        .describe('The database.'),
      user: z
        .string()
        .regex(/^[\w.@-]+$/)
        .default('jupyterhub')
        .describe('Login at it.'),
      password: secretSource().describe('Its password.'),
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
    repository: url().default(chartRepository).describe('Helm repository that has it.'),
    file: z
      .string()
      .regex(/\.tgz$/, { error: () => 'expected the path of a chart archive ending in .tgz' })
      .optional()
      .describe('A chart archive that is embedded in the manifest instead, for a cluster without internet.'),
  })
  .prefault({})
  .describe('The Helm chart.');

const culling = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether idle servers are stopped.'),
    idle: duration().prefault('1h').describe('How long a server may be idle.'),
    maxAge: duration().optional().describe('How long any server may run, busy or not. Without it, for ever.'),
    every: duration().prefault('10m').describe('How often the hub looks.'),
  })
  .prefault({})
  .describe('When servers are stopped to give back their memory.');

/** `hub`: what runs at the centre, and how it is reached. */
export const hubSchema = z
  .strictObject({
    namespace: namespaceName()
      .refine((name) => !/^(kube-.*|default)$/.test(name), {
        error: () => "expected a namespace of the hub's own, not one of Kubernetes",
      })
      .default('jupyterhub')
      .describe('Namespace of the hub and of every server.'),
    host: hubHost()
      .optional()
      .describe('Host in the address of the hub, a name or an IP address. Without it, any name or address of a node.'),
    baseUrl: basePath()
      .default('/')
      .describe('Path below which the hub is: `/jupyter/` where the host name has other pages, too.'),
    tls,
    exposure: z
      .enum(['ingress', 'loadBalancer', 'nodePort'])
      .default('ingress')
      .describe('`ingress` goes through Traefik on ports 80 and 443; `loadBalancer` and `nodePort` go round it.'),
    clientAddresses: z
      .boolean()
      .default(false)
      .describe(
        'Whether Traefik sees where clients come from, instead of nodes that pass them on. Puts a Traefik on each node, by the HelmChartConfig `traefik`; if you have one of your own, add to that instead.',
      ),
    nodePort: z.int().min(30000).max(32767).default(30080).describe('Port on every node with `exposure: nodePort`.'),
    database,
    resources: z
      .strictObject({
        cpu: share(cpu, 'Processor time').prefault({ guarantee: '200m' }).describe('Its processor time.'),
        memory: share(size, 'Memory').prefault({ guarantee: '512Mi', limit: '2Gi' }).describe('Its memory.'),
      })
      .prefault({})
      .describe('What the hub itself is given.'),
    image: imageReference()
      .optional()
      .describe("Image of the hub in a registry. Without it and without `build`, the chart's own."),
    build: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A folder with a Dockerfile for the image of the hub, from the folder of platform.yaml: `image/hub` has the ' +
          'JupyterHub with the latest fixes.',
      ),
    base: imageReference()
      .optional()
      .describe("The image that `build` extends. Without it, the Dockerfile's own `ARG BASE`."),
    placement: z
      .enum(['servers', 'any'])
      .default('servers')
      .describe(
        'Nodes for the hub, its proxy and the claim of its database. `servers`: those of the control plane, as long as ' +
          'they have room; `any`: those that the scheduler chooses. A database that lies on a node keeps the hub there.',
      ),
    nodeSelector: labelMapping()
      .default({})
      .describe(
        'Labels of the nodes that may run the hub and its proxy, such as `disk: ssd`. Without any, every node may.',
      ),
    concurrentSpawnLimit: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe(
        'Servers that start at once, 0 for no limit; the others wait for their turn, and their page says their place. Without it, as many as the nodes have processors, 4 where `cpus` is not set.',
      ),
    activeServerLimit: z.int().min(0).max(100_000).default(0).describe('Servers that may run at once; 0 is no limit.'),
    culling,
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
    values: z.record(z.string(), z.unknown()).default({}).describe('Raw chart values, joined last.'),
    replaceValues: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Paths in `values`, such as `singleuser.networkPolicy.egress`, whose lists replace what Hubwright sets there instead of joining it.',
      ),
    podSecurity: z
      .enum(['baseline', 'privileged'])
      .default('baseline')
      .describe(
        'Pod Security level of the namespace. `privileged` lets pods have folders and devices of their node; `baseline` refuses them.',
      ),
  })
  .refine((it) => it.image === undefined || it.build === undefined, {
    error: () => 'expected either "image" or "build", and one of them only',
  })
  .refine((it) => it.base === undefined || it.build !== undefined, {
    path: ['base'],
    error: () => 'a base without "build": only an image that is built here has one',
  })
  .prefault({})
  .describe('What runs at the centre, and how it is reached.');

export type Hub = z.output<typeof hubSchema>;
