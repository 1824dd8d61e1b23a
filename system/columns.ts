import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

const GAP = 2;

/**
 * Cells under each other. Where that is too wide, cells of the widest columns go on below, and words stay whole.
 *
 * @param width cells of the terminal
 */
export function columns(rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string[] {
  const indices = Object.keys(rows[0] ?? []).map(Number);
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((it) => stringWidth(it)));
  const cells = (column: number) => rows.map((row) => row[column] ?? '');
  const widths = indices.map((column) => widest(cells(column)));
  const least = indices.map((column) => widest(cells(column).flatMap((it) => it.split(' '))));
  const spare = (column: number) => (widths[column] ?? 0) - (least[column] ?? 0);
  const total = () => widths.reduce((sum, it) => sum + it, GAP * (widths.length - 1));
  while (total() > width) {
    const column = indices.reduce((most, it) => (spare(it) > spare(most) ? it : most), 0);
    if (spare(column) <= 0) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return rows.flatMap((row) => lines(row, widths));
}

function lines(row: readonly string[], widths: readonly number[]): string[] {
  const wrapped = row.map((cell, i) =>
    (stringWidth(cell) > (widths[i] ?? 0) ? wrapAnsi(cell, widths[i] ?? 0) : cell).split('\n'),
  );
  const height = Math.max(...wrapped.map((it) => it.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((it, i) => {
        const text = it[line] ?? '';
        return text + ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(text)));
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}
