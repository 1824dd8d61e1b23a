import { isIP } from 'node:net';

/** Whether a host is given by its IP address: no Ingress can have it, and no certificate authority answers for it. */
export function isAddress(host: string): boolean {
  return isIP(host) !== 0;
}

/** A host as a part of a URL: an IPv6 address has colons of its own. */
export function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
