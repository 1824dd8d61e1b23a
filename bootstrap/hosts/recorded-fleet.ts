import { clusterSchema } from '../../settings/schema/cluster.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import type { Run } from '../exec.ts';
import { fleet } from './fleet.ts';
import type { Host } from './host.ts';
import { MultipassHost } from './multipass.ts';

/** The hosts that were recorded when the cluster was made, whatever the settings say now. */
export function recordedFleet(
  hosts: readonly RecordedHost[],
  cluster: string,
  directory: string,
  exec?: Run,
): readonly Host[] {
  const vms = hosts.filter((it) => it.provider === 'multipass').map(({ name }) => new MultipassHost(name, exec));
  const overSsh = hosts.filter((it) => it.provider === 'ssh');
  const [first, ...others] = overSsh.map(({ role: _, provider: __, machineId: ___, ...reached }) => reached);
  const settings =
    first === undefined
      ? { provider: 'local', name: cluster }
      : { provider: 'ssh', name: cluster, servers: [first], agents: others };
  if (vms.length === hosts.length) return vms;
  return [...vms, ...fleet({ cluster: clusterSchema.parse(settings) }, directory, exec)];
}
