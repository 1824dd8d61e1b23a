import { readFileSync } from 'node:fs';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { readSeen, readState, writeSeen } from '../cluster-folder.ts';
import type { Deployed } from './deployed.ts';
import type { Entry } from './entry.ts';
import { RECORD_VERSION, readNewest } from './record.ts';
import type { ServerLock } from './server-lock.ts';

const PUT = readFileSync(new URL('put-record.sh', import.meta.url), 'utf8');
/** How many changes keep what they deployed. */
const WITH_FILES = 20;
/** How many changes are kept at all. */
const MOST = 1000;

/** Who changes a cluster, and with what. */
export type Author = Pick<Entry, 'command' | 'operator' | 'git' | 'hubwright'>;

export interface Begin {
  /** Servers that are known to be of this cluster, or become so. @default - those that have the lock already */
  readonly servers?: readonly Host[];
  /** What runs before the change, by node. */
  readonly k3s?: Entry['k3s'];
  /** What is deployed, if anything is. */
  readonly deployed?: Deployed;
  readonly signal: AbortSignal;
}

/** A change of a cluster, noted on the servers that have its lock from before it touches anything until its end. */
export class RecordedChange {
  private entry: Entry | undefined;

  /** @param folder the cluster's folder on this machine */
  constructor(
    private readonly folder: string,
    private readonly author: Author,
    private readonly lock: ServerLock,
    private readonly note: Reporter['note'],
  ) {}

  /**
   * Notes that it begins. A second call only adds what is deployed.
   *
   * @throws UserError if the lock of a server is somebody else's, or if no server can take it
   */
  async begin({ servers = [], k3s = {}, deployed, signal }: Begin): Promise<void> {
    await this.lock.take(servers, true, signal);
    const isNoted = this.entry !== undefined && (deployed === undefined || this.entry.deploys);
    if (isNoted || this.lock.servers.length === 0) return;
    const newest = (await readNewest(this.lock.servers, readState(this.folder).id))?.revision ?? 0;
    const revision = this.entry?.revision ?? Math.max(newest, readSeen(this.folder)) + 1;
    const begun: Entry = this.entry ?? {
      revision,
      ...this.author,
      from: this.lock.now,
      result: 'running',
      k3s,
      deploys: false,
    };
    this.entry = { ...begun, deploys: deployed !== undefined };
    // First: what this machine has done itself is never news to it.
    if (deployed !== undefined || newest <= readSeen(this.folder)) writeSeen(this.folder, revision);
    const failed = await this.put('begin', this.entry, deployed);
    if (failed.length === this.lock.servers.length) throw failed[0];
  }

  /** Does the work, and notes how it has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let result: 'done' | 'failed' = 'failed';
    try {
      const made = await work();
      result = 'done';
      return made;
    } finally {
      await this.end(result);
    }
  }

  /** Notes how it has ended, if it has begun. Nothing that goes wrong with that makes it another end. */
  private async end(result: 'done' | 'failed'): Promise<void> {
    if (this.entry !== undefined) await this.put('end', { ...this.entry, to: this.lock.now, result });
  }

  /** @returns what went wrong on servers */
  private async put(when: 'begin' | 'end', entry: Entry, deployed?: Begin['deployed']): Promise<HostError[]> {
    const files = {
      ...(deployed === undefined
        ? {}
        : {
            'platform.json': deployed.platform,
            'manifests.json': JSON.stringify(Object.fromEntries(deployed.manifests)),
          }),
      'entry.json': JSON.stringify({ version: RECORD_VERSION, ...entry }),
      'state.json': JSON.stringify({ ...readState(this.folder), version: RECORD_VERSION, revision: entry.revision }),
    };
    const input = bundle(entry.revision, readState(this.folder).id ?? '', files);
    const argv = ['sh', '-c', PUT, 'put-record', when, `${WITH_FILES}`, `${MOST}`];
    const results = await Promise.all(
      this.lock.servers.map((host) =>
        host.run(argv, { input, sudo: true, timeout: 2 * 60_000 }).then(
          () => undefined,
          (error: unknown) => {
            if (!(error instanceof HostError)) throw error;
            this.note(`${host.name}: the record of this change could not be written: ${error.what}`);
            return error;
          },
        ),
      ),
    );
    return results.filter((it) => it !== undefined);
  }
}

/** The files as put-record.sh reads them. */
function bundle(revision: number, id: string, files: Readonly<Record<string, string>>): string {
  const parts = Object.entries(files).map(([name, text]) => `${Buffer.byteLength(text)} ${name}\n${text}`);
  return `${String(revision).padStart(6, '0')}\n${id}\n${parts.join('')}0 end\n`;
}
