import { join, resolve } from 'node:path';
import { nodesOf } from '../../platform/nodes.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Run } from '../../system/exec.ts';
import type { Host } from '../../system/hosts/host.ts';
import { LocalHost } from './local/local-host.ts';
import { MultipassHost } from './multipass/multipass-host.ts';
import { SshHost } from './ssh/ssh-host.ts';

/**
 * The machines of the cluster, in the order of its nodes: servers first. None is reached before it is told something.
 *
 * @param directory folder of platform.yaml; the cluster's own file of host keys is in `.hubwright/<cluster>` there
 * @param exec how `ssh` and `multipass` are run; for real unless given
 */
export function fleet({ cluster }: Pick<Platform, 'cluster'>, directory: string, exec?: Run): readonly Host[] {
  switch (cluster.provider) {
    case 'local':
      return [new LocalHost(cluster.name)];
    case 'multipass':
      return nodesOf(cluster).map(({ name }) => new MultipassHost(name, exec));
    case 'ssh': {
      const knownHosts = join(resolve(directory), '.hubwright', cluster.name, 'known_hosts');
      return [...cluster.servers, ...cluster.agents].map(({ name, address, user, port, key }) => {
        // SSH itself knows what `~` is.
        const keyFile = key === undefined || key.startsWith('~') ? key : resolve(directory, key);
        return new SshHost({ name, address, user, port, key: keyFile, knownHosts, exec });
      });
    }
  }
}
