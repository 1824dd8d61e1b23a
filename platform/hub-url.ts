import { valueAt } from '../system/mapping.ts';
import { isPlainAtNodes } from './certificate.ts';
import { inUrl, isAddress } from './host.ts';
import type { Hub } from './schema/hub.ts';

/** The settings that say where the hub is. */
type HubLocation = Pick<Hub, 'tls' | 'exposure' | 'nodePort' | 'baseUrl' | 'values'>;

/** Whether nodes use HTTPS. Without Traefik, only a certificate in the cluster makes them. */
const isSecureAtNode = ({ exposure, tls }: HubLocation) =>
  tls.type === 'secret' || (exposure === 'ingress' && !isPlainAtNodes(tls));

/** The port at which nodes have the hub. */
export const portAtNode = (hub: HubLocation) =>
  hub.exposure === 'nodePort' ? hub.nodePort : isSecureAtNode(hub) ? 443 : 80;

/** The path below which the hub is. A raw chart value is merged last, so it wins here too. */
export function basePath({ baseUrl, values }: Pick<Hub, 'baseUrl' | 'values'>): string {
  const raw = (values.hub as { readonly baseUrl?: unknown } | null | undefined)?.baseUrl;
  return asBasePath(typeof raw === 'string' ? raw : baseUrl);
}

/** A base path as JupyterHub understands it: `lab`, `/lab` and `/lab/` are all `/lab/`. */
export function asBasePath(text: string): string {
  const path = text.replace(/^\/+|\/+$/g, '');
  return path === '' ? '/' : `/${path}/`;
}

/** The root of the hub under this name or address, as browsers see it: `https://hub.example.com/lab/`. */
export const hubUrl = (hub: HubLocation, name: string): string =>
  hub.tls.type === 'external' ? `https://${inUrl(name)}${basePath(hub)}` : urlAtNode(hub, name);

/** The same as nodes have it, which a proxy in front of them makes another. */
export function urlAtNode(hub: HubLocation, name: string): string {
  const secure = isSecureAtNode(hub);
  const port = portAtNode(hub);
  const suffix = port === (secure ? 443 : 80) ? '' : `:${port}`;
  return `${secure ? 'https' : 'http'}://${inUrl(name)}${suffix}${basePath(hub)}`;
}

/**
 * Where everyone finds the hub, if that is one address, by HTTPS. The hub itself would guess: of several proxies on the way
 * it believes the last, which has plain HTTP, and so sends cookies that browsers give away without encryption.
 */
export function onlyUrl(hub: HubLocation & Pick<Hub, 'host'>): string | undefined {
  const { host, tls, values } = hub;
  const more = valueAt(values, ['ingress', 'hosts']) ?? [];
  const isOnlyName = host && !isAddress(host) && Array.isArray(more) && more.every((it) => it === host);
  const url = host && (isOnlyName || tls.type === 'external') ? hubUrl(hub, host) : '';
  return url.startsWith('https:') ? url : undefined;
}
