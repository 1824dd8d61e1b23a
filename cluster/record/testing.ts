import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, run } from '../../system/exec.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { paths } from '../node-config.ts';
import { type Entry, readAll } from './entry.ts';

/** A host whose commands run here, with a folder of its own in place of the record's. */
export class FolderHost implements Host {
  private readonly root = mkdtempSync(join(tmpdir(), 'hubwright-record-'));
  readonly folder = join(this.root, 'hubwright');
  /** Where it says whose it is. */
  readonly mark = join(this.root, 'cluster.json');
  isAway = false;
  guard: Host['guard'];

  constructor(readonly name: string) {}

  describe = () => 'here';
  write = async () => {};
  close = async () => {};

  run: Host['run'] = async (argv, { input, allow, isUnguarded = false } = {}) => {
    if (!isUnguarded) await this.guard?.();
    const [command = '', ...args] = argv.map((it) => this.here(it));
    if (this.isAway) throw new HostError(this, { reason: 'unreachable', argv });
    try {
      return await run(command, args, { timeout: 60_000, ...(input && { input }), ...(allow && { allow }) });
    } catch (error) {
      if (!(error instanceof CommandError) || error.reason !== 'exit') throw error;
      const { exitCode, stdout, stderr } = error;
      throw new HostError(this, { reason: 'exit', argv, exitCode, stdout, stderr });
    }
  };

  read: Host['read'] = async (path) => {
    if (this.isAway) throw new HostError(this, { reason: 'unreachable', argv: ['cat', path] });
    return existsSync(this.here(path)) ? readFileSync(this.here(path), 'utf8') : undefined;
  };

  private here(text: string): string {
    return text.replaceAll(paths.record, this.folder).replaceAll(paths.mark, this.mark);
  }
}

/** The changes that a server has recorded after one, in their order. */
export async function readEntries(host: Host, after = 0): Promise<Entry[]> {
  const { entries } = await readAll(host, new AbortController().signal);
  return entries.filter((it) => it.revision > after);
}
