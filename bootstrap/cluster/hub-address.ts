import { isIP } from 'node:net';
import { hubPort, hubUrl } from '../../lib/hub-url.ts';
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
export function hubAddress(hub: Hub, node: string): HubAddress {
  const name = hub.host ?? inUrl(node);
  const url = hubUrl(hub, name);
  return { url, health: `${url}hub/health`, resolve: `${name}:${hubPort(hub)}:${inUrl(node)}` };
}

/** An address that works from this machine too: the one in the settings, unless it is only an alias of SSH's. */
export function reachableAddress(given: string | undefined, own: string): string {
  return given !== undefined && isIP(given) !== 0 ? given : own;
}

/** An address as a part of a URL. */
export function inUrl(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}
