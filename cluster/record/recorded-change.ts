import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { addSeen, readSeen, readState } from '../cluster-folder.ts';
import type { Deployed } from './deployed.ts';
import type { Entry } from './entry.ts';
import { nodePatch } from './node-note.ts';
import { RECORD_VERSION, type Unfinished } from './record.ts';
import { lastChanges, putTogether, type RecordedChanges, readServers, type ServerRecord } from './recorded-changes.ts';
import { snapshotName } from './recorded-upgrade.ts';
import { failureOf, lostLock, type ServerLock } from './server-lock.ts';

const PUT = readFileSync(new URL('put-record.sh', import.meta.url), 'utf8');
/** How many changes keep what they deployed. */
const WITH_FILES = 20;
/** How many changes are kept at all. */
const MOST = 1000;

/** How many of the last changes are looked at for what others have done. */
export const LOOKED_AT = 100;
/** How put-record.sh says that the lock is somebody else's, and that a newer change is recorded. */
const [LOST, NEWER] = [75, 76];
const UNWRITTEN = 'the record of this change could not be written';

/** Who changes a cluster, and with what. */
export type Author = Pick<Entry, 'command' | 'operator' | 'git' | 'hubwright'>;

/** What an `up` is to an upgrade, if there is one. */
export interface UpgradePart {
  /** Whether nothing of the upgrade is left to do after it. */
  readonly isWhole: boolean;
  readonly needsSnapshot: boolean;
  /** The snapshot of the upgrade that it continues. @default - one of its own, if it needs one */
  readonly continues?: string | undefined;
  /** The release of k3s before the upgrade, by node. @default - what runs before this change */
  readonly before?: Entry['before'];
}

export interface Begin {
  /** Servers that are known to be of this cluster, or become so. @default - those that have the lock already */
  readonly servers?: readonly Host[];
  /** What runs before the change, by node. */
  readonly k3s?: Entry['k3s'];
  /** What is deployed, if anything is. */
  readonly deployed?: Deployed;
  /** What it is to an upgrade. @default - nothing */
  readonly upgrade?: UpgradePart;
  /** What it puts back. @default - nothing */
  readonly rollback?: NonNullable<Entry['rollback']>;
  readonly signal: AbortSignal;
}

/** A change of a cluster, noted on the servers that have its lock from before it touches anything until its end. */
export class RecordedChange {
  private entry: Entry | undefined;
  private unfinished: Unfinished | undefined;
  private readonly read = new Map<Host, ServerRecord>();
  /** Whether another command has its lock. */
  private isLost = false;

  /** @param folder the cluster's folder on this machine */
  constructor(
    private readonly folder: string,
    private readonly author: Author,
    private readonly lock: ServerLock,
    private readonly note: Reporter['note'],
  ) {}

  /** Nodes on which nothing is deleted until what must finish has finished. */
  get keeps(): readonly string[] {
    return this.unfinished?.keeps ?? [];
  }

  /** Those that have its lock. */
  get servers(): readonly Host[] {
    return this.lock.servers;
  }

  /** Its number; undefined before it begins. */
  get revision(): number | undefined {
    return this.entry?.revision;
  }

  /** The snapshot of the upgrade that it begins or continues; undefined if there is none. */
  get snapshot(): string | undefined {
    return this.entry?.snapshot;
  }

  /** What servers have recorded. Those that have the lock are asked once: nobody else writes there. */
  async recorded(servers: readonly Host[], signal: AbortSignal): Promise<RecordedChanges> {
    const answers = await readServers(
      servers.filter((it) => !this.read.has(it)),
      signal,
    );
    const locked = new Set(this.lock.servers);
    for (const it of answers) if (locked.has(it.server)) this.read.set(it.server, it);
    const known = servers.flatMap((it) => this.read.get(it) ?? answers.filter(({ server }) => server === it));
    return putTogether(known, readState(this.folder).id);
  }

  /**
   * Notes that it begins. A second call only adds what is deployed.
   *
   * @throws UserError if the lock of a server is somebody else's, or if no server can take it
   */
  async begin({ servers = [], deployed, signal, ...rest }: Begin): Promise<void> {
    // While a question waited for its answer, another command may have taken the lock.
    if (signal.aborted) throw new UserError('interrupted', { fix: 'Run the same command again.' });
    await this.lock.take(servers, true, signal);
    if (servers.length > 0 && this.lock.servers.length === 0) {
      const fix = 'Check that they are switched on, then run the same command again.';
      throw new UserError(`no server can be locked: ${servers.map((it) => it.name).join(', ')}`, { fix });
    }
    const isNoted = this.entry !== undefined && (deployed === undefined || this.entry.deploys);
    if (isNoted || this.lock.servers.length === 0) return;
    const before = await this.recorded(this.lock.servers, signal);
    if (this.entry === undefined) this.unfinished ??= before.newest?.unfinished;
    this.entry = { ...(this.entry ?? this.newEntry(before, rest)), deploys: deployed !== undefined };
    const { revision, change } = this.entry;
    const replaced = deployed === undefined ? [] : before.entries.slice(-LOOKED_AT).map((it) => it.change);
    // First: what this machine has done itself is never news to it. That no server has it does no harm.
    addSeen(this.folder, { revision, changes: [...replaced, change] });
    this.refuseFailed(await this.put('begin', this.entry, this.lock.servers, deployed));
  }

  /**
   * Has servers note which command must run to its end before any other changes the cluster, from the next note on, and at once if
   * this change has begun.
   *
   * @param keeps nodes on which nothing is deleted meanwhile
   * @throws UserError if the lock is somebody else's, or if no server can note it
   */
  async setUnfinished(command: string, keeps: readonly string[] = []): Promise<void> {
    // Who began it stays.
    if (this.unfinished?.command === command) return;
    this.unfinished = { command, operator: this.author.operator, since: this.lock.now, keeps: [...keeps] };
    if (this.entry !== undefined) this.refuseFailed(await this.put('end', this.entry, this.lock.servers));
  }

  /**
   * Has servers note that this change is done and that no command must run to its end any more. In one note: of two, a kill in
   * between would leave a command that has finished and yet goes on.
   *
   * @throws UserError if the lock is somebody else's, or if no server can note it
   */
  async finish(): Promise<void> {
    this.unfinished = undefined;
    if (this.entry === undefined) return;
    this.entry = { ...this.entry, to: this.lock.now, result: 'done' };
    this.refuseFailed(await this.put('end', this.entry, this.lock.servers));
  }

  /** @throws UserError if the lock is somebody else's, or if none of the servers could be written to */
  private refuseFailed(failed: readonly HostError[]): void {
    const lost = failed.find((it) => it.code === LOST);
    if (lost !== undefined) throw lostLock(lost);
    const newer = failed.find((it) => it.code === NEWER);
    if (newer !== undefined) {
      const fix = 'Run the same command again.';
      throw new UserError(`${newer.host} has recorded a newer change of this cluster`, { fix, cause: newer });
    }
    if (failed.length > 0 && failed.length === this.lock.servers.length) throw failed[0];
  }

  private newEntry(
    { entries, revision: last }: RecordedChanges,
    { k3s = {}, upgrade, rollback }: Pick<Begin, 'k3s' | 'upgrade' | 'rollback'>,
  ): Entry {
    // A server that does not answer may have the last one of this machine.
    const revision = Math.max(last, readSeen(this.folder).revision) + 1;
    const change = randomBytes(8).toString('hex');
    const own = upgrade?.needsSnapshot ? snapshotName({ revision, change }) : undefined;
    const snapshot = upgrade?.continues ?? own;
    return {
      revision,
      change,
      after: lastChanges(entries),
      ...this.author,
      from: this.lock.now,
      result: 'running',
      k3s,
      deploys: false,
      ...(upgrade === undefined ? {} : { isWhole: upgrade.isWhole }),
      ...(snapshot === undefined ? {} : { snapshot, before: upgrade?.before ?? k3s }),
      ...(rollback === undefined ? {} : { rollback }),
    };
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
    if (this.entry === undefined || this.entry.result === 'done') return;
    const left = new Set(readState(this.folder).hosts.map((it) => it.name));
    const servers = this.lock.servers.filter((it) => left.has(it.name));
    await this.put('end', { ...this.entry, to: this.lock.now, result }, servers);
  }

  /** @returns what went wrong on servers */
  private async put(
    when: 'begin' | 'end',
    entry: Entry,
    servers: readonly Host[],
    deployed?: Deployed,
  ): Promise<HostError[]> {
    const { revision, change } = entry;
    const state = readState(this.folder);
    const patch = nodePatch(entry);
    const files = {
      ...(deployed === undefined
        ? {}
        : {
            'platform.json': deployed.platform,
            'manifests.json': JSON.stringify(Object.fromEntries(deployed.manifests)),
          }),
      'entry.json': `${JSON.stringify({ version: RECORD_VERSION, ...entry })}\n`,
      'state.json': JSON.stringify({
        ...state,
        version: RECORD_VERSION,
        revision,
        change,
        unfinished: this.unfinished,
      }),
      ...(patch === undefined ? {} : { 'node.json': patch }),
    };
    const head = [String(revision).padStart(6, '0'), change, state.id ?? '', this.lock.holder];
    const input = `${head.join('\n')}\n${bundle(files)}`;
    const results = await Promise.all(servers.map((host) => this.putOn(host, when, input)));
    const failed = results.filter((it) => it !== undefined);
    const others = failed.filter((it) => it.code !== LOST);
    for (const it of others) this.note(`${it.host}: ${UNWRITTEN}: ${whyNot(it)}`);
    // The same on all servers, and from then on.
    const lost = failed.find((it) => it.code === LOST);
    if (lost !== undefined && !this.isLost) this.note(`${UNWRITTEN}: ${whyNot(lost)}`);
    this.isLost ||= lost !== undefined;
    return failed;
  }

  /** @returns what went wrong */
  private async putOn(host: Host, when: 'begin' | 'end', input: string): Promise<HostError | undefined> {
    const argv = ['sh', '-c', PUT, 'put-record', when, `${WITH_FILES}`, `${MOST}`, host.name];
    // The script looks itself at whose the lock is.
    const options = { input, sudo: true, timeout: 2 * 60_000, isUnguarded: true };
    const ended = await host.run(argv, options).catch(failureOf);
    return ended instanceof HostError ? ended : undefined;
  }
}

function whyNot({ reason, printed, what }: HostError): string {
  return (reason === 'exit' ? printed.at(-1) : undefined) ?? what;
}

/** Files as put-record.sh reads them. */
function bundle(files: Readonly<Record<string, string>>): string {
  const parts = Object.entries(files).map(([name, text]) => `${Buffer.byteLength(text)} ${name}\n${text}`);
  return `${parts.join('')}0 end\n`;
}
