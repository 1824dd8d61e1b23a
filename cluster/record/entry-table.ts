import { columns } from '../../system/columns.ts';
import { commitOf, type Entry } from './entry.ts';

/** Changes under each other, a line each. Times are those of this machine's zone. */
export function entryTable(entries: readonly Entry[], width?: number): string[] {
  const head = ['CHANGE', 'WHEN', 'WHO', 'COMMAND', 'COMMIT', 'RESULT'];
  return columns([head, ...entries.map(row)], width);
}

function row({ revision, from, operator, command, git, result }: Entry): string[] {
  return [
    `${revision}`,
    minute(from),
    operator,
    command,
    git === undefined ? '-' : commitOf(git),
    result === 'running' ? 'not finished' : result,
  ];
}

/** `2026-11-27 10:12` */
function minute(time: number): string {
  return new Date(time).toLocaleString('sv-SE').slice(0, 16);
}
