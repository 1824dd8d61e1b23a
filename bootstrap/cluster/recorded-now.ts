import type { Platform } from '../../lib/platform.ts';
import type { HostFacts } from '../survey/probe.ts';
import type { RecordedHost } from './cluster-folder.ts';
import { k3sNodes } from './node-config.ts';

/** What is recorded of the cluster's hosts before the first change to any: those of the settings, and those that left them. */
export function recordedNow(
  { cluster }: Platform,
  facts: ReadonlyMap<string, HostFacts>,
  before: readonly RecordedHost[],
): RecordedHost[] {
  const now = k3sNodes({ cluster }).map((node): RecordedHost => {
    const { name, role } = node;
    const machineId = facts.get(name)?.machineId ?? '';
    const given =
      cluster.provider === 'ssh' ? [...cluster.servers, ...cluster.agents].find((it) => it.name === name) : undefined;
    const { address, user, port, key } = given ?? {};
    const reached = { ...(address && { address }), ...(user && { user }), ...(port && { port }), ...(key && { key }) };
    return { name, role, provider: cluster.provider, machineId, ...reached };
  });
  // A host that is no longer in the settings is still to be cleaned up.
  return [...now, ...before.filter((it) => !now.some((other) => other.name === it.name))];
}
