import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forDisplay, type RunResult, run } from '../../system/exec.ts';
import { note } from '../../system/terminal.ts';

const HOUR = 60 * 60_000;
const MINUTE = 60_000;
const K3S = '/usr/local/bin/k3s';

interface Places {
  /** cli/hubwright.js of the code that is tried. */
  readonly cli: string;
  readonly project: string;
  readonly report: string;
}

/** Runs commands as they are typed in a project, and shows each with all that it prints. */
export class Commands {
  constructor(private readonly places: Places) {}

  /** Runs `hubwright`, which has to succeed. What it prints on standard output. */
  async hubwright(...words: string[]): Promise<string> {
    return (await this.run(words, [])).stdout;
  }

  /** @param allow exit codes that the caller looks at, besides 0 */
  async run(words: readonly string[], allow: readonly number[]): Promise<RunResult> {
    note(`\n$ npx ${forDisplay('hubwright', words)}`);
    return this.node(words, allow, (line) => note(line));
  }

  /** One whose standard output has passwords in it: that alone is not shown. */
  async secretly(command: string, words: readonly string[], cwd = this.places.project): Promise<string> {
    note(`\n$ npx hubwright ${command} …`);
    const shown = (line: string, stream: 'stdout' | 'stderr') => stream === 'stderr' && note(line);
    return (await this.node([command, ...words], [], shown, cwd)).stdout;
  }

  /** What a command with `--json` prints, kept in a file of the report, whatever its exit code. */
  async json(command: string, file: string) {
    note(`\n$ npx hubwright ${command} --json   (${file})`);
    const { stdout, exitCode } = await this.node([command, '--json'], [1], () => {});
    writeFileSync(join(this.places.report, file), `${stdout}\n`);
    return { exitCode, found: JSON.parse(stdout) };
  }

  /** Runs k3s's own command. */
  async k3s(...words: string[]): Promise<string> {
    return (await run(K3S, words, { timeout: MINUTE })).stdout;
  }

  /** Adds to the report what helps to find out what went wrong. What cannot be asked is left out. */
  async diagnose(): Promise<void> {
    const cli = [process.execPath, this.places.cli];
    const asked: Readonly<Record<string, readonly string[]>> = {
      'doctor.txt': [...cli, 'doctor'],
      'status.txt': [...cli, 'status'],
      'hub.log': [...cli, 'logs', 'hub'],
      'proxy.log': [...cli, 'logs', 'proxy'],
      'k3s.log': ['journalctl', '--no-pager', '-u', 'k3s', '-n', '2000'],
      'pods.txt': [K3S, 'kubectl', 'get', 'pods', '-A', '-o', 'wide'],
      'events.txt': [K3S, 'kubectl', 'get', 'events', '-A', '--sort-by=.lastTimestamp'],
      'helm.log': [K3S, 'kubectl', 'logs', '-n', 'kube-system', 'job/helm-install-jupyterhub', '--tail=500'],
      'disk.txt': ['df', '-h'],
    };
    for (const [file, [command = '', ...words]] of Object.entries(asked)) {
      const options = { timeout: 2 * MINUTE, cwd: this.places.project };
      const result = await run(command, words, options).catch((error: { stdout?: string; stderr?: string }) => error);
      writeFileSync(join(this.places.report, file), `${result.stdout ?? ''}${result.stderr ?? ''}`);
    }
  }

  private node(
    words: readonly string[],
    allow: readonly number[],
    onLine: (line: string, stream: 'stdout' | 'stderr') => void,
    cwd = this.places.project,
  ): Promise<RunResult> {
    // A browser, a build and k3s's images each take their time; the limit of all is the workflow's.
    return run(process.execPath, [this.places.cli, ...words], { timeout: HOUR, cwd, allow, onLine });
  }
}
