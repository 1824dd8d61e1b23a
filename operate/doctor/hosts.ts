import type { Finding } from '../../cluster/finding.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { type Check, type Found, made, notMade } from './check.ts';

/** Where a finding of the preflight does not say what it costs. */
const COST = {
  error: '`up` does not begin before it is fixed, on any host',
  warning: '`up` goes on, and may fail later',
} as const;

/**
 * The preflight of `up`: a check for each host, and one for what concerns several.
 *
 * @param off what is told of VMs that cannot be asked, unless something was found about them
 */
export function hostChecks(
  nodes: readonly Pick<K3sNode, 'name'>[],
  facts: ReadonlyMap<string, Pick<HostFacts, 'os' | 'architecture'>>,
  findings: readonly Finding[],
  off: ReadonlyMap<string, Check> = new Map(),
): Check[] {
  const names = new Set(nodes.map((it) => it.name));
  const each = nodes.map(({ name }): Check => {
    const found = facts.get(name);
    const own = findings.filter((it) => it.hosts === name).map(asFound);
    const closed = off.get(name);
    if (closed !== undefined) {
      if (own.length === 0) return closed;
      return made(closed, own, closed.state === 'not yet' ? 'there is no such VM yet' : closed.detail);
    }
    const detail = found === undefined ? 'it cannot be asked' : `${found.os.name}, ${found.architecture}`;
    return made({ id: `host/${name}`, area: 'hosts', title: name }, own, detail);
  });
  const about = { id: 'hosts', area: 'hosts', title: 'hosts together' } as const;
  const shared = findings.filter((it) => !names.has(it.hosts)).map(asFound);
  if (facts.size === 0 && shared.length === 0) {
    return off.size > 0 ? each : [...each, notMade(about, 'no host can be asked')];
  }
  return [...each, made(about, shared)];
}

/** A finding of the preflight in the words of the report. */
export function asFound({ severity, hosts, message, cost = COST[severity], fix }: Finding): Found {
  return { severity, where: hosts, message, cost, fix };
}
