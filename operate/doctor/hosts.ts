import type { K3sNode } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

/** Where the preflight does not say what a problem costs. */
const COST = {
  error: '`up` does not start on any host until it is fixed',
  warning: '`up` continues, and may fail later',
  note: '`up` goes on',
} as const;

/**
 * The preflight of `up`: a check for each host, and one for what concerns several.
 *
 * @param off the checks of VMs that cannot be asked, unless a problem was found with them
 */
export function hostChecks(
  nodes: readonly Pick<K3sNode, 'name'>[],
  facts: ReadonlyMap<string, Pick<HostFacts, 'os' | 'architecture'>>,
  problems: readonly ProblemAt[],
  off: ReadonlyMap<string, Check> = new Map(),
): Check[] {
  const names = new Set(nodes.map((it) => it.name));
  const each = nodes.map(({ name }): Check => {
    const found = facts.get(name);
    const own = problems.filter((it) => it.where === name).map(withCost);
    const closed = off.get(name);
    if (closed !== undefined) {
      if (own.length === 0) return closed;
      return checked(closed, own, closed.state === 'no cluster yet' ? 'the VM does not exist yet' : closed.detail);
    }
    const detail = found === undefined ? 'it cannot be reached' : `${found.os.name}, ${found.architecture}`;
    return checked({ id: `host/${name}`, area: 'hosts', title: name }, own, detail);
  });
  const about = { id: 'hosts', area: 'hosts', title: 'hosts together' } as const;
  const shared = problems.filter((it) => !names.has(it.where)).map(withCost);
  if (facts.size === 0 && shared.length === 0) {
    return off.size > 0 ? each : [...each, skipped(about, 'no host can be reached')];
  }
  return [...each, checked(about, shared)];
}

/** A problem that the preflight found, and what it costs there. */
export function withCost({ severity, where, message, cost = COST[severity], fix }: ProblemAt): ProblemAt {
  return { severity, where, message, cost, fix };
}
