import type { Platform } from '../platform/platform.ts';
import type { RecordedHost } from './cluster-folder.ts';
import type { HostFacts } from './probe.ts';

/** What is recorded of the hosts that have answered, before the first change to any. */
export function recordedNow({ cluster }: Platform, facts: ReadonlyMap<string, HostFacts>): RecordedHost[] {
  return cluster.nodes.flatMap(({ name, role, reach }): RecordedHost[] => {
    const found = facts.get(name);
    return found === undefined
      ? []
      : [{ name, role, provider: cluster.provider, machineId: found.machineId, ...reach }];
  });
}
