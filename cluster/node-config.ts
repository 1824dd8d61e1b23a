import { inUrl, isAddress } from '../platform/host.ts';
import type { Node } from '../platform/nodes.ts';
import type { Platform } from '../platform/platform.ts';
import { containerdKey } from '../platform/registry-host.ts';
import { toYaml } from '../system/yaml.ts';
import type { HostFacts } from './probe.ts';

/** Where k3s and Hubwright keep things on a node. */
export const paths = {
  /** Says whose the host is; outlives an uninstalled k3s. */
  mark: '/etc/hubwright/cluster.json',
  /** What a server keeps of the cluster: its state, and who changed it. */
  record: '/var/lib/hubwright',
  /** Where a node keeps its snapshots of before upgrades, each in a folder for root alone. */
  snapshots: '/var/lib/hubwright/snapshots',
  config: '/etc/rancher/k3s/config.yaml',
  token: '/etc/rancher/k3s/hubwright-token',
  /** The token from before a rotation that has not finished. */
  tokenBefore: '/etc/rancher/k3s/hubwright-token-before',
  registries: '/etc/rancher/k3s/registries.yaml',
  /** The certificates of `certificateAuthority`, which {@link registries} names. */
  authorities: '/etc/rancher/k3s/hubwright-ca.pem',
  /**
   * What a k3s that was taken over had set, and Hubwright does not: part of what keeps the cluster as it is. k3s reads it last,
   * since flags came after all files.
   */
  before: '/etc/rancher/k3s/config.yaml.d/zz-before-hubwright.yaml',
  /** The environment with the proxy, which the installer reads as well. */
  proxy: '/etc/rancher/k3s/hubwright-proxy.env',
  /** What Hubwright last wrote on the host: a digest and a path a line. */
  written: '/etc/hubwright/written',
  /** Says with which files k3s was last started. */
  started: '/etc/rancher/k3s/hubwright-started',
  kubeconfig: '/etc/rancher/k3s/k3s.yaml',
  serverToken: '/var/lib/rancher/k3s/server/token',
  manifests: '/var/lib/rancher/k3s/server/manifests',
  binary: '/usr/local/bin/k3s',
} as const;

/** A machine of the cluster as k3s is to be set up on it. */
export interface K3sNode extends Node {
  readonly unit: 'k3s' | 'k3s-agent';
  /** Where the operator reaches it; an IP address, a host name or an alias of the SSH configuration. */
  readonly address: string | undefined;
}

/** The nodes of the cluster, servers first. */
export function k3sNodes({ cluster }: Pick<Platform, 'cluster'>): readonly K3sNode[] {
  return cluster.nodes.map((node) => {
    return { ...node, unit: node.role === 'server' ? 'k3s' : 'k3s-agent', address: node.reach.address };
  });
}

/** The address under which the other nodes reach a node. */
export function addressOf(node: K3sNode, facts: HostFacts): string {
  const own = facts.addresses.filter((it) => !VIRTUAL.test(it.interface));
  const main = own.filter((it) => it.interface === (node.interface ?? facts.route));
  const first = [...main, ...own].find((it) => !it.address.includes(':')) ?? [...main, ...own][0];
  return node.nodeIp ?? first?.address ?? certifiable(node.address)[0] ?? '127.0.0.1';
}

/** Networks that k3s and other container programs make. */
export const VIRTUAL = /^(cni|flannel|docker|br-|veth|virbr|kube)/;

/**
 * How long containerd may take to create a container. With the first of an image from a tar it unpacks the image, and starts over
 * where the kubelet gives up: after two minutes, if this is not set. Sources: k3s 1.36, `pkg/agent/containerd`; containerd 2.3,
 * `internal/cri/server`.
 */
const CREATION_TIME = '30m';

/** A setting of k3s, as a file of it can have one. */
export type K3sSetting = string | boolean | readonly string[];

/** The settings of k3s on a node, as its config.yaml has them. No secret is in them: the token has a file of its own. */
export function k3sSettings(
  node: K3sNode,
  servers: readonly { node: K3sNode; facts: HostFacts }[],
  platform: Platform,
): Readonly<Record<string, K3sSetting>> {
  const { cluster } = platform;
  const [first, ...others] = servers;
  if (first === undefined) throw new Error('A cluster has at least one server');
  const isFirst = node === first.node;
  const server = {
    ...(isFirst && others.length > 0 ? { 'cluster-init': true } : {}),
    'write-kubeconfig-mode': '0600',
    'tls-san': certificateNames(servers, platform),
    ...(cluster.disable.length > 0 ? { disable: cluster.disable } : {}),
  };
  return {
    'node-name': node.name,
    'token-file': paths.token,
    ...(isFirst ? {} : { server: `https://${inUrl(addressOf(first.node, first.facts))}:6443` }),
    ...(node.nodeIp === undefined ? {} : { 'node-ip': node.nodeIp }),
    ...(node.interface === undefined ? {} : { 'flannel-iface': node.interface }),
    ...(node.role === 'server' ? server : {}),
    'kubelet-arg': [
      ...(cluster.podPidsLimit > 0 ? [`pod-max-pids=${cluster.podPidsLimit}`] : []),
      `runtime-request-timeout=${CREATION_TIME}`,
    ],
    // Labels are set on the node later: a kubelet refuses to start with some, and a change would restart k3s.
    ...listed(
      'node-taint',
      node.taints.map(({ key, value, effect }) => `${key}${value && `=${value}`}:${effect}`),
    ),
  };
}

/** The text of a node's config.yaml. */
export function configOf(...asked: Parameters<typeof k3sSettings>): string {
  const settings = toYaml(k3sSettings(...asked));
  return `# Written by Hubwright. Settings of your own go in a file in /etc/rancher/k3s/config.yaml.d.\n${settings}`;
}

const AGENT_KEYS = [
  'node-name',
  'token-file',
  'token',
  'server',
  'node-ip',
  'flannel-iface',
  'kubelet-arg',
  'node-taint',
];
const SERVER_KEYS = ['cluster-init', 'write-kubeconfig-mode', 'tls-san', 'disable'];

/** The settings of k3s that Hubwright writes in config.yaml: one of these elsewhere replaces what it says. */
export function configKeys(role: 'server' | 'agent'): ReadonlySet<string> {
  return new Set(role === 'server' ? [...AGENT_KEYS, ...SERVER_KEYS] : AGENT_KEYS);
}

/** The names and addresses that the certificate of the Kubernetes API has to hold. */
export function certificateNames(
  servers: readonly { node: K3sNode; facts: HostFacts }[],
  { cluster }: Pick<Platform, 'cluster'>,
): string[] {
  const names = servers.flatMap(({ node, facts }) => [addressOf(node, facts), ...certifiable(node.address)]);
  return [...new Set([...names, ...cluster.tlsSan])];
}

/** What a certificate can name. SSH reaches hosts by more than that: `Lab_1` in its configuration, `fe80::1%eth0`. */
function certifiable(address = ''): string[] {
  const isName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i.test(address);
  return isName || (isAddress(address) && !address.includes('%')) ? [address.toLowerCase()] : [];
}

/**
 * The text of registries.yaml; undefined if no registry needs a login, and none a certificate of the company's authority.
 * containerd trusts that beside what the node trusts; `*` is for all registries that have no entry of their own.
 */
export function registriesOf({ registry, secrets, authorities }: Platform): string | undefined {
  const tls = authorities === undefined ? {} : { tls: { ca_file: paths.authorities } };
  const logins = registry.credentials.map(({ host, username, password }): [string, object] => {
    return [containerdKey(host), { auth: { username, password: secrets.reveal(password) }, ...tls }];
  });
  const configs: [string, object][] = [
    ...logins,
    ...(authorities === undefined ? [] : [['*', tls] as [string, object]]),
  ];
  if (configs.length === 0) return undefined;
  return `# Written by Hubwright.\n${toYaml({ configs: Object.fromEntries(configs) })}`;
}

/** The text of the file with the company's certificates; a comment outside of them says whose file it is. */
export function authoritiesOf({ authorities }: Platform): string | undefined {
  return authorities && `# Written by Hubwright.\n${authorities}`;
}

function listed(key: string, values: readonly string[]) {
  return values.length > 0 ? { [key]: values } : {};
}
