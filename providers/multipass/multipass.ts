import { z } from 'zod';
import { multipassSize } from '../../platform/quantities.ts';
import { versions } from '../../platform/versions.ts';
import { CommandError, type Run, type RunOptions, run } from '../../system/exec.ts';
import { knownProblemIn } from '../../system/known-problem.ts';
import { UserError } from '../../system/user-error.ts';
import type { MachineSpec } from '../machines.ts';
import { knownProblems } from './known-problems.ts';

/** A VM as Multipass lists it. */
export interface Vm {
  readonly name: string;
  /** `Running`, `Stopped`, `Deleted`, `Starting`, `Restarting`, `Suspending`, `Suspended`, `Unknown` and the like. */
  readonly state: string;
  /** Those by which it is reached; the ones that k3s gives to its pods are left out. */
  readonly addresses: readonly string[];
}

const LIST = z.looseObject({
  list: z.array(z.looseObject({ name: z.string(), state: z.string(), ipv4: z.array(z.string()).default([]) })),
});
/** k3s's own networks, of pods and of services. */
const OF_K3S = /^10\.4[23]\./;
const MINUTE = 60_000;
/** Minutes that Multipass gives to the download of an image and to the first start of a VM. */
const LAUNCH_LIMIT = 15;

/** Every argument of the command that lists all VMs. */
export const LIST_ARGS = ['list', '--format', 'json'];

/** Reads what {@link LIST_ARGS} prints. */
export function parseList(text: string): ReadonlyMap<string, Vm> {
  const vms = LIST.parse(JSON.parse(text)).list.map(({ name, state, ipv4 }): [string, Vm] => {
    return [name, { name, state, addresses: ipv4.filter((it) => !OF_K3S.test(it)) }];
  });
  return new Map(vms);
}

/**
 * The arguments that launch a VM. A snap reads few files of this machine, so none is named: what cloud-init is told comes
 * on standard input.
 */
export function launchArgs({ name, cpus, memory, disk }: MachineSpec): string[] {
  const sizes = ['--cpus', String(cpus), '--memory', multipassSize(memory), '--disk', multipassSize(disk)];
  const rest = ['--cloud-init', '-', '--timeout', String(LAUNCH_LIMIT * 60)];
  return ['launch', versions.ubuntu, '--name', name, ...sizes, ...rest];
}

/** Multipass on this machine. Every method rejects with a {@link UserError}. */
export class Multipass {
  constructor(private readonly exec: Run = run) {}

  /** Whether the command is on this machine, whatever it answers. */
  async isInstalled(): Promise<boolean> {
    try {
      await this.exec('multipass', ['version'], { timeout: MINUTE });
    } catch (error) {
      return !(error instanceof CommandError && error.reason === 'missing');
    }
    return true;
  }

  /** All VMs, those of others too, by name. */
  async list(signal?: AbortSignal): Promise<ReadonlyMap<string, Vm>> {
    return parseList(await this.call(LIST_ARGS, MINUTE, { signal }));
  }

  /** @param cloudInit what the VM is told for its first start */
  async launch(spec: MachineSpec, cloudInit: string, options: Listening): Promise<void> {
    // Its own limit ends it before this one does.
    await this.call(launchArgs(spec), (LAUNCH_LIMIT + 2) * MINUTE, options, cloudInit);
  }

  async start(name: string, options: Listening): Promise<void> {
    await this.call(['start', name], 10 * MINUTE, options);
  }

  /** Deletes a VM with everything in it. */
  async purge(name: string, signal?: AbortSignal): Promise<void> {
    await this.call(['delete', '--purge', name], 5 * MINUTE, { signal });
  }

  private async call(
    args: readonly string[],
    timeout: number,
    { signal, onLine }: Listening,
    input?: string,
  ): Promise<string> {
    const options: RunOptions = {
      timeout,
      ...(input === undefined ? {} : { input }),
      ...(signal === undefined ? {} : { signal }),
      ...(onLine === undefined ? {} : { onLine }),
    };
    try {
      return (await this.exec('multipass', args, options)).stdout;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.reason === 'missing') {
        throw new UserError('Multipass is not installed on this machine', { fix: INSTALL, cause: error });
      }
      const message = `multipass ${args[0]}${error.message.slice(error.command.length)}`;
      throw new UserError(message, { fix: knownProblemIn(message, knownProblems)?.fix, cause: error });
    }
  }
}

const INSTALL =
  'Install it: `sudo snap install multipass` (on a Mac, `brew install --cask multipass`). ' +
  'Or use `provider: local` or `provider: ssh` in platform.yaml.';

interface Listening {
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string) => void;
}
