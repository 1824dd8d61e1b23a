import type { Platform } from '../platform/platform.ts';
import { percentEncoded } from '../system/percent-encoded.ts';
import { addressOf, k3sNodes, paths } from './node-config.ts';
import type { HostFacts } from './probe.ts';

/** What never goes through a proxy: a node itself, and k3s's networks of pods and services with their names. */
const INSIDE = ['localhost', '127.0.0.0/8', '::1', '10.42.0.0/16', '10.43.0.0/16', '.svc', '.cluster.local'];

/**
 * The environment by which k3s, its installer and containerd know their proxy, as systemd and a shell read it; undefined
 * without a proxy. Secret: a login is in it.
 */
export function proxyEnvironment(platform: Platform, facts: ReadonlyMap<string, HostFacts>): string | undefined {
  const { proxy } = platform.cluster;
  if (proxy === undefined) return undefined;
  const hosts = k3sNodes(platform).flatMap((node) => {
    const found = facts.get(node.name);
    return [node.name, ...(found === undefined ? [] : [addressOf(node, found)])];
  });
  const { http, https } = proxyUrls(platform);
  const values = {
    HTTP_PROXY: http,
    HTTPS_PROXY: https,
    NO_PROXY: [...new Set([...INSIDE, ...hosts, ...proxy.noProxy])].join(','),
  };
  const lines = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [`${key}="${value}"\n`]));
  return `# Written by Hubwright.\n${lines.join('')}`;
}

/** The addresses of the proxy with its login. Secret. */
function proxyUrls({ cluster: { proxy }, secrets }: Platform): { readonly http?: string; readonly https?: string } {
  const complete = (address: string | undefined) => {
    if (address === undefined) return undefined;
    const url = new URL(address);
    if (proxy?.username !== undefined && proxy.password !== undefined) {
      const [username, password] = [proxy.username, secrets.reveal(proxy.password)].map(percentEncoded);
      return `${url.protocol}//${username}:${password}@${url.host}`;
    }
    return url.origin;
  };
  const [http, https] = [complete(proxy?.http), complete(proxy?.https)];
  return { ...(http === undefined ? {} : { http }), ...(https === undefined ? {} : { https }) };
}

/** The file that hands that environment to a unit of k3s: the unit's own is rewritten by every run of the installer. */
export function proxyDropIn(unit: string): string {
  return `/etc/systemd/system/${unit}.service.d/hubwright-proxy.conf`;
}

export const DROP_IN = `# Written by Hubwright.\n[Service]\nEnvironmentFile=${paths.proxy}\n`;
