import { Multipass, type Vm } from '../../../providers/multipass/multipass.ts';
import type { Host } from '../../../system/hosts/host.ts';
import { UserError } from '../../../system/user-error.ts';

/** The VM of that name, whoever made it. */
export async function findVm(name: string, signal: AbortSignal, multipass = new Multipass()): Promise<Vm | undefined> {
  return (await multipass.list(signal)).get(name);
}

/**
 * Deletes a VM with everything in it, and sees that it is gone.
 *
 * @throws UserError if it is there still
 */
export async function removeVm(host: Host, signal: AbortSignal, multipass = new Multipass()): Promise<void> {
  await multipass.purge(host.name, signal);
  if ((await findVm(host.name, signal, multipass)) === undefined) return;
  throw new UserError(`${host.name} (${host.describe()}): Multipass says that it is deleted, and lists it still`, {
    fix: 'Run the same again.',
  });
}
