import * as z from 'zod';
import { backupPaths } from '../../cluster/backup-paths.ts';
import { parseMark } from '../../cluster/mark.ts';
import { paths } from '../../cluster/node-config.ts';
import type { RunResult } from '../../system/exec.ts';
import type { Host, HostRunOptions } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { ofOneCluster } from './neighbors.ts';

/** What a snapshot is of. */
export type SnapshotKind = 'volume' | 'hub-database' | 'datastore' | 'platform';

/** A snapshot of this cluster in its repository. */
export interface Snapshot {
  readonly id: string;
  readonly kind: SnapshotKind;
  /** When it was made, in milliseconds since 1970. */
  readonly time: number;
  /** The node that made it. */
  readonly node: string;
  /** The id of the cluster that made it; undefined where that was not known. */
  readonly cluster: string | undefined;
  /** Of a volume: `jupyterhub`; undefined for all else. */
  readonly namespace: string | undefined;
  /** Of a volume: `claim-ada`; undefined for all else. */
  readonly claim: string | undefined;
  /** Absolute, as they were on the node. */
  readonly paths: readonly string[];
  /** Files and bytes in it, before they are compressed and deduplicated. */
  readonly files: number;
  readonly bytes: number;
}

const KINDS: readonly string[] = ['hub-database', 'datastore', 'platform'] satisfies SnapshotKind[];

const LIST = z.array(
  z.object({
    id: z.string(),
    time: z.string(),
    hostname: z.string(),
    paths: z.array(z.string()),
    tags: z.array(z.string()).default([]),
    summary: z
      .object({ total_files_processed: z.number(), total_bytes_processed: z.number() })
      .default({ total_files_processed: 0, total_bytes_processed: 0 }),
  }),
);

/** Milliseconds that restic may take to list what there is: a repository may be far away. */
const LIMIT = 10 * 60_000;

/** What to do where the repository cannot be opened, by the reasons of the script. */
export const OPENING_FIXES: Readonly<Record<string, string>> = {
  missing: 'Mount or restore the repository; if it is gone for good, `npx hubwright up` makes a new one.',
  password: 'Set `backup.password` to the password that the repository was made with, and run `npx hubwright up`.',
  login: 'Set `backup.login` to one that may read and write there, and run `npx hubwright up`.',
  unreachable: 'Check the server of the repository and the network of the node.',
};

/** The repository of `backup`, opened by the restic of a node, which alone has its password and its login. */
export class BackupRepository {
  constructor(
    private readonly host: Host,
    private readonly cluster: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Runs restic; its exit codes are those of restic itself. */
  async restic(args: readonly string[], options: HostRunOptions = {}): Promise<RunResult> {
    const argv = [backupPaths.script, 'restic', ...args];
    return this.host.run(argv, { sudo: true, timeout: LIMIT, signal: this.signal, ...options });
  }

  /**
   * Makes sure that the repository can be opened, within seconds: restic itself asks a server that does not answer for a
   * quarter of an hour.
   *
   * @throws UserError with the reason
   */
  async open(): Promise<void> {
    const options = { sudo: true, timeout: LIMIT, allow: [1, 127], signal: this.signal };
    const { exitCode, stderr } = await this.host.run([backupPaths.script, 'open'], options);
    if (exitCode === 0) return;
    const [, reason, said] = /^backup repository \((.*?)\): (.*)$/m.exec(stderr) ?? [];
    if (reason === undefined) {
      throw new UserError(`${this.host.name}: it has no backups set up`, {
        fix: 'Set `backup` in platform.yaml and run `npx hubwright up`.',
      });
    }
    const fix = OPENING_FIXES[reason];
    throw new UserError(`${this.host.name}: the backup repository cannot be opened: ${said}`, { ...(fix && { fix }) });
  }

  /**
   * Every snapshot of this cluster, of all its nodes, the newest first.
   *
   * @throws UserError if several clusters of its name have made them, and this one has made none yet
   */
  async snapshots(): Promise<readonly Snapshot[]> {
    await this.open();
    const args = ['snapshots', '--json', '--no-lock', '--tag', `hubwright,cluster:${this.cluster}`];
    const found = parseSnapshots((await this.restic(args)).stdout);
    return ofOneCluster(found, this.cluster, parseMark((await this.host.read(paths.mark)) ?? '')?.id);
  }
}

/** Reads what `restic snapshots --json` prints. */
export function parseSnapshots(text: string): Snapshot[] {
  return LIST.parse(JSON.parse(text))
    .flatMap(({ id, time, hostname, paths, tags, summary }): Snapshot[] => {
      const volume = tags.find((it) => it.startsWith('volume:'))?.slice('volume:'.length);
      const kind = volume === undefined ? tags.find((it) => KINDS.includes(it)) : 'volume';
      if (kind === undefined) return [];
      const [namespace, claim] = volume?.split('/', 2) ?? [];
      const cluster = tags.find((it) => it.startsWith('id:'))?.slice('id:'.length);
      return [
        {
          ...{
            id,
            cluster,
            kind: kind as SnapshotKind,
            time: Date.parse(time),
            node: hostname,
            namespace,
            claim,
            paths,
          },
          ...{ files: summary.total_files_processed, bytes: summary.total_bytes_processed },
        },
      ];
    })
    .sort((a, b) => b.time - a.time);
}
