import { existsSync } from 'node:fs';
import { writeAtomically } from '../system/files/write-atomically.ts';
import { UserError } from '../system/user-error.ts';

/** A user and the password that was made for them. */
export interface Handout {
  readonly name: string;
  readonly password: string;
}

/** Writes passwords to hand out into a new CSV file for its owner alone. */
export function writeHandouts(path: string, handouts: readonly Handout[]): void {
  const rows = [['name', 'password'], ...handouts.map(({ name, password }) => [name, password])];
  const text = rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
  const beforeMove = () => {
    if (existsSync(path)) throw new UserError(`${path}: this file already exists`);
  };
  try {
    writeAtomically(path, text, { beforeMove });
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(`${cause.message}; nobody was added`, { fix: 'Name another file with --out.', cause });
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
