import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Host, HostError, unlessSilent } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

const SCRIPT = readFileSync(new URL('server-lock.sh', import.meta.url), 'utf8');
/** Seconds after which a lock ends that nobody renews. */
const LIMIT = 15 * 60;

const LOCK = z.object({
  holder: z.string(),
  /** `bo@build-1` */
  operator: z.string(),
  /** `up` */
  command: z.string(),
  /** Seconds since 1970, by the server's clock. */
  since: z.number(),
});

/** Who may change a cluster now. */
export type Holder = Omit<z.output<typeof LOCK>, 'since'>;

/** A lock that somebody has. */
export interface FoundLock extends Holder {
  /** Milliseconds since 1970, by the server's clock; `now` is when it was asked. */
  readonly since: number;
  readonly renewed: number;
  readonly now: number;
}

type Action = 'take' | 'claim' | 'renew' | 'release' | 'look';
interface Answer {
  /** `foreign`: it is not marked as a server of this cluster. `free`: nobody has the lock. */
  readonly word: 'held' | 'busy' | 'foreign' | 'free' | 'lost';
  /** By the server's clock, in milliseconds since 1970. */
  readonly now: number;
  /** Where it is somebody else's. */
  readonly found: FoundLock | undefined;
}

/** Whose lock it is, and of which cluster. */
export interface LockOwner {
  readonly holder: Holder;
  /** Of the cluster; undefined before the first `up`. */
  readonly id: string | undefined;
  /** Whether the lock of somebody else is taken away. */
  readonly breaks: boolean;
}

/** The lock of a server; undefined if nobody has it. */
export async function lockOn(server: Host, signal: AbortSignal): Promise<FoundLock | undefined> {
  return (await ask(server, 'look', undefined, signal)).found;
}

/**
 * The right to change a cluster, as its servers keep it: whoever has it on those that answer is alone. It ends by itself when
 * nobody renews it.
 */
export class ServerLock {
  private readonly held = new Map<Host, { readonly clock: number; readonly at: number }>();

  constructor(private readonly owner: LockOwner) {}

  /** Who has it, for other scripts on the servers. */
  get holder(): string {
    return this.owner.holder.holder;
  }

  /** Those that have it, in the order of their names. */
  get servers(): readonly Host[] {
    return [...this.held.keys()];
  }

  /** The time by the clock of the first of them, in milliseconds since 1970. */
  get now(): number {
    const [first] = this.held.values();
    return first === undefined ? Date.now() : Math.round(first.clock + performance.now() - first.at);
  }

  /**
   * Takes it on servers, in the order of their names so that of two commands one gets all. One that does not answer is
   * left out; one that answers and cannot keep a lock is an error.
   *
   * @param isSure whether they are known to be of this cluster, or to become so; else their mark says it
   * @throws UserError with who has it
   */
  async take(servers: readonly Host[], isSure: boolean, signal: AbortSignal): Promise<void> {
    const open = servers.filter((it) => !this.held.has(it));
    for (const server of open.sort((a, b) => a.name.localeCompare(b.name))) {
      const answer = await ask(server, isSure ? 'claim' : 'take', this.owner, signal).catch(unlessSilent);
      if (answer?.found !== undefined) throw busy(answer.found);
      if (answer?.word === 'held') this.held.set(server, { clock: answer.now, at: performance.now() });
    }
  }

  /**
   * Says that it is still needed.
   *
   * @returns a server on which somebody has taken it away
   * @throws HostError if none answers
   */
  async renew(): Promise<Host | undefined> {
    const answers = await Promise.all(
      this.servers.map(async (server) => ({ server, answer: await ask(server, 'renew', this.owner).catch(failureOf) })),
    );
    const failures = answers.flatMap(({ answer }) => (answer instanceof HostError ? answer : []));
    if (failures.length > 0 && failures.length === answers.length) throw failures[0];
    return answers.find(({ answer }) => !(answer instanceof HostError) && answer.word === 'lost')?.server;
  }

  /** Lets go of it. What does not answer now ends by itself. */
  async release(): Promise<void> {
    const { servers } = this;
    this.held.clear();
    await Promise.all(servers.map((server) => ask(server, 'release', this.owner).catch(failureOf)));
  }
}

async function ask(server: Host, action: Action, owner?: LockOwner, signal?: AbortSignal): Promise<Answer> {
  const text = owner === undefined ? '' : JSON.stringify({ version: 1, ...owner.holder, since: 0 });
  const lines = [action, LIMIT, owner?.breaks ? 'break' : 'keep', owner?.id ?? '', owner?.holder.holder ?? '', text];
  const input = `${lines.join('\n')}\n`;
  const { stdout } = await server.run(['sh', '-c', SCRIPT], {
    sudo: true,
    input,
    isUnguarded: true,
    ...(signal && { signal }),
  });
  const [first = '', ...rest] = stdout.split('\n');
  const [word = '', now, renewed] = first.split(' ');
  const time = Number(now) * 1000;
  if (word !== 'busy') return { word: word as Answer['word'], now: time, found: undefined };
  return { word, now: time, found: { ...parsed(rest.join('\n')), renewed: Number(renewed) * 1000, now: time } };
}

/** Whatever a server fails with: what is not renewed or let go of ends by itself. */
export function failureOf(error: unknown): HostError {
  if (!(error instanceof HostError)) throw error;
  return error;
}

/** What cannot be read is somebody's all the same. */
function parsed(text: string): Holder & { readonly since: number } {
  try {
    const { since, ...holder } = LOCK.parse(JSON.parse(text));
    return { ...holder, since: since * 1000 };
  } catch {
    return { holder: '', operator: 'another Hubwright', command: 'unknown', since: Number.NaN };
  }
}

/** `bo@build-1 (`up`, since 10:12, 3 minutes ago)` */
export function describeLock({ operator, command, since, now, renewed }: FoundLock): string {
  if (Number.isNaN(since)) return operator;
  const silent = minutes(now - renewed);
  const start = clockOf(since, now);
  const doubt = silent > 1 ? `; no sign of life for ${silent} minutes` : '';
  const age = minutes(now - since);
  return `${operator} (\`${command}\`, since ${start}, ${age === 1 ? '1 minute' : `${age} minutes`} ago${doubt})`;
}

/** `10:12`; of another day, `2026-11-26 10:12`. In this machine's time. */
function clockOf(time: number, now: number): string {
  const [start, today] = [time, now].map((it) => new Date(it).toLocaleString('sv-SE')) as [string, string];
  return start.slice(start.slice(0, 10) === today.slice(0, 10) ? 11 : 0, 16);
}

const minutes = (milliseconds: number) => Math.floor(milliseconds / 60_000);

function busy(found: FoundLock): UserError {
  const left = Math.max(1, Math.ceil((found.renewed - found.now) / 60_000 + LIMIT / 60));
  return new UserError(`this cluster is being changed by ${describeLock(found)}`, {
    fix: `Wait until it has finished. If that command was killed, its lock ends within ${left === 1 ? 'a minute' : `${left} minutes`}; once you have made sure that it no longer runs, --break-lock ends it now.`,
  });
}

/** What a command ends with whose lock somebody else has taken. */
export function lostLock(cause?: unknown): UserError {
  return new UserError('another command has taken the lock of this cluster, so this one was ended', {
    fix: '`npx hubwright status` shows who has it. When that one has finished, run the same command again.',
    cause,
  });
}
