import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../system/user-error.ts';

/** The prefix of the lines in which a lock records what it was made from. */
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

/** A lock as uv made it, with the requirements that it was made from on top. */
export function withSource(requirements: string, lock: string): string {
  const asked = requirements.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return `${asked.map((line) => `${NOTE}${line}\n`).join('')}${lock}`;
}

/** What makes the lock of an image's folder anew, to be typed in the folder of platform.yaml. */
export function lockCommand(folder: string): string {
  return `npx hubwright image lock ${relative('.', folder).replaceAll('\\', '/')}`;
}

/** Refuses an image folder whose `requirements.txt` was made from another `requirements.in`. */
export function checkLock(folder: string): void {
  const [requirements, lock] = ['requirements.in', 'requirements.txt'].map((name) => join(folder, name));
  if (requirements === undefined || lock === undefined || !existsSync(requirements)) return;
  const fix = `Run \`${lockCommand(folder)}\` and commit what it writes.`;
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
