import { print } from './about.ts';

/** Cells of a column with the gap after it, as kubectl has them. */
const LEAST = 6;
const GAP = 3;

/** Prints objects as `-o custom-columns=NAME:.path.to.field,…` does; a dot in a key is written with a backslash. */
export function printColumns(items: readonly object[], columns: string, withHeader: boolean): void {
  const specs = columns.split(',').map((it) => [it.slice(0, it.indexOf(':')), it.slice(it.indexOf(':') + 1)] as const);
  const rows = items.map((item) => specs.map(([, path]) => valueAt(item, path) ?? '<none>'));
  if (withHeader) rows.unshift(specs.map(([name]) => name));
  const widths = specs.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of rows) {
    const line = row.map((cell, i) => cell.padEnd(Math.max(LEAST, (widths[i] ?? 0) + GAP))).join('');
    print(`${line.trimEnd()}\n`);
  }
}

/** A field of an object by its path, `.path.to.field`; undefined without it. */
export function valueAt(item: object, path: string): string | undefined {
  const keys = path.split(/(?<!\\)\.|(?<!\\)\[|\]/).filter((key) => key !== '');
  const found = keys.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key.replaceAll('\\.', '.')],
    item,
  );
  return found === undefined || found === null ? undefined : String(found);
}
