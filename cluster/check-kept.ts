import { error, type ProblemAt } from '../system/problem.ts';
import { paths } from './node-config.ts';
import type { Candidate } from './preflight.ts';

/** Settings that all servers of a cluster need to agree on. Source: k3s, `CriticalControlArgs`. */
const CRITICAL = [
  ...['cluster-cidr', 'service-cidr', 'cluster-dns', 'cluster-domain', 'disable-cloud-controller'],
  ...['disable-network-policy', 'egress-selector-mode', 'embedded-registry', 'flannel-backend', 'flannel-external-ip'],
  ...['flannel-ipv6-masq', 'secrets-encryption', 'secrets-encryption-provider', 'supervisor-metrics'],
];

/** Servers that lack what a cluster that was taken over had set on its servers: they could not join. Pure. */
export function checkKept(candidates: readonly Candidate[]): ProblemAt[] {
  const servers = candidates.filter(({ node }) => node.role === 'server');
  const keptOn = ({ facts }: Candidate) => facts.extras.configs.find(({ path }) => path === paths.before)?.keys;
  const holder = servers.find((it) => keptOn(it) !== undefined);
  if (holder === undefined) return [];
  const needed = keptOn(holder)?.filter((it) => CRITICAL.includes(it)) ?? [];
  return servers.flatMap((it) => {
    const keys = it.facts.extras.configs.flatMap((file) => file.keys);
    const missing = needed.filter((key) => !keys.includes(key));
    if (missing.length === 0) return [];
    const message = `${missing.join(', ')} is set on ${holder.node.name} since before its take-over, and not here: a server of other settings cannot join`;
    const fix = `Copy ${paths.before} from ${holder.node.name} to it.`;
    return [{ ...error(message, fix), where: it.node.name }];
  });
}
