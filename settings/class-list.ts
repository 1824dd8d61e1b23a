import { didYouMean } from '../system/did-you-mean.ts';
import { UserError } from '../system/user-error.ts';
import { groupNameProblem, userNameProblem } from './check/users.ts';
import { type Row, readCsv } from './csv-rows.ts';

/** A user, as a line of a class list describes one. */
export interface Member {
  readonly name: string;
  readonly admin: boolean;
  readonly groups: readonly string[];
}

export interface ClassList {
  /** Users who do not exist yet. */
  readonly members: readonly Member[];
  /** How many exist already. */
  readonly present: number;
  /** Columns that are not used. */
  readonly ignored: readonly string[];
}

const COLUMNS = ['name', 'admin', 'groups'];
const YES_NO = new Map([
  ['', false],
  ...['no', 'false', '0'].map((word) => [word, false] as const),
  ...['yes', 'true', '1'].map((word) => [word, true] as const),
]);

/**
 * Reads a class list: CSV with the columns `name`, and if wanted `admin` (yes or no) and `groups` (with `;` or `,`
 * between), in any order.
 *
 * @param known names of the users that there are already
 * @throws UserError with every line that is wrong
 */
export function readClassList(path: string, known: readonly string[]): ClassList {
  const { name: file, rows: all, isCertain } = readCsv(path, COLUMNS);
  const [header, ...rows] = all;
  const columns = (header?.cells ?? []).map((name) => name.toLowerCase());
  const problems = header === undefined ? [`${file}: the file is empty`] : problemsOfHeader(file, columns, header.line);
  if (problems.length > 0)
    throw refusal(problems, 'start it with the line "name,admin,groups"; only "name" is required');
  if (rows.length === 0) throw refusal([`${file}: there is no user below the header`], 'give each user a line');

  const lines = new Map<string, number>();
  const read = rows.map((row) => {
    const { member, problems: found } = readRow(row, columns);
    const sure = isCertain || COLUMNS.every((it) => /^[ -~]*$/.test(row.cells[columns.indexOf(it)] ?? ''));
    const earlier = lines.get(member.name);
    if (earlier === undefined) lines.set(member.name, row.line);
    const odd = sure ? [] : ['non-ASCII letters in a file that is not UTF-8: save it as "CSV UTF-8"'];
    const twice = earlier === undefined ? [] : [`"${member.name}" is already on line ${earlier}`];
    problems.push(...[...odd, ...found, ...twice].map((it) => `${file}:${row.line}: ${it}`));
    return member;
  });
  if (problems.length > 0) throw refusal(problems);
  const there = new Set(known);
  const members = read.filter(({ name }) => !there.has(name));
  const ignored = (header?.cells ?? []).filter((name, i) => name !== '' && !COLUMNS.includes(columns[i] ?? ''));
  return { members, present: read.length - members.length, ignored };
}

function readRow({ cells }: Row, columns: readonly string[]): { member: Member; problems: string[] } {
  const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
  const admin = YES_NO.get(cell('admin').toLowerCase());
  const groups = cell('groups')
    .split(/[;,]/)
    .map((group) => group.trim())
    .filter((group) => group !== '');
  const surplus = cells.slice(columns.length).some((it) => it !== '');
  const ofNames = [userNameProblem(cell('name')), ...groups.map(groupNameProblem)].filter((it) => it !== undefined);
  return {
    member: { name: cell('name'), admin: admin ?? false, groups: [...new Set(groups)] },
    problems: [
      ...(surplus ? [`expected ${columns.length} columns, found ${cells.length}`] : []),
      ...(admin === undefined ? [`expected yes or no in the column "admin", found "${cell('admin')}"`] : []),
      ...ofNames.map(({ message, fix }) => `${message}; ${fix}`),
    ],
  };
}

function problemsOfHeader(file: string, columns: readonly string[], line: number): string[] {
  const isNamed = columns.some((column) => COLUMNS.includes(column));
  const missing = COLUMNS.filter((column) => !columns.includes(column));
  // The first line of any other file may be a secret.
  const unknown = isNamed ? columns.filter((column) => !COLUMNS.includes(column)) : [];
  const twice = columns.filter((column, i) => COLUMNS.includes(column) && columns.indexOf(column) < i);
  return [
    ...(columns.includes('name') ? [] : ['there is no column "name"']),
    ...unknown.flatMap((column) => {
      if (column === 'password') return 'passwords are generated, not read; remove the column "password"';
      const meant = didYouMean(column, missing);
      return meant ? `unknown column "${column}"; did you mean "${meant}"?` : [];
    }),
    ...twice.map((column) => `duplicate column "${column}"`),
  ].map((it) => `${file}:${line}: ${it}`);
}

function refusal(problems: readonly string[], fix?: string): UserError {
  return new UserError(`${problems.join('\n')}\nno user was added`, { exitCode: 2, ...(fix && { fix }) });
}
