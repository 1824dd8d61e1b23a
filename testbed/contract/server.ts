import { type RunOptions, type RunResult, run } from '../../system/exec.ts';
import { quote } from '../../system/hosts/quote.ts';
import { TestBed } from '../test-bed.ts';
import { until } from '../until.ts';

/** A host that runs a server of k3s. What is done on it is done as root. */
export interface ContractHost {
  exec(argv: readonly string[], options?: Partial<RunOptions>): Promise<RunResult>;
  /** A file's text; undefined if there is none. */
  read(file: string): Promise<string | undefined>;
  /** Whole at once, as k3s watches folders. */
  write(file: string, text: string, mode?: number): Promise<void>;
}

/** Where the contract is tried: `USER@HOST`, or on a stand-in. */
export const target = process.env.HUBWRIGHT_CONTRACT_HOST;
/** Whether k3s may be stopped and given wrong settings there: on a real host only if it is named a second time. */
export const mayRestart = target === undefined || process.env.HUBWRIGHT_CONTRACT_RESTART === target;

/** The server, and how to let go of it. */
export async function contractServer(): Promise<{ host: ContractHost; release: () => Promise<void> }> {
  if (target !== undefined) return { host: overSsh(target), release: async () => {} };
  const bed = await TestBed.create();
  const host = await bed.add({ name: 'server', number: 1 });
  await host.write('/etc/rancher/k3s/config.yaml', 'token: secret\ncluster-init: true\n', 0o600);
  await host.exec(['sh', '-c', 'curl -sfL https://get.k3s.io | INSTALL_K3S_SKIP_START=true sh -s - server']);
  await host.exec(['systemctl', 'restart', '--no-block', 'k3s']);
  await until(async () => (await host.exec(['systemctl', 'is-active', 'k3s'], { allow: [3] })).stdout === 'active');
  return { host, release: () => bed.destroy() };
}

function overSsh(address: string): ContractHost {
  const exec: ContractHost['exec'] = (argv, options = {}) =>
    run('ssh', ['-o', 'BatchMode=yes', address, '--', quote(['sudo', '-n', ...argv])], {
      timeout: 600_000,
      ...options,
    });
  return {
    exec,
    read: async (file) => {
      const { exitCode, stdout } = await exec(['cat', file], { allow: [1] });
      return exitCode === 0 ? `${stdout}\n` : undefined;
    },
    write: async (file, text, mode = 0o644) => {
      const script = 'mkdir -p "$(dirname "$1")" && cat >"$1.new" && chmod "$2" "$1.new" && mv "$1.new" "$1"';
      await exec(['sh', '-c', script, 'sh', file, mode.toString(8)], { input: text });
    },
  };
}
