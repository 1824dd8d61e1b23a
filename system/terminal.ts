import { styleText } from 'node:util';
import { COMMAND } from './command-pattern.ts';
import { withDocPages } from './doc-pages.ts';
import type { Reporter } from './reporter.ts';

/** Prints what a script reads, as it is: JSON, a path, a reference, a password. */
export function printData(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints the answer of a command, for a person. */
export function print(text: string): void {
  console.log(shown(text, process.stdout));
}

/** Prints what is worth knowing about the answer, or happens on the way to it, for a person. */
export function note(text: string): void {
  console.error(shown(text, process.stderr));
}

/** Tells a person on this terminal, in lines that stay. */
export const terminal: Reporter = { print, note, progress: note };

/** Prints what went wrong, and what to do. */
export function printError(message: string, fix: string | undefined): void {
  const text = fix === undefined ? message : `${message}\n  ${fix}`;
  const isPlain = (line: string) => /^\s|^$/.test(line) || PLACE.test(line) || MARK.test(line);
  console.error(shown(text, process.stderr, (line, stream) => (isPlain(line) ? coloured : inRed)(line, stream)));
}

/** Prints a unified diff. */
export function printPatch(patch: string): void {
  const paint = (line: string) => {
    const format = PATCH.find(([start]) => line.startsWith(start))?.[1];
    return format === undefined ? line : painted(format, line, process.stdout);
  };
  console.log(patch.split('\n').map(paint).join('\n'));
}

/** Whether lines can be drawn again, as a list of tasks does. */
export function canRedraw(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb';
}

/** The cells in a line of a terminal; without end where it is none, so that scripts get one line for one. */
export function widthOf(stream: NodeJS.WriteStream): number {
  // Of `npm run synth`, whose output comes to the terminal by a pipe.
  const columns = stream.isTTY ? stream.columns : Number(process.env.HUBWRIGHT_COLUMNS);
  return columns >= NARROWEST ? columns : Number.POSITIVE_INFINITY;
}

const NARROWEST = 20;

type Format = Parameters<typeof styleText>[0];

const PATCH: readonly [start: string, format: Format][] = [
  ['+++ ', 'bold'],
  ['--- ', 'bold'],
  ['@@', 'cyan'],
  ['+', 'green'],
  ['-', 'red'],
];

/** What a line begins with, after the place that it is about. */
const MARKS: Readonly<Record<string, Format>> = {
  error: 'red',
  FAILED: 'red',
  FAIL: 'red',
  warning: 'yellow',
  note: 'cyan',
  '!': 'yellow',
  ok: 'green',
  done: 'green',
  unchanged: 'dim',
  skipped: 'dim',
  skip: 'dim',
  'no cluster yet': 'dim',
};
const PLACE = /^\S+:\d+:\d+:(?= )/;
const MARK = new RegExp(`^(\\s*(?:\\S+:\\d+:\\d+: )?)(${Object.keys(MARKS).join('|')})(?=:| {2,}|(?<=!) )`);
// What counts cells takes as long to load as much else, and only a terminal needs it.
const isWrapped = [process.stdout, process.stderr].some((it) => widthOf(it) !== Number.POSITIVE_INFINITY);
const fitted = isWrapped ? (await import('./fit.ts')).fitted : (line: string) => line;

function shown(text: string, stream: NodeJS.WriteStream, paint = coloured): string {
  const width = widthOf(stream);
  return withDocPages(text)
    .split('\n')
    .map((line) => paint(fitted(line, width), stream))
    .join('\n');
}

/** A line, on however many rows. */
function coloured(line: string, stream: NodeJS.WriteStream): string {
  return line
    .replace(MARK, (_, before: string, mark: string) => before + painted(MARKS[mark] ?? 'reset', mark, stream))
    .replace(COMMAND, (command) => painted('cyan', command, stream))
    .replace(PLACE, (place) => painted('bold', place, stream));
}

const inRed = (line: string, stream: NodeJS.WriteStream) => painted('red', line, stream);

/** Node.js knows whether a stream takes colours: NO_COLOR, FORCE_COLOR, TERM and pipes. */
function painted(format: Format, text: string, stream: NodeJS.WriteStream): string {
  return styleText(format, text, { stream });
}
