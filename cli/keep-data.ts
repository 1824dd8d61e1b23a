import { unconfirmed } from '../bootstrap/down.ts';
import { copyData, makeRoom, storedData } from '../bootstrap/keep-data.ts';
import type { Identity } from '../cluster/claim.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import type { Host } from '../system/hosts/host.ts';
import { failureOf, runTasks, type Task } from '../system/task-list.ts';
import { print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';

export interface KeepDataOptions {
  readonly hosts: readonly Host[];
  /** Those whose data is copied. */
  readonly going: readonly RecordedHost[];
  readonly identity: Identity;
  /** Folder on this machine. */
  readonly into: string;
  readonly signal: AbortSignal;
}

/**
 * Copies the volumes of hosts to this machine, all of them or none is lost: it throws before anything is deleted.
 *
 * @throws UserError with every host from which they could not be copied
 */
export async function keepData({ hosts, going, identity, into, signal }: KeepDataOptions): Promise<void> {
  const chosen = going.flatMap((record) => {
    const host = hosts.find((it) => it.name === record.name);
    return host === undefined ? [] : [{ host, record }];
  });
  const stored = await Promise.all(
    chosen.map(async ({ host, record }) => {
      const problem = await unconfirmed(host, record, { identity, signal });
      if (problem !== undefined) throw new UserError(problem, { fix: 'Nothing was stopped or deleted.' });
      return { host, data: await storedData(host, signal) };
    }),
  );
  if (stored.every(({ data }) => data.volumes.length === 0)) {
    print('No volumes to copy.');
    return;
  }
  makeRoom(
    into,
    stored.reduce((sum, { data }) => sum + data.bytes, 0),
  );
  const tasks = stored.map(
    ({ host, data }): Task => ({
      title: host.name,
      run: (progress) => copyData(host, into, { data, progress, signal }),
    }),
  );
  const failed = await runTasks(tasks, { concurrent: 4, signal });
  if (failed.length > 0) {
    const fix = 'Nothing was deleted. Run the same command again, or `npx hubwright up` to start k3s again.';
    throw failureOf('some data could not be copied', failed, fix);
  }
  print(`The data is in ${into}: docs/down.md says how to restore it.`);
}
