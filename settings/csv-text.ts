import { UserError } from '../system/user-error.ts';

/** The text of a CSV file. */
export interface CsvText {
  readonly text: string;
  /** Whether every letter is certain; if not, non-ASCII ones may be wrong. */
  readonly isCertain: boolean;
}

const SAVE_AGAIN = 'in Excel: Save As, "CSV UTF-8 (Comma delimited)"';

/**
 * Decodes CSV as spreadsheets save it. If a file is neither UTF-8 nor marked as UTF-16, its encoding is unknown.
 *
 * @throws UserError when it is not text
 */
export function decodeCsv(name: string, bytes: Uint8Array): CsvText {
  const begins = (...start: number[]) => start.every((byte, i) => bytes[i] === byte);
  if (begins(0x50, 0x4b, 3, 4) || begins(0xd0, 0xcf, 0x11, 0xe0)) {
    throw refusal(`${name}: this is a spreadsheet workbook, not CSV`);
  }
  const utf16 = begins(0xff, 0xfe) ? 'utf-16le' : begins(0xfe, 0xff) ? 'utf-16be' : undefined;
  const text = decoded(bytes, utf16 ?? 'utf-8');
  if (text === undefined && utf16 !== undefined) throw refusal(`${name}: the file ends in the middle of a letter`);
  if (bytes.includes(0) && utf16 === undefined) throw refusal(`${name}: the file is not UTF-8 text`);
  return text === undefined
    ? { text: new TextDecoder('windows-1252').decode(bytes), isCertain: false }
    : { text, isCertain: true };
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refusal(message: string): UserError {
  return new UserError(`${message}\nno user was added`, { exitCode: 2, fix: `save it as CSV (${SAVE_AGAIN})` });
}
