import type { Vms } from '../../providers/vms.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

/**
 * Deletes a VM with everything in it, and sees that it is gone.
 *
 * @throws UserError if it is there still
 */
export async function removeVm(host: Host, vms: Vms, signal: AbortSignal): Promise<void> {
  await vms.delete(host.name, signal);
  if (!(await vms.list(signal)).has(host.name)) return;
  throw new UserError(`${host.name} (${host.describe()}): ${vms.title} says that it is deleted, and lists it still`, {
    fix: 'Run the same again.',
  });
}
