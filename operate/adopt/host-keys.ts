import { createHash } from 'node:crypto';

/** The key by which a host proves that it is the same as before. */
export interface HostKey {
  /** Name of the node. */
  readonly host: string;
  /** `ssh-ed25519` */
  readonly kind: string;
  /** As SSH prints it: `SHA256:` and 43 characters. */
  readonly fingerprint: string;
}

/** What a fingerprint looks like. */
export const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** The keys in a file of known hosts, as SSH writes it for Hubwright: a name, the kind and the key in each line. */
export function readHostKeys(text: string): HostKey[] {
  return text.split('\n').flatMap((line) => {
    const [host, kind, key] = line.split(' ');
    if (!host || host.startsWith('#') || kind === undefined || key === undefined) return [];
    const sum = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
    return [{ host, kind, fingerprint: `SHA256:${sum.replace(/=+$/, '')}` }];
  });
}

/** Keys that were not there before. */
export function newKeys(before: readonly HostKey[], now: readonly HostKey[]): HostKey[] {
  return now.filter((key) => !before.some((it) => it.host === key.host && it.fingerprint === key.fingerprint));
}
