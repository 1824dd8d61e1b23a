import { counted } from '../system/counted.ts';
import { type Change, TOPICS } from './change.ts';

/** What a comparison found. */
export interface Comparison {
  /** What is compared with what: `HEAD (1a2b3c4) → working tree`. */
  readonly title: string;
  readonly changes: readonly Change[];
  /** The manifest diff; empty without a difference. */
  readonly patch: string;
  /** What could not be compared, and why. */
  readonly notes: readonly string[];
}

/** GitHub accepts comments of at most 65,536 characters. */
const MOST_CHARACTERS = 65_000;

/** Finds the comment again that an earlier run posted. */
const MARK = '<!-- hubwright diff -->';

/** Whether nothing changes; that the hub does not restart is not a change. */
export function isSame({ changes, patch }: Comparison): boolean {
  return patch === '' && changes.every((it) => it.topic === 'Hub');
}

/** The comparison for a terminal; the manifest diff follows it. */
export function textReport(comparison: Comparison): string {
  const lines = [comparison.title, ...comparison.notes.map((note) => `note: ${note}`)];
  if (isSame(comparison)) return [...lines, '', 'Nothing changes.'].join('\n');
  lines.push(...changeLines(comparison.changes));
  if (comparison.patch !== '') lines.push('', 'Manifests');
  return lines.join('\n');
}

/** Changes for a terminal, each topic after an empty line. */
export function changeLines(changes: readonly Change[]): string[] {
  return sections(changes).flatMap(([topic, found]) => [
    '',
    topic,
    ...found.map(({ text, caution }) => `  ${caution ? '!' : '-'} ${text}`),
  ]);
}

/** The comparison as a comment on a pull request, cut to what GitHub accepts. */
export function markdownReport(comparison: Comparison): string {
  const lines = [MARK, '## What this change does to the hub', '', escaped(comparison.title)];
  for (const note of comparison.notes) lines.push('', `> ${escaped(note)}`);
  if (isSame(comparison)) return `${[...lines, '', 'Nothing changes.'].join('\n')}\n`;
  for (const [topic, changes] of sections(comparison.changes)) {
    lines.push('', `**${topic}**`, ...changes.map(({ text, caution }) => `- ${caution ? '⚠️ ' : ''}${escaped(text)}`));
  }
  const words = shortened(lines, MOST_CHARACTERS / 2);
  return `${words}\n${details(comparison.patch, MOST_CHARACTERS - words.length)}`;
}

function sections(changes: readonly Change[]): [string, Change[]][] {
  return TOPICS.map((topic): [string, Change[]] => [topic, changes.filter((it) => it.topic === topic)]).filter(
    ([, found]) => found.length > 0,
  );
}

function details(patch: string, room: number): string {
  if (patch === '') return '';
  const all = patch.trimEnd().split('\n');
  const files = all.filter((line) => line.startsWith('+++ ')).length;
  const [added, removed] = ['+', '-'].map((sign) => all.filter((line) => line.startsWith(sign)).length - files);
  const summary = `Manifest diff: ${counted(files, 'file')}, +${added} −${removed}`;
  const text = shortened(all, room - 500);
  // A fence longer than any in the text, so that nothing in it ends the block.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `\n<details><summary>${summary}</summary>\n\n${fence}diff\n${text}\n${fence}\n\n</details>\n`;
}

/** Whole lines up to a number of characters, and a line that says what is missing. */
function shortened(lines: readonly string[], most: number): string {
  let length = 0;
  const fitting = lines.findIndex((line) => {
    length += line.length + 1;
    return length > most;
  });
  if (fitting === -1) return lines.join('\n');
  return [...lines.slice(0, fitting), `… ${lines.length - fitting} more lines: run \`npx hubwright diff\``].join('\n');
}

/** Literal text: no markup, and no mentions that notify someone. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]#~|]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '@<!-- -->');
}
