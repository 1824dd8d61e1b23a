import type { K3sNode } from './node-config.ts';
import type { HostFacts } from './probe.ts';

/** Why nothing can be done on a node whose k3s does not run, as a sentence goes on. */
export function notRunning({ units }: Pick<HostFacts, 'units'>): string {
  const states = [...units.values()].map((it) => it.state).join(', ');
  return `k3s does not run on it${states === '' ? '' : ` (${states})`}`;
}

/** The first server that answers and runs k3s, which can be asked about the whole cluster; undefined if there is none. */
export function runningServer(
  nodes: readonly K3sNode[],
  facts: ReadonlyMap<string, HostFacts | string | undefined>,
): K3sNode | undefined {
  return nodes.find(({ name, role, unit }) => {
    const found = facts.get(name);
    return role === 'server' && typeof found === 'object' && found.units.get(unit)?.state === 'active';
  });
}
