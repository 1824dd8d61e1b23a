import { CommandError, type Run, type RunOptions, type RunResult, run } from '../../system/exec.ts';
import { type Explanation, ShellHost } from '../../system/hosts/shell-host.ts';
import { INSTALL, LIST_ARGS, parseList } from './multipass.ts';

/** A VM of Multipass. Everything goes through its standard input: a snap reads few of this machine's files. */
export class MultipassHost extends ShellHost {
  protected readonly install = INSTALL;
  private hasRun = false;

  constructor(
    /** The node's name, and the VM's. */
    name: string,
    /** How `multipass` is run. */
    private readonly exec: Run = run,
  ) {
    super(name);
  }

  describe(): string {
    return `Multipass VM ${this.name}`;
  }

  protected async reach(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    await this.requireRunning(options.signal);
    // Without its option Multipass asks for the VM's mounts each time, and starts in one if this folder is in it.
    return this.exec('multipass', ['exec', this.name, '--no-map-working-directory', '--', ...argv], options);
  }

  protected async explain(error: CommandError): Promise<Explanation | undefined> {
    const text = error.stderr;
    if (/cannot connect to the multipass socket|multipass socket access denied/.test(text)) {
      const fix = 'Start the Multipass service: `sudo snap start multipass`, and see that your user may use it.';
      return { reason: 'unreachable', fix };
    }
    if (/instance "[^"]*" (does not exist|is not running|is deleted)/.test(text)) {
      const fix = `\`npx hubwright up\` makes and starts the VMs; \`multipass info ${this.name}\` shows this one.`;
      return { reason: 'unreachable', fix };
    }
    return /^exec failed: /m.test(text) ? { reason: 'unreachable' } : undefined;
  }

  /** `multipass exec` starts a VM that is switched off; to look at one must not do that. */
  private async requireRunning(signal: AbortSignal | undefined): Promise<void> {
    if (this.hasRun) return;
    const options = { timeout: 60_000, ...(signal === undefined ? {} : { signal }) };
    const state = parseList((await this.exec('multipass', LIST_ARGS, options)).stdout).get(this.name)?.state;
    if (state !== 'Running' && state !== 'Delayed Shutdown') {
      const why = state === undefined ? 'does not exist' : state === 'Deleted' ? 'is deleted' : 'is not running';
      throw new CommandError(`multipass exec ${this.name}`, 'exit', 2, '', `instance "${this.name}" ${why}`);
    }
    this.hasRun = true;
  }
}
