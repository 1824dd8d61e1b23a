import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { forDisplay } from '../../system/exec.ts';
import type { HostRunOptions } from '../../system/hosts/host.ts';
import type { LocalFile } from '../../system/local-file.ts';
import { sha256 } from '../../system/sha256.ts';
import { AT_ONCE, atEachTenth, LARGE } from '../../system/transfers.ts';
import type { Action, Known, StepContext } from './step.ts';
import { StepFailure } from './step-error.ts';

/** A file that a node is to have. */
export interface NodeFile {
  readonly path: string;
  readonly mode: number;
  /** Its text, or a local file. A function where it is known only once other steps are done. */
  readonly content: string | LocalFile | ((known: Known) => string);
}

/** Puts a file on a node, unless it is there. */
export function put(node: string, { path, mode, content }: NodeFile): Action {
  const permissions = `mode ${mode.toString(8)}`;
  const isLocal = typeof content === 'object';
  return {
    command: isLocal
      ? `copy ${content.file} to ${path}, ${permissions}`
      : `${content === '' ? 'empty' : 'write'} ${path}, ${permissions}`,
    isDone: (known) => {
      const found = known.facts.get(node)?.files.get(path);
      if (found === undefined || found.mode !== mode || found.owner !== 'root:root') return false;
      // A large file was copied whole or not at all, and its name or release says which it is.
      if (isLocal) return found.bytes === content.bytes;
      if (typeof content === 'function' && known.joinToken === undefined) return false;
      return found.sha256 === sha256(typeof content === 'function' ? content(known) : content);
    },
    run: async (context) => {
      if (isLocal) return send(content, { path, mode }, context);
      const text = typeof content === 'function' ? content(context.known) : content;
      await context.host.write({ path, mode, content: text }, { signal: context.signal });
    },
  };
}

const uploads = pLimit(AT_ONCE);

async function send(content: LocalFile, to: Pick<NodeFile, 'path' | 'mode'>, context: StepContext): Promise<void> {
  const { host, signal, progress } = context;
  const file = { ...to, content: { file: content.file, sha256: await content.sha256() } };
  if (content.bytes < LARGE) return host.write(file, { signal });
  if (uploads.activeCount === uploads.concurrency) progress('waiting: other nodes are being sent theirs first');
  await uploads(() =>
    host.write(file, { signal, onSent: atEachTenth(content.bytes, (share) => progress(`sending: ${share}`)) }),
  );
}

/** Runs a command as root. What it is given as input is not shown. */
export function command(
  argv: readonly string[],
  options: Pick<HostRunOptions, 'input' | 'inputFile' | 'timeout'> & Pick<Action, 'isDone'>,
  shown: string = forDisplay(argv[0] ?? '', argv.slice(1)),
): Action {
  const { isDone, ...rest } = options;
  return {
    command: shown,
    ...(isDone === undefined ? {} : { isDone }),
    run: async ({ host, signal, progress }) => {
      await host.run(argv, { ...rest, sudo: true, signal, onLine: progress });
    },
  };
}

/** Something that is missing and does not come by itself, with what was said of it. Looked at for a while all the same. */
export interface Hopeless {
  readonly missing: string;
  readonly output: string;
  /** How to fix it. @default - what is known of the output */
  readonly fix?: string;
}

/** Something that is missing while something else goes on. */
export interface Underway {
  readonly missing: string;
  /** What goes on, as a sentence: "k3s on a-1 imports hub.tar". The limit starts anew with it, and after it. */
  readonly meanwhile: string;
  /** Milliseconds that it may take, if that is more than the limit. */
  readonly limit: number;
}

/** What a look found: `undefined` when all is as waited for, else what is still missing. */
export type Missing = string | Underway | Hopeless | undefined;

/** How many looks one after another have to find it hopeless. */
const PATIENCE = 10;

export interface Waiting {
  /** What is waited for, as a sentence goes on: "server-1 to be ready". */
  readonly waitFor: string;
  /** Milliseconds. */
  readonly limit: number;
  /** Milliseconds between two looks. @default 2000 */
  readonly every?: number;
  /** Looks once, for the n-th time. Throws a {@link StepFailure} when waiting on is of no use. */
  readonly look: (context: StepContext, attempt: number) => Promise<Missing>;
  /** How many looks one after another have to find it. @default 1 */
  readonly inARow?: (context: StepContext) => number;
  /** What the host says of it, when the limit is reached: a log. */
  readonly explain?: (context: StepContext) => Promise<string>;
}

/** Looks until what is waited for is there, no longer than the limit, and says what is still missing. */
export function wait({ waitFor, limit, every = 2000, look, inARow, explain }: Waiting): Action {
  return {
    command: `wait for ${waitFor}, at most ${limit / 60_000} minutes`,
    run: async (context) => {
      const deadline = deadlineOf(limit);
      const wanted = inARow?.(context) ?? 1;
      for (let attempt = 0, found = 0, hopeless = 0; ; attempt++) {
        const asked = Date.now();
        const { missing, output, fix, meanwhile, limit: longer } = answerOf(await look(context, attempt));
        found = missing === undefined ? found + 1 : 0;
        if (found >= wanted) return;
        hopeless = output === undefined ? 0 : hopeless + 1;
        if (output !== undefined && hopeless >= PATIENCE) {
          throw new StepFailure(`gave up waiting for ${missing}`, output, fix);
        }
        deadline.putOff(meanwhile, longer);
        const what = [missing ?? waitFor, ...(meanwhile === undefined ? [] : [meanwhile])].join('; ');
        if (deadline.isWithin(every)) {
          const failure = `timed out after ${deadline.minutes()} minutes waiting for ${what}`;
          throw new StepFailure(failure, output ?? (await explain?.(context)) ?? '');
        }
        context.progress(`waiting: ${missing === undefined ? `${waitFor}; it looks done` : what}`);
        // A look keeps a slow host busy: it does its own work at least half of the time.
        await sleep(Math.max(every, Date.now() - asked), undefined, { signal: context.signal });
      }
    },
  };
}

/**
 * When a wait ends. What goes on meanwhile puts that off, and so does its end; but each only once, as what ends and begins
 * again brings nothing nearer.
 */
function deadlineOf(limit: number) {
  const begin = Date.now();
  const changes = new Set<string>();
  let end = begin + limit;
  let underway: string | undefined;
  return {
    putOff: (meanwhile: string | undefined, longer = 0) => {
      if (meanwhile === underway) return;
      const change = meanwhile ?? `after: ${underway}`;
      if (!changes.has(change)) end = Date.now() + Math.max(limit, longer);
      changes.add(change);
      underway = meanwhile;
    },
    isWithin: (milliseconds: number) => Date.now() + milliseconds > end,
    minutes: () => (changes.size === 0 ? limit / 60_000 : Math.round((end - begin) / 60_000)),
  };
}

/** An answer of any kind, with what it may have. */
function answerOf(answer: Missing): { missing?: string } & Partial<Underway & Hopeless> {
  return typeof answer === 'object' ? answer : { ...(answer !== undefined && { missing: answer }) };
}
