import { CsvError, type Info, parse } from 'csv-parse/sync';
import { nameFault } from './check/users.ts';
import { didYouMean } from './problem.ts';
import { SourceFile } from './source-file.ts';
import { UserError } from './user-error.ts';

/** A user as a line of a class list has one. */
export interface Member {
  readonly name: string;
  readonly admin: boolean;
  readonly groups: readonly string[];
}

const COLUMNS = ['name', 'admin', 'groups'];
const YES_NO = new Map([
  ['', false],
  ...['no', 'false', '0'].map((word) => [word, false] as const),
  ...['yes', 'true', '1'].map((word) => [word, true] as const),
]);

/**
 * Reads a class list: CSV with the columns `name`, and if wanted `admin` (yes or no) and `groups` (with `;` between).
 *
 * @param known users that there are already
 * @throws UserError with every line that is wrong
 */
export function readClassList(path: string, known: (name: string) => boolean): Member[] {
  const file = SourceFile.read(path);
  const [header, ...rows] = records(file);
  const columns = (header?.record ?? []).map((name) => name.trim().toLowerCase());
  const faults = header === undefined ? [`${file.name}: the file is empty`] : headerFaults(file.name, columns);
  if (faults.length > 0) throw refusal(faults, 'begin it with the line "name,admin,groups"; only "name" is needed');
  if (rows.length === 0) throw refusal([`${file.name}: no user stands under the header`], 'give each user a line');

  const lines = new Map<string, number>();
  const members = rows.map(({ record, info }) => {
    const cells = new Map(columns.map((column, i) => [column, record[i]?.trim() ?? '']));
    const member = cells.get('name') ?? '';
    const admin = YES_NO.get((cells.get('admin') ?? '').toLowerCase());
    const found = [
      ...(record.length > columns.length ? [`expected ${columns.length} columns, found ${record.length}`] : []),
      ...(admin === undefined ? [`expected yes or no in the column admin, found "${cells.get('admin')}"`] : []),
      ...nameFaults(member, lines.get(member), known),
    ];
    faults.push(...found.map((fault) => `${file.name}:${info.lines}: ${fault}`));
    if (!lines.has(member)) lines.set(member, info.lines);
    const groups = (cells.get('groups') ?? '').split(';').map((group) => group.trim());
    return { name: member, admin: admin ?? false, groups: [...new Set(groups)].filter((group) => group !== '') };
  });
  if (faults.length > 0) throw refusal(faults);
  return members;
}

function records(file: SourceFile): { record: string[]; info: Info }[] {
  try {
    return parse(file.text, {
      bom: true,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
    }) as unknown as { record: string[]; info: Info }[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? 1);
    // Not the value: the file may be another one than was meant.
    const what = error.message.replace(/,? value is .*$/s, '');
    throw refusal([`${file.name}:${line}: not CSV: ${what}`], 'save it as comma-separated UTF-8');
  }
}

function headerFaults(file: string, columns: readonly string[]): string[] {
  const isNamed = columns.some((column) => COLUMNS.includes(column));
  // The first line of a file that is no class list may be a secret.
  const unknown = isNamed ? columns.filter((column) => !COLUMNS.includes(column)) : [];
  const twice = columns.filter((column, i) => columns.indexOf(column) < i);
  return [
    ...(columns.includes('name') ? [] : [`${file}:1: there is no column "name"`]),
    ...unknown.map((column) => {
      if (column === 'password') return `${file}:1: passwords are made and not read; leave the column "password" out`;
      const meant = didYouMean(column, COLUMNS);
      return `${file}:1: there is no meaning for the column "${column}"${meant ? `; did you mean "${meant}"?` : ''}`;
    }),
    ...twice.map((column) => `${file}:1: the column "${column}" stands twice`),
  ];
}

function nameFaults(name: string, earlier: number | undefined, known: (name: string) => boolean): string[] {
  const fault = nameFault(name);
  return [
    ...(fault ? [`${fault.message}; ${fault.hint}`] : []),
    ...(earlier === undefined ? [] : [`"${name}" stands in line ${earlier} already`]),
    ...(known(name) ? [`there is a user "${name}" already`] : []),
  ];
}

function refusal(faults: readonly string[], hint?: string): UserError {
  return new UserError(`${faults.join('\n')}\nnobody was added`, { exitCode: 2, ...(hint && { hint }) });
}
