import { type CommandError, type RunOptions, type RunResult, run } from '../exec.ts';
import type { HostFailure } from '../host.ts';
import { ShellHost } from './shell-host.ts';

/** A VM of Multipass. Everything goes through its standard input: a snap reads few of this machine's files. */
export class MultipassHost extends ShellHost {
  constructor(
    name: string,
    /** The VM's name, as Multipass knows it. */
    private readonly vm = name,
  ) {
    super(name, false);
  }

  describe(): string {
    return `Multipass VM ${this.vm}`;
  }

  protected async reach(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    return run('multipass', ['exec', this.vm, '--', ...argv], options);
  }

  protected async explain(error: CommandError): Promise<{ reason: HostFailure; hint?: string } | undefined> {
    const text = error.stderr;
    if (/cannot connect to the multipass socket/.test(text)) {
      const hint = 'Start the Multipass service: `sudo snap start multipass`, and see that your user may use it.';
      return { reason: 'unreachable', hint };
    }
    if (/instance "[^"]*" (does not exist|is not running|is deleted)/.test(text)) {
      return { reason: 'unreachable', hint: `See \`multipass info ${this.vm}\`, then run the same command again.` };
    }
    return error.exitCode === 255 && /^exec failed/m.test(text) ? { reason: 'unreachable' } : undefined;
  }
}
