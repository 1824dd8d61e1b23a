import { isIP } from 'node:net';
import type { Hub } from '../../settings/schema/hub.ts';

/** How the hub is reached. */
export interface HubAddress {
  /** What goes into a browser. */
  readonly url: string;
  /** Where it says whether it is well. */
  readonly health: string;
  /** Where its name leads, in the form that curl takes: `hub.example.com:80:10.0.0.4`. */
  readonly resolve: string;
}

/** The hub's address, which is that of any node unless the settings give it a name. */
export function hubAddress(
  hub: Pick<Hub, 'host' | 'tls' | 'exposure' | 'nodePort' | 'values'>,
  node: string,
): HubAddress {
  const isSecure = hub.exposure === 'ingress' ? hub.tls.type !== 'none' : hub.tls.type === 'secret';
  const usual = isSecure ? 443 : 80;
  const port = hub.exposure === 'nodePort' ? hub.nodePort : usual;
  const name = hub.host ?? inUrl(node);
  const url = `${isSecure ? 'https' : 'http'}://${name}${port === usual ? '' : `:${port}`}${basePath(hub)}`;
  return { url, health: `${url}hub/health`, resolve: `${name}:${port}:${inUrl(node)}` };
}

/** The path below which the hub is: the root, unless a raw chart value says otherwise. */
function basePath({ values }: Pick<Hub, 'values'>): string {
  const { baseUrl } = (values.hub ?? {}) as { readonly baseUrl?: string };
  const path = (baseUrl ?? '').replace(/^\/+|\/+$/g, '');
  return path === '' ? '/' : `/${path}/`;
}

/** An address that works from this machine too: the one in the settings, unless it is only an alias of SSH's. */
export function reachableAddress(given: string | undefined, own: string): string {
  return given !== undefined && isIP(given) !== 0 ? given : own;
}

/** An address as a part of a URL. */
export function inUrl(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}
