import type { Size } from 'cdk8s';
import * as z from 'zod';
import { inUnits, mebibytesOf } from '../../platform/quantities.ts';
import { versions } from '../../platform/versions.ts';
import { CommandError, forDisplay, type Run, type RunOptions, run } from '../../system/exec.ts';
import { knownProblemIn } from '../../system/known-problem.ts';
import { error, type Problem } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import type { Listening, Vm, VmSpec, Vms } from '../vms.ts';
import { deletion } from './deletion.ts';
import { knownProblems } from './known-problems.ts';

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
    return [name, { name, state, phase: phaseOf(state), addresses: ipv4.filter((it) => !OF_K3S.test(it)) }];
  });
  return new Map(vms);
}

/** `Suspending`, `Unknown` and whatever else there is: a start is worth a try. */
export function phaseOf(state: string): Vm['phase'] {
  switch (state) {
    case 'Running':
      return 'running';
    case 'Starting':
    case 'Restarting':
      return 'coming';
    case 'Deleted':
      return 'deleted';
    default:
      return 'off';
  }
}

/** Its `G` and `M` are binary. */
const sizeOf = (size: Size) => inUnits(size, 'G', 'M');

/**
 * The arguments that launch a VM. A snap reads few files of this machine, so none is named: what cloud-init is told comes
 * on standard input.
 */
export function launchArgs({ name, cpus, memory, disk }: VmSpec): string[] {
  const sizes = ['--cpus', String(cpus), '--memory', sizeOf(memory), '--disk', sizeOf(disk)];
  const rest = ['--cloud-init', '-', '--timeout', String(LAUNCH_LIMIT * 60)];
  return ['launch', versions.ubuntu, '--name', name, ...sizes, ...rest];
}

/** Multipass on this machine. */
export class Multipass implements Vms {
  readonly title = 'Multipass';
  readonly commands = {
    launch: (spec: VmSpec) => forDisplay('multipass', launchArgs(spec)),
    start: (name: string) => `multipass start ${name}`,
    delete: deletion,
    run: (name: string, command: string) => `multipass exec ${name} -- ${command}`,
    resize: ({ name, cpus, memory }: VmSpec) =>
      [`stop ${name}`, `set local.${name}.cpus=${cpus}`, `set local.${name}.memory=${Math.round(mebibytesOf(memory))}M`]
        .map((words) => `multipass ${words}`)
        .join(' && '),
  };

  constructor(private readonly exec: Run = run) {}

  async isInstalled(): Promise<boolean> {
    try {
      await this.exec('multipass', ['version'], { timeout: MINUTE });
    } catch (error) {
      return !(error instanceof CommandError && error.reason === 'missing');
    }
    return true;
  }

  async list(signal?: AbortSignal): Promise<ReadonlyMap<string, Vm>> {
    return parseList(await this.call(LIST_ARGS, MINUTE, { signal }));
  }

  async launch(spec: VmSpec, cloudInit: string, options: Listening): Promise<void> {
    // Its own limit ends it before this one does.
    await this.call(launchArgs(spec), (LAUNCH_LIMIT + 2) * MINUTE, options, cloudInit);
  }

  async start(name: string, options: Listening): Promise<void> {
    await this.call(['start', name], 10 * MINUTE, options);
  }

  async delete(name: string, signal?: AbortSignal): Promise<void> {
    await this.call(['delete', '--purge', name], 5 * MINUTE, { signal });
  }

  holderOfName({ message }: UserError): 'vm' | 'launch' | undefined {
    // The daemon goes on with a launch whose client was killed.
    if (/is being prepared/.test(message)) return 'launch';
    return /already exists/.test(message) ? 'vm' : undefined;
  }

  obstacle({ name, phase }: Vm): Problem | undefined {
    if (phase !== 'deleted') return undefined;
    return error(
      'a VM of this name is deleted and not purged, so Multipass does not give the name away',
      `Bring it back with \`multipass recover ${name}\`, or let it go with everything in it: \`${deletion(name)}\`.`,
    );
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
    } catch (cause) {
      if (!(cause instanceof CommandError)) throw cause;
      if (cause.reason === 'missing') {
        throw new UserError('Multipass is not installed on this machine', { fix: INSTALL, cause });
      }
      const message = `multipass ${args[0]}${cause.message.slice(cause.command.length)}`;
      throw new UserError(message, { fix: knownProblemIn(message, knownProblems)?.fix, cause });
    }
  }
}

/** What to do where it is not installed. */
export const INSTALL =
  'Install it: `sudo snap install multipass` (on a Mac, `brew install --cask multipass`). ' +
  'Or use `provider: local` or `provider: ssh` in platform.yaml.';
