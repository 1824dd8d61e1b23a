import { UserError } from '../../settings/user-error.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import type { Host } from '../hosts/host.ts';
import { probe } from '../survey/probe.ts';
import { Multipass } from './multipass.ts';

/**
 * Deletes the VM of a recorded host with everything in it, and sees that it is gone.
 *
 * @throws UserError if it is there still, or is another one than the one that was set up
 */
export async function removeVm(
  host: Host,
  { name, machineId }: RecordedHost,
  signal: AbortSignal,
  multipass = new Multipass(),
): Promise<void> {
  const vm = (await multipass.list(signal)).get(name);
  if (vm === undefined) return;
  // One that is off cannot be asked who it is, and is not started for that.
  if (vm.state === 'Running' && machineId !== undefined && (await probe(host, {}, signal)).machineId !== machineId) {
    throw new UserError(`${name} (${host.describe()}): another VM than the one that was set up, and is left alone`);
  }
  await multipass.purge(name, signal);
  if ((await multipass.list(signal)).has(name)) {
    throw new UserError(`${name} (${host.describe()}): Multipass says that it is deleted, and lists it still`, {
      hint: 'Run the same again.',
    });
  }
}
