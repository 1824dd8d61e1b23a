import * as z from 'zod';
import type { Cluster } from '../platform/cluster.ts';
import { UserError } from '../system/user-error.ts';
import { local } from './local/provider.ts';
import { multipass } from './multipass/provider.ts';
import type { Provider } from './provider.ts';
import { ssh } from './ssh/provider.ts';
import type { VmMaker } from './vms.ts';

/** Everything that machines of a cluster can come from, by the name in `cluster.provider`. */
export const PROVIDERS: Readonly<Record<string, Provider>> = { multipass, ssh, local };

/** `cluster`: the machines and the k3s on them. */
export function clusterSchema() {
  const [first, ...others] = Object.values(PROVIDERS).map((it) => it.schema);
  if (first === undefined) throw new Error('There is no provider');
  return z
    .discriminatedUnion('provider', [first, ...others])
    .transform((found): Cluster => {
      const cluster = found as Omit<Cluster, 'nodes'>;
      return { ...cluster, nodes: providerOf(cluster).nodes(cluster) };
    })
    .describe('The machines and the k3s on them.');
}

/** The provider of a cluster, or of a host that was recorded. */
export function providerOf({ provider }: { readonly provider: string }): Provider {
  const found = PROVIDERS[provider];
  if (found !== undefined) return found;
  throw new UserError(`this version of Hubwright has no provider "${provider}"`, {
    fix: `It has ${Object.keys(PROVIDERS).join(', ')}. Use the version that made the cluster.`,
  });
}

/** What makes the VMs of a cluster, or has made that of a host; undefined where its machines exist without it. */
export function vmsOf(made: { readonly provider: string } | undefined): VmMaker | undefined {
  return made && providerOf(made).vms;
}
