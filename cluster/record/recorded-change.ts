import { readFileSync } from 'node:fs';
import type { Platform } from '../../platform/platform.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { readSeen, readState, writeSeen } from '../cluster-folder.ts';
import type { Entry } from './entry.ts';
import { newestRecord, RECORD_VERSION, readRecord } from './record.ts';
import { recordPlatform } from './recorded-platform.ts';

const PUT = readFileSync(new URL('put-record.sh', import.meta.url), 'utf8');
/** How many changes keep what they deployed. */
const WITH_FILES = 20;
/** How many changes are kept at all. */
const MOST = 1000;

/** Who changes a cluster, and with what. */
export type Author = Pick<Entry, 'command' | 'operator' | 'git' | 'hubwright'>;

export interface Begin {
  /** Those that answer. */
  readonly servers: readonly Host[];
  /** Of one of them, in milliseconds since 1970. */
  readonly clock: number;
  readonly k3s?: Entry['k3s'];
  /** What is deployed, if anything is. */
  readonly deployed?: { readonly platform: Platform; readonly manifests: ReadonlyMap<string, string> };
}

/** A change of a cluster, noted on its servers from before it touches anything until its end. */
export class RecordedChange {
  private begun: { readonly entry: Entry; readonly servers: readonly Host[]; readonly at: number } | undefined;

  /** @param folder the cluster's folder on this machine */
  constructor(
    private readonly folder: string,
    private readonly author: Author,
    private readonly note: Reporter['note'],
  ) {}

  /**
   * Notes that it begins. A second call changes nothing.
   *
   * @throws HostError if no server can take it
   */
  async begin({ servers, clock, k3s = {}, deployed }: Begin): Promise<void> {
    if (this.begun !== undefined || servers.length === 0) return;
    const newest = await newestRevision(servers, readState(this.folder).id);
    const revision = Math.max(newest, readSeen(this.folder)) + 1;
    const entry: Entry = { revision, ...this.author, from: clock, result: 'running', k3s };
    this.begun = { entry, servers, at: performance.now() };
    // First: what this machine has done itself is never news to it.
    writeSeen(this.folder, revision);
    const failed = await this.put('begin', entry, deployed);
    if (failed.length === servers.length) throw failed[0];
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
    if (this.begun === undefined) return;
    const { entry, at } = this.begun;
    await this.put('end', { ...entry, to: Math.round(entry.from + performance.now() - at), result });
  }

  /** @returns what went wrong on servers */
  private async put(when: 'begin' | 'end', entry: Entry, deployed?: Begin['deployed']): Promise<HostError[]> {
    const files = {
      ...(deployed === undefined
        ? {}
        : {
            'platform.json': recordPlatform(deployed.platform),
            'manifests.json': JSON.stringify(Object.fromEntries(deployed.manifests)),
          }),
      'entry.json': JSON.stringify({ version: RECORD_VERSION, ...entry }),
      'state.json': JSON.stringify({ ...readState(this.folder), version: RECORD_VERSION, revision: entry.revision }),
    };
    const input = bundle(entry.revision, readState(this.folder).id ?? '', files);
    const argv = ['sh', '-c', PUT, 'put-record', when, `${WITH_FILES}`, `${MOST}`];
    const results = await Promise.all(
      (this.begun?.servers ?? []).map((host) =>
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

/** The last change that any of these servers knows of. */
async function newestRevision(servers: readonly Host[], id: string | undefined): Promise<number> {
  const records = await Promise.all(servers.map((it) => readRecord(it).catch(unlessSilent)));
  return newestRecord(records.filter((it) => it?.id === id))?.revision ?? 0;
}

/** A server that cannot be read now gets the record again. */
function unlessSilent(error: unknown): undefined {
  if (!(error instanceof HostError)) throw error;
}

/** The files as put-record.sh reads them. */
function bundle(revision: number, id: string, files: Readonly<Record<string, string>>): string {
  const parts = Object.entries(files).map(([name, text]) => `${Buffer.byteLength(text)} ${name}\n${text}`);
  return `${String(revision).padStart(6, '0')}\n${id}\n${parts.join('')}0 end\n`;
}
