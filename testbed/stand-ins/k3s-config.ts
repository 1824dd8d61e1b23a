import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { log } from './about.ts';

const CONFIG = '/etc/rancher/k3s/config.yaml';

const AGENT = [
  ...['token', 'token-file', 'server', 'data-dir', 'node-name', 'with-node-id', 'node-label', 'node-taint', 'node-ip'],
  ...['node-external-ip', 'flannel-iface', 'flannel-conf', 'private-registry', 'disable-default-registry-endpoint'],
  ...['kubelet-arg', 'kube-proxy-arg', 'protect-kernel-defaults', 'selinux', 'lb-server-port', 'resolv-conf', 'debug'],
  ...['container-runtime-endpoint', 'pause-image', 'snapshotter', 'docker', 'rootless', 'v', 'vmodule', 'log'],
];
const SERVER = [
  ...AGENT,
  ...['cluster-init', 'cluster-reset', 'cluster-reset-restore-path', 'agent-token', 'agent-token-file', 'tls-san'],
  ...['tls-san-security', 'bind-address', 'https-listen-port', 'advertise-address', 'advertise-port', 'cluster-cidr'],
  ...[
    'service-cidr',
    'service-node-port-range',
    'cluster-dns',
    'cluster-domain',
    'flannel-backend',
    'flannel-ipv6-masq',
  ],
  ...['egress-selector-mode', 'servicelb-namespace', 'write-kubeconfig', 'write-kubeconfig-mode', 'disable'],
  ...[
    'write-kubeconfig-group',
    'helm-job-image',
    'datastore-endpoint',
    'etcd-expose-metrics',
    'etcd-disable-snapshots',
  ],
  ...['etcd-snapshot-schedule-cron', 'etcd-snapshot-retention', 'etcd-snapshot-dir', 'default-local-storage-path'],
  ...['disable-agent', 'disable-scheduler', 'disable-cloud-controller', 'disable-kube-proxy', 'disable-network-policy'],
  ...['disable-helm-controller', 'embedded-registry', 'supervisor-metrics', 'secrets-encryption'],
  ...['kube-apiserver-arg', 'kube-scheduler-arg', 'kube-controller-manager-arg', 'prefer-bundled-bin', 'enable-pprof'],
];

export type Config = ReadonlyMap<string, string | readonly string[]>;

/** Flags that may be given several times. */
const LISTS = new Set([
  'tls-san',
  'disable',
  'node-label',
  'node-taint',
  'kubelet-arg',
  'kube-proxy-arg',
  'cluster-cidr',
]);
const SECRETS = ['--token', '-t', '--agent-token', '--datastore-endpoint'];
const SECRET_VARIABLES = ['K3S_TOKEN', 'K3S_AGENT_TOKEN', 'K3S_DATASTORE_ENDPOINT'];

/** What a process of k3s is and was started with. */
export interface Program {
  readonly version: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a node notes of how it was started: its settings and flags, and its variables, without the secrets in them. */
export function startedWith(role: 'server' | 'agent', flags: readonly string[]) {
  const files = [...readConfig(role, [])].flatMap(([key, value]) => [value].flat().map((it) => `--${key}=${it}`));
  const words = [role, ...files, ...flags].flatMap((word) => {
    const [, name, value] = /^(-[^=]*)=(.*)$/.exec(word) ?? [];
    return name === undefined || value === undefined ? word : [name, value];
  });
  const args = words.map((word, i) => (SECRETS.includes(words[i - 1] ?? '') ? '********' : word));
  const variables = Object.entries(process.env).filter(
    ([name]) => name.startsWith('K3S_') && !name.startsWith('K3S_STAND_IN'),
  );
  const env = variables.map(([name, value]) => [name, SECRET_VARIABLES.includes(name) ? '********' : value]);
  return { 'k3s.io/node-args': JSON.stringify(args), 'k3s.io/node-env': JSON.stringify(Object.fromEntries(env)) };
}

/**
 * All settings of a start of k3s: the files, then the flags. One that it does not know ends it; in the files of a server it
 * is passed over.
 */
export function readConfig(role: 'server' | 'agent', flags: readonly string[]): Config {
  const known = new Set(role === 'server' ? SERVER : AGENT);
  const config = new Map<string, string | readonly string[]>();
  const set = (key: string, value: unknown, isOfFile: boolean) => {
    const name = key.replace(/\+$/, '');
    if (!known.has(name) && isOfFile && role === 'server') {
      log('warning', `Unknown flag --${name} found in config.yaml, skipping\n`);
      return;
    }
    if (!known.has(name)) {
      process.stderr.write(`Incorrect Usage: flag provided but not defined: -${name}\n\n`);
      log('fatal', `Error: flag provided but not defined: -${name}`);
      process.exit(1);
    }
    const given = Array.isArray(value) ? value.map(String) : String(value);
    // Flags come after what files say: one more of a list, in place of anything else.
    const isMore = key.endsWith('+') || (!isOfFile && LISTS.has(name));
    config.set(name, isMore ? [...list(config, name), ...[given].flat()] : given);
  };
  for (const file of configFiles()) {
    const found: unknown = parse(readFileSync(file, 'utf8'));
    if (found !== null && typeof found !== 'object') log('fatal', `Error: failed to read ${file}: not a mapping`);
    for (const [key, value] of Object.entries(found ?? {})) set(key, value, true);
  }
  for (let i = 0; i < flags.length; i++) {
    const [, key = flags[i] ?? '', value] = /^--?([^=]+)(?:=(.*))?$/.exec(flags[i] ?? '') ?? [];
    const next = flags[i + 1];
    if (value !== undefined || next === undefined || next.startsWith('-')) set(key, value ?? true, false);
    else set(key, flags[++i], false);
  }
  return config;
}

/** One value of a setting that has one; the last if there are several. */
export function text(config: Config, key: string): string | undefined {
  const value = config.get(key);
  return typeof value === 'string' ? value : value?.at(-1);
}

/** The values of a setting that may have several. */
export function list(config: Config, key: string): readonly string[] {
  const value = config.get(key);
  return value === undefined ? [] : typeof value === 'string' ? value.split(',') : value;
}

/** The token that was given, from wherever k3s takes one: a file wins. */
export function givenToken(config: Config): string | undefined {
  const file = text(config, 'token-file') ?? process.env.K3S_TOKEN_FILE;
  const given = file === undefined ? (text(config, 'token') ?? process.env.K3S_TOKEN) : readFileSync(file, 'utf8');
  return given?.trim();
}

function configFiles(): string[] {
  const folder = `${CONFIG}.d`;
  const more = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  return [...(existsSync(CONFIG) ? [CONFIG] : []), ...more.map((name) => join(folder, name))];
}
