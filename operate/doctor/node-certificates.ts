import {
  certificatesOf,
  clientCertificate,
  dayOf,
  daysBetween,
  endsFirst,
  type FoundCertificate,
  isAuthority,
  notRenewed,
  RENEWED_BY_K3S,
  renewedByUp,
} from '../../cluster/certificates.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { ProblemAt, Severity } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

export const ABOUT_CERTIFICATES = { id: 'certificates', area: 'cluster', title: 'certificates of k3s' } as const;

const YEAR = 365 * 24 * 3600 * 1000;
const UP = 'Run `npx hubwright up`: it restarts k3s, which renews them. Notebook servers keep running.';
const AUTHORITY = 'Replace it with `k3s certificate rotate-ca`: docs/certificates.md.';
const ENDED = 'k3s on it takes no more commands, and no server starts there; those that run keep running';

type CheckedNode = Pick<K3sNode, 'name' | 'role' | 'unit'>;

export interface CertificatesToCheck {
  readonly nodes: readonly CheckedNode[];
  /** Of the nodes that answer. */
  readonly facts: ReadonlyMap<string, Pick<HostFacts, 'certificates' | 'clock'>>;
  /** The text and the path of the kubeconfig here; undefined if there is none. */
  readonly kubeconfig: { readonly text: string; readonly path: string } | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How long the certificates of all nodes hold, and that of the kubeconfig here. Pure. */
export function certificatesCheck({ nodes, facts, kubeconfig, now }: CertificatesToCheck): Check {
  const found = nodes.flatMap((node) => {
    const host = facts.get(node.name);
    return host === undefined ? [] : { node, host, all: certificatesOf(node, host) };
  });
  const first = endsFirst(found.flatMap(({ all }) => all.filter((it) => !isAuthority(it))));
  if (first === undefined) return skipped(ABOUT_CERTIFICATES, 'no host has any that can be read');
  const problems = found.flatMap(({ node, host, all }) => {
    const own = all.filter((it) => !isAuthority(it));
    const inVain = notRenewed(own);
    const renewed = endsFirst(own.filter((it) => !inVain.includes(it)));
    const authority = endsFirst(all.filter(isAuthority));
    // k3s goes by the clock of its host.
    return [
      ...notYet(node.name, all, host.clock),
      ...(renewed === undefined ? [] : ending(node.name, renewed, host.clock)),
      ...inVain.map((it) => leftOver(node, it, host.clock)),
      ...(authority === undefined ? [] : endingAuthority(node.name, authority, host.clock)),
    ];
  });
  const own = kubeconfig && clientCertificate(kubeconfig.text, kubeconfig.path);
  return checked(
    ABOUT_CERTIFICATES,
    [...problems, ...(own === undefined ? [] : endingKubeconfig(own, now))],
    `the first ends on ${dayOf(first.to)}`,
  );
}

function notYet(where: string, all: readonly FoundCertificate[], clock: number): ProblemAt[] {
  const [early] = [...all].sort((a, b) => b.from - a.from).filter((it) => it.from > clock);
  if (early === undefined) return [];
  const message = `its certificate ${early.path} holds only from ${dayOf(early.from)} on: the clock of the host is behind`;
  const fix = 'Switch on time synchronisation on it: `timedatectl set-ntp true`.';
  return [{ severity: 'error', where, message, cost: ENDED, fix }];
}

function ending(where: string, certificate: FoundCertificate, clock: number): ProblemAt[] {
  const { path, from, to } = certificate;
  const left = to - clock;
  const ahead = renewedByUp(certificate);
  // One that holds for a short time only is renewed by every restart.
  if (left > RENEWED_BY_K3S || (left > ahead && to - from < 2 * RENEWED_BY_K3S)) return [];
  if (left < 0) {
    return [
      { severity: 'error', where, message: `its certificate ${path} ended on ${dayOf(to)}`, cost: ENDED, fix: UP },
    ];
  }
  const message = `its certificate ${path} ends on ${dayOf(to)}, ${inDays(clock, to)}`;
  if (left < ahead) return [{ severity: 'warning', where, message, cost: `after that, ${ENDED}`, fix: UP }];
  const fix = `From ${dayOf(to - ahead)} on, \`npx hubwright up\` renews it; any restart of k3s does so now.`;
  return [{ severity: 'note', where, message, cost: `after that, ${ENDED}`, fix }];
}

/** One that k3s did not renew when it last started, often as it uses it no more. */
function leftOver({ name: where, unit }: CheckedNode, { path, to }: FoundCertificate, clock: number): ProblemAt {
  const when = to < clock ? `ended on ${dayOf(to)}` : `ends on ${dayOf(to)}, ${inDays(clock, to)}`;
  const message = `its certificate ${path} ${when}: k3s did not renew it when it last started`;
  const fix =
    `Move it away and restart k3s, which makes it again if it needs it: ` +
    `\`mv /var/lib/rancher/k3s/${path} /root/ && systemctl restart ${unit}\` on the node.`;
  return { severity: 'warning', where, message, cost: 'if k3s uses it, it comes to a standstill then', fix };
}

function endingAuthority(where: string, { path, to }: FoundCertificate, clock: number): ProblemAt[] {
  const left = to - clock;
  if (left > YEAR) return [];
  const severity: Severity = left < 0 ? 'error' : 'warning';
  const when = left < 0 ? `ended on ${dayOf(to)}` : `ends on ${dayOf(to)}, ${inDays(clock, to)}`;
  const cost = `${left < 0 ? '' : 'after that, '}no node trusts another, and k3s renews nothing`;
  return [{ severity, where, message: `its certificate authority ${path} ${when}`, cost, fix: AUTHORITY }];
}

function endingKubeconfig(certificate: FoundCertificate, now: number): ProblemAt[] {
  const { path: where, to } = certificate;
  const left = to - now;
  if (left > renewedByUp(certificate)) return [];
  const severity: Severity = left < 0 ? 'error' : 'warning';
  const when = left < 0 ? `ended on ${dayOf(to)}` : `ends on ${dayOf(to)}, ${inDays(now, to)}`;
  const cost = `${left < 0 ? '' : 'after that, '}kubectl on this machine is refused`;
  const fix = 'Run `npx hubwright up`, which fetches it again. After `kubeconfig --merge`, run that again too.';
  return [{ severity, where, message: `its certificate ${when}`, cost, fix }];
}

function inDays(now: number, to: number): string {
  const days = daysBetween(now, to);
  return days === 1 ? 'in 1 day' : `in ${days} days`;
}
