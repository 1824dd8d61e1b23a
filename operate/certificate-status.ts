import {
  certificatesOf,
  clientCertificate,
  dayOf,
  endsFirst,
  type FoundCertificate,
  isAuthority,
  notRenewed,
  renewedByUp,
} from '../cluster/certificates.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import type { Platform } from '../platform/platform.ts';

/** A certificate of k3s. */
export interface CertificateStatus {
  /** Null for that of the kubeconfig on this machine. */
  readonly node: string | null;
  /** Below k3s's data, `server/tls/client-admin.crt`; here `kubeconfig`. */
  readonly path: string;
  /** From when on it holds, in ISO 8601. */
  readonly begins: string;
  /** When it ends, in ISO 8601. */
  readonly ends: string;
}

/** Those of the nodes that answer, and that of the kubeconfig on this machine. Pure. */
export function certificateStatus(
  platform: Pick<Platform, 'cluster'>,
  facts: ReadonlyMap<string, HostFacts | string | undefined>,
  kubeconfig: string | undefined,
): CertificateStatus[] {
  const of = (node: string | null, { path, from, to }: FoundCertificate) => ({
    node,
    path,
    begins: new Date(from).toISOString(),
    ends: new Date(to).toISOString(),
  });
  const own = kubeconfig === undefined ? undefined : clientCertificate(kubeconfig, 'kubeconfig');
  return [
    ...k3sNodes(platform).flatMap((node) => {
      const found = facts.get(node.name);
      return typeof found === 'object' ? certificatesOf(node, found).map((it) => of(node.name, it)) : [];
    }),
    ...(own === undefined ? [] : [of(null, own)]),
  ];
}

/** The one that ends first of those that `up` renews by now, in words; undefined if there is none. */
export function describeEnding(certificates: readonly CertificateStatus[], now: number): string | undefined {
  const all = certificates
    .filter((it) => !isAuthority(it))
    .map((it) => ({ ...it, from: Date.parse(it.begins), to: Date.parse(it.ends) }));
  const inVain = [...new Set(all.map((it) => it.node))].flatMap((node) =>
    notRenewed(all.filter((it) => it.node === node)),
  );
  const first = endsFirst(all.filter((it) => it.to - now <= renewedByUp(it) && !inVain.includes(it)));
  if (first === undefined) return undefined;
  const whose = first.node === null ? 'that of the kubeconfig here' : `${first.path} of ${first.node}`;
  return `${whose} ${first.to < now ? 'ended' : 'ends'} on ${dayOf(first.to)}; \`npx hubwright up\` renews it`;
}
