import { X509Certificate } from 'node:crypto';
import { parse } from 'yaml';
import type { K3sNode } from './node-config.ts';
import type { HostFacts } from './probe.ts';

/** A certificate of k3s on a node. */
export interface FoundCertificate {
  /** Below k3s's data: `server/tls/client-admin.crt`. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970. */
  readonly to: number;
}

const DAY = 24 * 3600 * 1000;
/**
 * Milliseconds before its end from which on k3s renews a certificate, if it happens to start then.
 *
 * Source: k3s-io/k3s, `CertificateRenewDays`, 120 and 90 in earlier releases.
 */
export const RENEWED_BY_K3S = 120 * DAY;
const LONGEST_AHEAD = 90 * DAY;

type Validity = Pick<FoundCertificate, 'from' | 'to'>;

/**
 * Milliseconds before its end from which on `up` restarts k3s for a certificate: 90 days, when every release renews it, and a
 * quarter of the time that it holds where that is less, as otherwise one for 60 days would be due right after it was renewed.
 */
export const renewedByUp = ({ from, to }: Validity): number => Math.min(LONGEST_AHEAD, (to - from) / 4);

/**
 * Those among what a node's k3s uses that it did not renew although it has started since they were due: another restart would
 * be of no use. When it started is told by the others, as it gets an agent's at every start.
 */
export function notRenewed<T extends Validity>(certificates: readonly T[]): readonly T[] {
  const started = Math.max(...certificates.map((it) => it.from));
  return certificates.filter((it) => it.to - renewedByUp(it) < started);
}

/** Reads a certificate as PEM or as its Base64; undefined if it is none. */
export function parseCertificate(path: string, text: string): FoundCertificate | undefined {
  try {
    const { validFrom, validTo } = new X509Certificate(text.startsWith('-') ? text : Buffer.from(text, 'base64'));
    return { path, from: Date.parse(validFrom), to: Date.parse(validTo) };
  } catch {
    return undefined;
  }
}

/** Whether it is the CA's own: k3s makes one for ten years, and never renews it by itself. */
export const isAuthority = ({ path }: Pick<FoundCertificate, 'path'>): boolean => path.endsWith('-ca.crt');

/** What a node's k3s uses; an agent that was a server may still have what it had then. */
export function certificatesOf(
  { role }: Pick<K3sNode, 'role'>,
  { certificates }: Pick<HostFacts, 'certificates'>,
): readonly FoundCertificate[] {
  return certificates.filter(({ path }) => role === 'server' || path.startsWith('agent/'));
}

/** The one that ends first; undefined if there is none. */
export function endsFirst<T extends Pick<FoundCertificate, 'to'>>(certificates: readonly T[]): T | undefined {
  return [...certificates].sort((a, b) => a.to - b.to)[0];
}

/** The certificate for which k3s on a node is to be restarted, by the node's own clock; undefined if there is none. */
export function dueForRenewal(
  node: Pick<K3sNode, 'role' | 'unit'>,
  facts: Pick<HostFacts, 'certificates' | 'clock' | 'units'>,
): FoundCertificate | undefined {
  if (facts.units.get(node.unit)?.state !== 'active') return undefined;
  const all = certificatesOf(node, facts).filter((it) => !isAuthority(it));
  const inVain = notRenewed(all);
  return endsFirst(all.filter((it) => it.to - facts.clock < renewedByUp(it) && !inVain.includes(it)));
}

/** The client certificate of a kubeconfig; undefined if there is none in it. */
export function clientCertificate(kubeconfig: string, path: string): FoundCertificate | undefined {
  const [user] = parse(kubeconfig)?.users ?? [];
  const data: unknown = user?.user?.['client-certificate-data'];
  return typeof data === 'string' ? parseCertificate(path, Buffer.from(data, 'base64').toString()) : undefined;
}

/** A day as messages name it: `2027-03-01`, in UTC as k3s does. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Whole days from one time to another, rounded down. */
export const daysBetween = (from: number, to: number): number => Math.floor((to - from) / DAY);
