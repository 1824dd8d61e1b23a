import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import { clusterSchema } from '../../platform/schema/cluster.ts';
import type { Run } from '../../system/exec.ts';
import type { Host } from '../../system/hosts/host.ts';
import { fleet } from './hosts-of.ts';
import { LocalHost } from './local/local-host.ts';
import { MultipassHost } from './multipass/multipass-host.ts';

/** The hosts that were recorded when the cluster was made, whatever the settings say now. */
export function recordedFleet(
  hosts: readonly RecordedHost[],
  cluster: string,
  directory: string,
  exec?: Run,
): readonly Host[] {
  const vms = hosts.filter((it) => it.provider === 'multipass').map(({ name }) => new MultipassHost(name, exec));
  const locals = hosts.filter((it) => it.provider === 'local').map(({ name }) => new LocalHost(name));
  const overSsh = hosts.filter((it) => it.provider === 'ssh');
  const [first, ...others] = overSsh.map(({ role: _, provider: __, machineId: ___, ...reached }) => reached);
  const here = [...vms, ...locals];
  if (first === undefined) return here;
  const settings = { provider: 'ssh', name: cluster, servers: [first], agents: others };
  return [...here, ...fleet({ cluster: clusterSchema.parse(settings) }, directory, exec)];
}
