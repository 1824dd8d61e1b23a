import { type CommandError, type RunOptions, type RunResult, run } from '../../system/exec.ts';
import { ShellHost } from '../../system/hosts/shell-host.ts';

/** This machine. */
export class LocalHost extends ShellHost {
  protected readonly install = undefined;

  describe(): string {
    return 'this machine';
  }

  protected async reach(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    const [command = '', ...args] = argv;
    return run(command, args, options);
  }

  protected async explain(_error: CommandError): Promise<undefined> {
    return undefined;
  }
}
