import * as z from 'zod';
import { isAddress } from '../host.ts';

/** A host name that Kubernetes accepts, apart from the length: RFC 1123, lower case. */
const HOST_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** A host name that resolvers accept, also in a company's own network: `DB_1.corp.example.com`. */
const ANY_NAME = /^(?!-)[-\w]{1,63}(\.[-\w]{1,63})*\.?$/;

/** Browsers and resolvers read a name that ends with a number as an IPv4 address. */
const isNumeric = (name: string) => /(^|\.)\d+\.?$/.test(name);

const isName = (text: string, pattern: RegExp) => text.length <= 253 && !isNumeric(text) && pattern.test(text);

function host(isRight: (text: string) => boolean, expected: string) {
  return z.string({ error: () => `expected ${expected}` }).superRefine((text, context) => {
    if (isRight(text)) return;
    const meant = hostIn(text);
    const fix = meant !== undefined && isRight(meant) ? `: write ${meant}` : '';
    context.addIssue({ code: 'custom', message: `expected ${expected}${fix}` });
  });
}

/** The host in a URL or an address with a port or a path: lower case, without a trailing dot, in the letters of DNS. */
function hostIn(text: string): string | undefined {
  const address = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(address)) return undefined;
  const found = new URL(address).hostname.replace(/\.$/, '').replace(/^\[(.*)\]$/, '$1');
  // `URL` turns any number into an address: 10.0.0 into 10.0.0.0.
  return isAddress(found) && !text.includes(found) ? undefined : found;
}

/** A host name in lower case: `hub.example.com`. */
export const hostName = () => host((text) => isName(text, HOST_NAME), 'a host name such as hub.example.com');

/** What browsers call the hub: a host name in lower case, or an IP address. */
export const hubHost = () =>
  host(
    (text) => isAddress(text) || isName(text, HOST_NAME),
    'a host name such as hub.example.com, or an IP address, without scheme, port or path',
  );

/** An IP address, of IPv6 without brackets, or a host name that a resolver knows. */
export const address = () =>
  host((text) => isAddress(text) || isName(text, ANY_NAME), 'an IP address or a host name, without scheme or port');

/**
 * A login that `ssh` accepts, also of a directory: `john.doe`, `ada@EXAMPLE.COM`, `CORP\ada`. `ssh` itself refuses
 * what a shell could read as more than a name.
 *
 * Source: OpenSSH, `valid_ruser` in ssh.c.
 */
export const sshUser = () =>
  z
    .string({ error: () => 'expected a login on the host' })
    .regex(/^(?!-)[^\p{Cc}\s'`"\\;&<>|(){}$]+(\\[^\p{Cc}\s'`"\\;&<>|(){}$]+)?$/u, {
      error: () => 'expected a login on the host, such as ubuntu, john.doe, ada@EXAMPLE.COM or CORP\\ada',
    });

/** What `ssh` accepts: an IP address, a host name, or any alias in its configuration. */
export const sshAddress = () =>
  host((text) => isAddress(text) || /^[\w.][-\w.]{0,252}$/.test(text), 'an IP address, a host name or an SSH alias');
