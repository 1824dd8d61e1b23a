import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { tuning } from './about.ts';
import { nodeOf, refusalOf } from './k3s-kubelet.ts';
import type { KubeObject, Store } from './k3s-store.ts';
import { certificateAuthority, readTls } from './k3s-tls.ts';
import { remove } from './k3s-volumes.ts';

/** What kubectl may ask for: by its name in a path, the kind and the group. */
export const RESOURCES: Readonly<Record<string, { kind: string; base: string; isNamespaced: boolean }>> = {
  nodes: { kind: 'Node', base: '/api/v1', isNamespaced: false },
  namespaces: { kind: 'Namespace', base: '/api/v1', isNamespaced: false },
  pods: { kind: 'Pod', base: '/api/v1', isNamespaced: true },
  events: { kind: 'Event', base: '/api/v1', isNamespaced: true },
  secrets: { kind: 'Secret', base: '/api/v1', isNamespaced: true },
  configmaps: { kind: 'ConfigMap', base: '/api/v1', isNamespaced: true },
  jobs: { kind: 'Job', base: '/apis/batch/v1', isNamespaced: true },
  addons: { kind: 'Addon', base: '/apis/k3s.cattle.io/v1', isNamespaced: true },
  persistentvolumes: { kind: 'PersistentVolume', base: '/api/v1', isNamespaced: false },
  persistentvolumeclaims: { kind: 'PersistentVolumeClaim', base: '/api/v1', isNamespaced: true },
  storageclasses: { kind: 'StorageClass', base: '/apis/storage.k8s.io/v1', isNamespaced: false },
  deployments: { kind: 'Deployment', base: '/apis/apps/v1', isNamespaced: true },
  statefulsets: { kind: 'StatefulSet', base: '/apis/apps/v1', isNamespaced: true },
  daemonsets: { kind: 'DaemonSet', base: '/apis/apps/v1', isNamespaced: true },
  serviceaccounts: { kind: 'ServiceAccount', base: '/api/v1', isNamespaced: true },
  roles: { kind: 'Role', base: '/apis/rbac.authorization.k8s.io/v1', isNamespaced: true },
  rolebindings: { kind: 'RoleBinding', base: '/apis/rbac.authorization.k8s.io/v1', isNamespaced: true },
  clusterroles: { kind: 'ClusterRole', base: '/apis/rbac.authorization.k8s.io/v1', isNamespaced: false },
  clusterrolebindings: { kind: 'ClusterRoleBinding', base: '/apis/rbac.authorization.k8s.io/v1', isNamespaced: false },
  networkpolicies: { kind: 'NetworkPolicy', base: '/apis/networking.k8s.io/v1', isNamespaced: true },
  runtimeclasses: { kind: 'RuntimeClass', base: '/apis/node.k8s.io/v1', isNamespaced: false },
  horizontalpodautoscalers: { kind: 'HorizontalPodAutoscaler', base: '/apis/autoscaling/v2', isNamespaced: true },
  middlewares: { kind: 'Middleware', base: '/apis/traefik.io/v1alpha1', isNamespaced: true },
  helmchartconfigs: { kind: 'HelmChartConfig', base: '/apis/helm.cattle.io/v1', isNamespaced: true },
  helmcharts: { kind: 'HelmChart', base: '/apis/helm.cattle.io/v1', isNamespaced: true },
};

/** What a server lets others in by: what its k3s was started with, whatever the token is now. */
export interface Admission {
  readonly serverPassword: string;
  readonly agentPassword: string | undefined;
  /** Writes the token's file. */
  readonly keepToken: (password: string) => void;
}

/** A node that tells the server that it is alive. */
export interface Heartbeat {
  readonly name: string;
  readonly password: string;
  readonly role: 'server' | 'agent';
  readonly version: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly bootId: string;
  readonly machineId: string;
  readonly address: string;
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  /** Whether it has joined since it was started: it then proves itself with its certificate, whatever its token. */
  readonly hasJoined: boolean;
}

/** A node counts as lost when it has said nothing for so many ticks; 40 s in Kubernetes. */
const LOST = 40;
/** Milliseconds of one, or more: on a busy machine, where nodes are late as well, the clock of the server is late too. */
const TICK = 200;
let ticks = 0;
const seen = new Map<string, { readonly tick: number; readonly at: number }>();

/** Serves the API on 6443: to a client certificate everything, to the token joining, to others the CA and a sign of life. */
export function serveApi(store: Store, admission: Admission): Promise<void> {
  const server = createServer({
    key: readTls('serving-kube-apiserver.key'),
    cert: readTls('serving-kube-apiserver.crt'),
    ca: readTls('server-ca.crt'),
    requestCert: true,
    rejectUnauthorized: false,
  });
  // Who keeps a connection closes it: one that the server closes may have the next request on its way.
  server.keepAliveTimeout = 0;
  setInterval(() => ticks++, TICK).unref();
  server.on('request', (request, response) => {
    answer(store, admission, request, response).catch((error) => reply(response, 500, status(500, String(error))));
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(6443, done);
  });
}

async function answer(
  store: Store,
  { serverPassword, agentPassword, keepToken }: Admission,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'https://host');
  if (url.pathname === '/cacerts') return reply(response, 200, readTls('server-ca.crt'));
  if (url.pathname === '/ping') return reply(response, 200, 'pong');
  const [user, ...password] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
    .toString()
    .split(':');
  const isServer = password.join(':') === serverPassword;
  const isAgent = isServer || (agentPassword !== undefined && password.join(':') === agentPassword);
  if (url.pathname === '/v1-k3s/server-bootstrap' && user === 'server' && isServer) {
    return reply(response, 200, certificateAuthority());
  }
  if (url.pathname === '/v1-k3s/node') {
    const node = await body<Heartbeat>(request);
    const isKnown = node.hasJoined && store.nodePasswords.has(node.name);
    return isAgent || isKnown ? join(store, node, response) : reply(response, 401, status(401, 'Unauthorized'));
  }
  if (url.pathname === '/v1-k3s/token' && request.method === 'PUT') {
    if (user !== 'server' || !isServer) return reply(response, 401, status(401, 'Unauthorized'));
    const { newToken = '' } = await body<{ newToken?: string }>(request);
    const password = newToken === '' ? randomBytes(16).toString('hex') : newToken;
    keepToken(password);
    if (tuning().rotationFails === true) return reply(response, 500, status(500, 'etcdserver: request timed out'));
    store.password = password;
    store.save();
    return reply(response, 200, '');
  }
  const node = nodeOf(store, request.headers.authorization);
  if (node === undefined && !(request.socket as TLSSocket).authorized) {
    return reply(response, 401, status(401, 'Unauthorized'));
  }
  const refusal = node === undefined ? undefined : refusalOf(node, request.method ?? 'GET', url.pathname);
  if (refusal !== undefined) return reply(response, 403, status(403, refusal));
  if (url.pathname === '/readyz') return reply(response, 200, 'ok');
  if (request.method === 'POST') return create(store, await body<KubeObject>(request), response);
  if (request.method === 'PUT') return replace(store, await body<KubeObject>(request), response);
  return serveObjects(store, request.method ?? 'GET', url, response);
}

function join(store: Store, node: Heartbeat, response: ServerResponse): unknown {
  const known = store.nodePasswords.get(node.name);
  // The real one keeps the hash of a password in such a Secret; one without a hash fits none.
  const isRefused = store.get('Secret', 'kube-system', `${node.name}.node-password.k3s`) !== undefined;
  if (isRefused || (known !== undefined && known !== node.password)) {
    const why =
      "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server " +
      'node-passwd entry, try enabling a unique node name with the --with-node-id flag';
    return reply(response, 403, status(403, why));
  }
  store.nodePasswords.set(node.name, node.password);
  seen.set(node.name, { tick: ticks, at: Date.now() });
  const pairs = node.labels.map((label) => label.split('=', 2) as [string, string]);
  const role = node.role === 'server' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {};
  const before = store.get('Node', undefined, node.name);
  const taints = node.taints.map((taint) => {
    const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(taint) ?? [];
    return { key, ...(value === undefined ? {} : { value }), effect };
  });
  const fresh: KubeObject = {
    apiVersion: 'v1',
    kind: 'Node',
    // As in Kubernetes, labels and taints of the settings count only when a node first registers.
    metadata: {
      ...(before?.metadata ?? {
        name: node.name,
        labels: { 'kubernetes.io/hostname': node.name, ...role, ...Object.fromEntries(pairs) } as Record<
          string,
          string
        >,
      }),
      annotations: { ...before?.metadata.annotations, ...node.annotations },
    },
    spec: before?.spec ?? (taints.length > 0 ? { taints } : {}),
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
      nodeInfo: {
        kubeletVersion: node.version,
        bootID: node.bootId,
        machineID: node.machineId,
        architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      },
    },
  };
  if (JSON.stringify({ ...before }) !== JSON.stringify(fresh)) store.put(fresh);
  const isDeployed = store.list('Pod').some((pod) => pod.metadata.labels?.component === 'hub' && isReady(pod));
  return reply(response, 200, { hub: isDeployed });
}

function create(store: Store, object: KubeObject, response: ServerResponse): unknown {
  const { kind, metadata } = object;
  if (store.get(kind, metadata.namespace, metadata.name) === undefined) return reply(response, 200, store.put(object));
  return reply(response, 409, status(409, `${kind.toLowerCase()}s "${metadata.name}" already exists`));
}

/** What kubectl has changed in an object; its status is its controller's or the kubelet's, and stays. */
function replace(store: Store, changed: KubeObject, response: ServerResponse): unknown {
  const { kind, metadata } = changed;
  const before = store.get(kind, metadata.namespace, metadata.name);
  if (before === undefined) {
    return reply(response, 404, status(404, 'the server could not find the requested resource'));
  }
  const { status: _, ...rest } = changed;
  return reply(
    response,
    200,
    store.put({ ...rest, ...(before.status === undefined ? {} : { status: before.status }) }),
  );
}

function serveObjects(store: Store, method: string, url: URL, response: ServerResponse): unknown {
  const served = Object.entries(RESOURCES).filter(([, { kind }]) => kind !== 'Middleware' || store.hasTraefik);
  const listed = served.filter(([, { base }]) => base === url.pathname);
  if (listed.length > 0) {
    return reply(response, 200, {
      kind: 'APIResourceList',
      groupVersion: url.pathname.replace(/^\/apis?\//, ''),
      resources: listed.map(([name, { kind, isNamespaced: namespaced }]) => ({ name, kind, namespaced })),
    });
  }
  for (const [plural, { kind, base, isNamespaced }] of served) {
    if (!url.pathname.startsWith(`${base}/`)) continue;
    const rest = url.pathname.slice(base.length + 1).split('/');
    const namespace = isNamespaced && rest[0] === 'namespaces' ? rest.splice(0, 2)[1] : undefined;
    // A namespace's own path is the beginning of that of everything in it.
    if (rest[0] !== plural || rest.length > 3 || (!isNamespaced && rest.length > 2)) continue;
    const [, name, part] = rest;
    if (name === undefined) {
      const items = store.list(kind, namespace).filter((o) => matches(o, url.searchParams.get('labelSelector')));
      return reply(response, 200, {
        apiVersion: base.replace(/^\/apis?\//, ''),
        kind: `${kind}List`,
        items: items.map(present),
      });
    }
    const object = store.get(kind, isNamespaced ? namespace : undefined, name);
    const group = /^\/apis\/([^/]+)/.exec(base)?.[1];
    const resource = group === undefined ? plural : `${plural}.${group}`;
    if (object === undefined) return reply(response, 404, status(404, `${resource} "${name}" not found`));
    if (method === 'DELETE') {
      if (kind === 'Node') store.nodePasswords.delete(name);
      remove(store, object);
      return reply(response, 200, status(200, ''));
    }
    return reply(response, 200, part === 'log' ? `${object.log}\n` : present(object));
  }
  return reply(response, 404, status(404, 'the server could not find the requested resource'));
}

function isReady({ status }: KubeObject): boolean {
  const { conditions = [] } = status as { readonly conditions?: readonly { type: string; status: string }[] };
  return conditions.some((it) => it.type === 'Ready' && it.status === 'True');
}

/** A node's readiness is how it is now; what a pod has printed is no field of it. */
function present(object: KubeObject): KubeObject {
  const { log: _, ...shown } = object;
  if (object.kind !== 'Node') return shown as KubeObject;
  const heard = seen.get(object.metadata.name);
  const isAlive = heard !== undefined && ticks - heard.tick < LOST;
  const ready = {
    type: 'Ready',
    status: isAlive ? 'True' : 'Unknown',
    reason: isAlive ? 'KubeletReady' : 'NodeStatusUnknown',
    lastHeartbeatTime: new Date(Math.floor((heard?.at ?? 0) / 1000) * 1000).toISOString(),
  };
  return { ...object, status: { ...(object.status as object), conditions: [ready] } };
}

function matches(object: KubeObject, selector: string | null): boolean {
  const labels = object.metadata.labels ?? {};
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .filter(Boolean)
    .every((term) => {
      const [, one = '', values] = /^(\S+) in \((.*)\)$/.exec(term) ?? [];
      if (values !== undefined) return values.split(',').some((it) => it === labels[one]);
      const [, key = '', operator, value] = /^([^!=]+)(?:(!=|==?)(.*))?$/.exec(term) ?? [];
      if (operator === undefined) return key in labels;
      return operator === '!=' ? labels[key] !== value : labels[key] === value;
    });
}

async function body<T>(request: IncomingMessage): Promise<T> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function status(code: number, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: code === 200 ? 'Success' : 'Failure', message, code };
}

function reply(response: ServerResponse, code: number, content: string | object): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  response.writeHead(code, { 'content-type': typeof content === 'string' ? 'text/plain' : 'application/json' });
  response.end(text);
}
