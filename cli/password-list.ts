import { rmSync, writeFileSync } from 'node:fs';
import { UserError } from '../settings/user-error.ts';

/** A user and the password that was made for them. */
export interface Handout {
  readonly name: string;
  readonly password: string;
}

/** Writes passwords to hand out into a new CSV file for its owner alone. */
export function writeHandouts(path: string, handouts: readonly Handout[]): void {
  const rows = [['name', 'password'], ...handouts.map(({ name, password }) => [name, password])];
  const text = rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST') rmSync(path, { force: true });
    throw new UserError(`${path}: it cannot be written (${code}); nobody was added`, {
      hint: 'name another file with --out',
      cause,
    });
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
