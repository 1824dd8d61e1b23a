import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../system/user-error.ts';

/** The prefix of the lines in which image/lock.sh records what a lock was made from. */
const NOTE = '# from: ';

/** How a lock differs from the requirements that it should be made from. Empty arrays: it does not. */
export interface LockDifference {
  /** Asked for now, and not when the lock was made. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Compares contents, not times: a checkout sets those arbitrarily. Comments, order and blanks do not matter. */
export function lockDifference(requirements: string, lock: string): LockDifference {
  const wanted = requirementLines(requirements.split(/\r?\n/));
  const made = requirementLines(
    lock
      .split(/\r?\n/)
      .filter((line) => line.startsWith(NOTE))
      .map((line) => line.slice(NOTE.length)),
  );
  return {
    added: wanted.filter((line) => !made.includes(line)),
    removed: made.filter((line) => !wanted.includes(line)),
  };
}

/** Refuses an image folder whose `requirements.txt` was made from another `requirements.in`. */
export function checkLock(folder: string): void {
  const [requirements, lock] = ['requirements.in', 'requirements.txt'].map((name) => join(folder, name));
  if (requirements === undefined || lock === undefined || !existsSync(requirements)) return;
  const fix = `Run image/lock.sh ${basename(resolve(folder))} and commit what it writes.`;
  if (!existsSync(lock)) throw new UserError(`${lock}: missing, although there is a requirements.in`, { fix });
  const { added, removed } = lockDifference(readFileSync(requirements, 'utf8'), readFileSync(lock, 'utf8'));
  if (added.length + removed.length === 0) return;
  const differences = [...added.map((line) => `+ ${line}`), ...removed.map((line) => `- ${line}`)];
  throw new UserError(
    `${lock}: older than requirements.in, which has changed since:\n${differences.map((line) => `  ${line}`).join('\n')}`,
    { fix },
  );
}

function requirementLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
}
