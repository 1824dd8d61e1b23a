import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Heartbeat } from './k3s-api.ts';
import type { Store } from './k3s-store.ts';
import type { ServerAccess } from './k3s-token.ts';

/** What the kubelet asks the API with: its certificate in k3s, here the name and the password of the node. */
export function writeKubeletConfig(
  { url, ca }: ServerAccess,
  { name, password }: Pick<Heartbeat, 'name' | 'password'>,
): void {
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const kubeconfig = {
    apiVersion: 'v1',
    clusters: [{ cluster, name: 'local' }],
    contexts: [{ context: { cluster: 'local', namespace: 'default', user: 'user' }, name: 'Default' }],
    'current-context': 'Default',
    kind: 'Config',
    users: [{ name: 'user', user: { token: `${name}:${password}` } }],
  };
  writeFileSync('/var/lib/rancher/k3s/agent/kubelet.kubeconfig', stringify(kubeconfig), { mode: 0o600 });
}

/** The node whose kubelet asks; undefined if it is none. */
export function nodeOf(store: Store, authorization = ''): string | undefined {
  const [, name = '', password] = /^Bearer ([^:]+):(.+)$/.exec(authorization) ?? [];
  return password !== undefined && store.nodePasswords.get(name) === password ? name : undefined;
}

/** Why a kubelet may not do something: of what is asked here, it may read and change its own node alone. */
export function refusalOf(node: string, method: string, path: string): string | undefined {
  const [, other] = /^\/api\/v1\/nodes\/([^/]+)$/.exec(path) ?? [];
  if (other === node && (method === 'GET' || method === 'PUT')) return undefined;
  const verb = method.toLowerCase();
  if (other === undefined) return `${path} is forbidden: User "system:node:${node}" cannot ${verb} it`;
  return (
    `nodes "${other}" is forbidden: User "system:node:${node}" cannot ${verb} resource "nodes" in API group "" at the ` +
    `cluster scope: node '${node}' cannot read '${other}', only its own Node object`
  );
}
