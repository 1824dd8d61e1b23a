import { inUrl } from './host.ts';
import type { Hub } from './schema/hub.ts';

/** The settings that say where the hub is. */
type HubLocation = Pick<Hub, 'tls' | 'exposure' | 'nodePort' | 'baseUrl' | 'values'>;

/** Whether browsers use HTTPS. Without Traefik, only a certificate in the cluster makes them. */
const isSecure = ({ exposure, tls }: HubLocation) =>
  exposure === 'ingress' ? tls.type !== 'none' : tls.type === 'secret';

/** The port that browsers use. */
export const hubPort = (hub: HubLocation) => (hub.exposure === 'nodePort' ? hub.nodePort : isSecure(hub) ? 443 : 80);

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
export function hubUrl(hub: HubLocation, name: string): string {
  const secure = isSecure(hub);
  const port = hubPort(hub);
  const suffix = port === (secure ? 443 : 80) ? '' : `:${port}`;
  return `${secure ? 'https' : 'http'}://${inUrl(name)}${suffix}${basePath(hub)}`;
}
