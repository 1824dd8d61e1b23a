/** A line of kubectl's custom columns: three spaces at least stand between them, and none is ever empty but by `<none>`. */
export function kubectlCells(line: string): string[] {
  return line
    .trim()
    .split(/ {3,}/)
    .map((cell) => (cell === '<none>' ? '' : cell));
}
