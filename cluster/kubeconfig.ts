import { parse } from 'yaml';
import * as z from 'zod';
import { inUrl } from '../platform/host.ts';
import { sha256 } from '../system/sha256.ts';
import { toYaml } from '../system/yaml.ts';

const entries = <T extends z.ZodType>(key: string, value: T) =>
  z.array(z.looseObject({ name: z.string(), [key]: value })).default([]);
const any = z.record(z.string(), z.unknown());
const KUBECONFIG = z.looseObject({
  clusters: entries('cluster', any),
  users: entries('user', any),
});

/** k3s's own kubeconfig with the server's address, and with a context, a cluster and a user called by the cluster's name. */
export function kubeconfigFor(text: string, cluster: string, address: string): string {
  const config = KUBECONFIG.parse(parse(text));
  const [{ cluster: server } = { cluster: {} }] = config.clusters;
  const [{ user } = { user: {} }] = config.users;
  return `${header(sha256(text))}${toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { ...(server as object), server: urlOf(address) } }],
    users: [{ name: cluster, user }],
    contexts: [{ name: cluster, context: { cluster, user: cluster } }],
    'current-context': cluster,
  })}`;
}

/** Whether a kubeconfig was made from k3s's own of this digest, for this address. */
export function isKubeconfigOf(text: string, source: string, address: string): boolean {
  return text.startsWith(header(source)) && text.includes(`server: ${urlOf(address)}\n`);
}

function header(source: string): string {
  return `# Written by Hubwright from the kubeconfig of k3s with sha256 ${source}.\n`;
}

function urlOf(address: string): string {
  return `https://${inUrl(address)}:6443`;
}
