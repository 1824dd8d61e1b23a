import { inUrl, isAddress } from '../platform/host.ts';
import { hubUrl, portAtNode, urlAtNode } from '../platform/hub-url.ts';
import { isBehindAnother } from '../platform/ingress-class.ts';
import type { Hub } from '../platform/schema/hub.ts';

/** How the hub is reached. */
export interface HubAddress {
  /** What goes into a browser. */
  readonly url: string;
  /** Where it says whether it is well. */
  readonly health: string;
  /**
   * Where its name leads, in the form that curl takes: `hub.example.com:80:10.0.0.4`; empty without a name. Behind a
   * controller that somebody else runs, `@ingress`: at the address that it has given to the Ingress.
   */
  readonly resolve: string;
}

/** The hub's address, which is that of any node unless the settings name one. Its health is asked for at the node itself. */
export function hubAddress(hub: Hub, node: string): HubAddress {
  const name = hub.host === undefined || isAddress(hub.host) ? undefined : hub.host;
  return {
    url: hubUrl(hub, hub.host ?? node),
    health: `${urlAtNode(hub, name ?? node)}hub/health`,
    resolve: isBehindAnother(hub) ? '@ingress' : name === undefined ? '' : `${name}:${portAtNode(hub)}:${inUrl(node)}`,
  };
}

/** An address that works from this machine too: the one in the settings, unless that is only for SSH. */
export function reachableAddress(given: string | undefined, own: string): string {
  // An address with a zone names a network interface of this machine, which is for no one else.
  return given !== undefined && isAddress(given) && !given.includes('%') ? given : own;
}
