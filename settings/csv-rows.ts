import { CsvError, type Info, parse } from 'csv-parse/sync';
import { UserError } from '../system/user-error.ts';
import { decodeCsv } from './csv-text.ts';
import { readBytes } from './source-file.ts';

/** A line of a table that is not blank. */
export interface Row {
  /** Where it ends in the file, counted from 1. */
  readonly line: number;
  /** Without spaces around them. */
  readonly cells: readonly string[];
}

/** A table as a spreadsheet saves it. */
export interface Csv {
  /** The file for messages. */
  readonly name: string;
  readonly rows: readonly Row[];
  /** Whether every letter is certain; if not, non-ASCII ones may be wrong. */
  readonly isCertain: boolean;
}

/** What spreadsheets write between cells, depending on their locale. */
const SEPARATORS = [',', ';', '\t'];
/** A first line that tells Excel the separator. */
const SEP_LINE = /^sep=([,;\t])\r?\n/i;

/**
 * Reads CSV, whatever its separator and line ends.
 *
 * @param columns by which the separator is known, if they are in the first line
 * @throws UserError when it is not CSV
 */
export function readCsv(path: string, columns: readonly string[]): Csv {
  const { name, bytes } = readBytes(path);
  const { text, isCertain } = decodeCsv(name, bytes);
  const [sepLine = '', separator] = SEP_LINE.exec(text) ?? [];
  const body = text.slice(sepLine.length);
  const before = sepLine === '' ? 0 : 1;
  try {
    const rows = records(body, separator ?? separatorOf(body, columns)).map(({ record, info }) => ({
      line: info.lines + before,
      cells: record.map((cell) => cell.trim()),
    }));
    return { name, rows, isCertain };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? 1) + before;
    // Not the value: the file may be another one than was meant.
    const what = error.message.replace(/,? value is .*$/s, '');
    const fix = 'save it as comma-separated UTF-8';
    throw new UserError(`${name}:${line}: not CSV: ${what}\nno user was added`, { exitCode: 2, fix });
  }
}

/** The one by which the first line has most of the columns, or else most cells. */
function separatorOf(text: string, columns: readonly string[]): string {
  const scores = SEPARATORS.map((separator) => {
    const cells = firstLine(text, separator).map((cell) => cell.trim().toLowerCase());
    return { separator, known: cells.filter((cell) => columns.includes(cell)).length, all: cells.length };
  });
  const [best] = scores.sort((a, b) => b.known - a.known || b.all - a.all);
  return best?.separator ?? ',';
}

function firstLine(text: string, separator: string): readonly string[] {
  try {
    return records(text, separator, 1)[0]?.record ?? [];
  } catch {
    return [];
  }
}

function records(text: string, delimiter: string, to = -1): { record: string[]; info: Info }[] {
  return parse(text, {
    delimiter,
    to,
    info: true,
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    skipEmptyLines: true,
    skipRecordsWithEmptyValues: true,
  }) as unknown as { record: string[]; info: Info }[];
}
