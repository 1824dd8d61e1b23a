import type { Platform } from '../platform/platform.ts';
import type { RecordedHost } from './cluster-folder.ts';
import { k3sNodes } from './node-config.ts';
import type { HostFacts } from './probe.ts';

/** What is recorded of the hosts that have answered, before the first change to any. */
export function recordedNow({ cluster }: Platform, facts: ReadonlyMap<string, HostFacts>): RecordedHost[] {
  return k3sNodes({ cluster }).flatMap(({ name, role }): RecordedHost[] => {
    const found = facts.get(name);
    if (found === undefined) return [];
    const given =
      cluster.provider === 'ssh' ? [...cluster.servers, ...cluster.agents].find((it) => it.name === name) : undefined;
    const { address, user, port, key } = given ?? {};
    const reached = { ...(address && { address }), ...(user && { user }), ...(port && { port }), ...(key && { key }) };
    return [{ name, role, provider: cluster.provider, machineId: found.machineId, ...reached }];
  });
}
