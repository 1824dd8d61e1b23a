import { backupPaths } from '../../cluster/backup-paths.ts';
import { LocalHost } from '../../providers/local/local-host.ts';
import type { RunResult } from '../../system/exec.ts';
import { HostError, type HostRunOptions } from '../../system/hosts/host.ts';
import type { AskedCluster } from '../ask-server.ts';
import { askedOf } from '../asked-testing.ts';
import { type MoveCluster, platform, WAITS } from './cluster-testing.ts';

/** A node of the cluster, which is this machine. */
export class Here extends LocalHost {
  constructor(
    name: string,
    private readonly cluster: MoveCluster,
  ) {
    super(name);
  }

  override async run(argv: readonly string[], options: HostRunOptions = {}): Promise<RunResult> {
    if (this.cluster.off.has(this.name)) throw new HostError(this, { reason: 'unreachable', argv });
    const what = changeOf(argv);
    if (what !== undefined) this.cluster.before(what);
    const result = await this.answer(argv, options);
    if (what !== undefined) {
      this.cluster.done.push(what);
      this.cluster.before(`after ${what}`);
    }
    return result;
  }

  private async answer(argv: readonly string[], options: HostRunOptions): Promise<RunResult> {
    const text = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
    if (argv[0] === 'k3s') {
      const said = this.cluster.kubectl(argv, options.input as string);
      if (said === WAITS) throw new HostError(this, { reason: 'timeout', argv });
      if (said !== undefined) return text(said);
      throw new HostError(this, { reason: 'exit', argv, exitCode: 1, stderr: 'already exists' });
    }
    if (argv[1] === '-s') {
      const mark = `{"version":1,"cluster":"test","id":"a1fa","node":"${this.name}"}`;
      return text(`machine-id\tof-${this.name}\ntoken\tpresent\nmark\t${mark}\ncgroups\t2 cpu\nend\tok\n`);
    }
    if (argv[3] === 'disk' && this.cluster.isFull) return text('0 1000 4096');
    return super.run(
      argv.map((it) => (it === backupPaths.script ? this.cluster.backupScript : it)),
      options,
    );
  }
}

/** The cluster as commands are given it. */
export function askedCluster(cluster: MoveCluster, signal: AbortSignal): AskedCluster {
  const hosts = ['s1', 'a1', 'a2'].map((name) => new Here(name, cluster));
  return askedOf(platform, hosts, signal);
}

/** What a command changes, in a word or two; undefined if nothing. */
function changeOf(argv: readonly string[]): string | undefined {
  if (argv[0] === 'k3s') {
    if (argv[2] === 'cordon') return 'cordon';
    return ['create', 'delete', 'patch'].includes(argv[2] ?? '')
      ? argv.slice(2, 4).join(' ').replace(' -f', '')
      : undefined;
  }
  if (argv[0] === 'rm') return 'rm';
  if (argv[0] === 'tar') return undefined;
  return ['stage', 'put', 'keep'].find((it) => argv[3] === it);
}
