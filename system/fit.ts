import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { COMMAND } from './command-pattern.ts';
import { withDocPages } from './doc-pages.ts';

const TOGETHER = new RegExp(`${COMMAND.source}|(?<= )[-+~] \\S+`, 'g');
/** What stands before the text of a line, and under which the text goes on. */
const START = /^\s*(?:(?:[A-Za-z]+|\|) {2,}|[-!] )?/;
const NO_BREAK = '\u00a0';

/** A line in as many as it needs; words and commands stay whole, and what follows stands under the text of the first. */
export function fitted(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  const [start] = START.exec(line) ?? [''];
  const indent = stringWidth(start) > width / 2 ? 0 : stringWidth(start);
  const room = width - indent;
  const whole = line
    .slice(start.length)
    .replace(TOGETHER, (it) => (stringWidth(it) <= room ? it.replaceAll(' ', NO_BREAK) : it));
  const lines = wrapAnsi(whole, room).replaceAll(NO_BREAK, ' ').split('\n');
  return start + lines.join(`\n${' '.repeat(indent)}`);
}

/** A text under the help of a command: lines without an indent are paragraphs, all others stay as they are. */
export function helpText(text: string): string {
  const width = process.stdout.columns ?? 80;
  const joined = withDocPages(text).replace(/(?<=^\S.*)\n(?=\S)/gm, ' ');
  return joined
    .split('\n')
    .map((line) => fitted(line, width))
    .join('\n');
}
