import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, run } from '../system/exec.ts';

/**
 * The environment variable that all processes of a preview have, children's children too, with its state folder. By it
 * they are found again, whoever started them and whether or not that one still lives; a process id alone may have gone
 * to another program by then.
 */
export const MARK = 'HUBWRIGHT_PREVIEW_STATE';

/** Ids of the running processes that belong to the preview with this state folder. */
export async function processesOf(stateFolder: string): Promise<number[]> {
  const mark = `${MARK}=${stateFolder}`;
  const found = process.platform === 'linux' ? fromProc(mark) : await fromPs(mark);
  return found.filter((pid) => pid !== process.pid);
}

function fromProc(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readProc(pid, 'environ').split('\0').includes(mark) && !isZombie(pid))
    .map(Number);
}

function readProc(pid: string | number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // ended meanwhile, or someone else's
  }
}

/** A dead process that nobody has waited for: there is nothing left to end. */
function isZombie(pid: string): boolean {
  return readProc(pid, 'stat').split(') ').at(-1)?.startsWith('Z') ?? true;
}

async function fromPs(mark: string): Promise<number[]> {
  const { stdout } = await run('ps', ['axeww', '-o', 'pid=', '-o', 'command='], { timeout: 60_000 });
  return stdout
    .split('\n')
    .filter((line) => `${line} `.includes(` ${mark} `))
    .map((line) => Number.parseInt(line, 10));
}

/** When a process was started, in this machine's own notation; undefined if it does not run. */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    // Field 22 of the whole line; the second is the name in parentheses, which may have blanks.
    return readProc(pid, 'stat').split(') ').at(-1)?.split(' ')[19];
  }
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 60_000 });
    return stdout.trim() || undefined;
  } catch (error) {
    if (error instanceof CommandError && error.reason === 'exit') return undefined;
    throw error;
  }
}

/** Asks all processes of a preview to end, and kills those that have not after `patience` milliseconds. */
export async function endAll(stateFolder: string, patience: number): Promise<number> {
  const ended = new Set<number>();
  for (const [signal, wait] of [['SIGTERM', patience] as const, ['SIGKILL', 5000] as const]) {
    const until = Date.now() + wait;
    for (const pid of await processesOf(stateFolder)) {
      send(pid, signal);
      ended.add(pid);
    }
    while ((await processesOf(stateFolder)).length > 0 && Date.now() < until) await sleep(100);
  }
  return ended.size;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
