import type { Platform } from '../lib/platform.ts';
import { UserError } from '../settings/user-error.ts';

/** Stops where VMs would have to be made: half a cluster is worse than none. */
export function refuseMultipass({ cluster }: Pick<Platform, 'cluster'>): void {
  if (cluster.provider !== 'multipass') return;
  throw new UserError('cluster.provider: VMs of Multipass are not made by this command', {
    hint:
      'Use `provider: local` for this machine or `provider: ssh` for hosts that exist, VMs that you launched included ' +
      '(docs/up.md), or follow docs/deploy.md on a cluster that you have.',
    exitCode: 2,
  });
}
