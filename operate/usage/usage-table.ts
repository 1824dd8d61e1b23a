import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import type { UsageReport } from './ask-usage.ts';

type Amounts = UsageReport['total'];

const HEADS = ['HOURS', 'PROCESSOR HOURS', 'MEMORY GIB HOURS', 'GPU HOURS', 'STARTS'];

/**
 * Usage as a person reads it; of days, weeks and months only those with some.
 *
 * @param width cells of the terminal
 */
export function usageTable({ from, until, by, rows, total }: UsageReport, width = Number.POSITIVE_INFINITY): string {
  const isTime = by === 'day' || by === 'week' || by === 'month';
  const used = rows.filter((it) => it.lastUsed !== null);
  const period = `From ${from} to ${until}, days in UTC`;
  if (used.length === 0) return `${period}: no usage.`;
  const numbers = underEachOther([HEADS, ...used.map(amountsOf)]);
  const [head = [], ...lines] = numbers;
  const table = columns(
    [
      [by.toUpperCase(), ...head, ...(isTime ? [] : ['LAST USED'])],
      ...used.map((it, i) => [it.name, ...(lines[i] ?? []), ...(isTime ? [] : [it.lastUsed ?? '-'])]),
    ],
    width,
  );
  const sum = `${hours(total.hours)} hours, ${hours(total.gpuHours)} GPU hours, ${counted(total.starts, 'start')}`;
  return [...table, '', `${period}: ${counted(used.length, by)}, ${sum}.`].join('\n');
}

const hours = (amount: number) => amount.toFixed(1);

function amountsOf({ hours: running, processorHours, memoryHours, gpuHours, starts }: Amounts): string[] {
  return [...[running, processorHours, memoryHours, gpuHours].map(hours), String(starts)];
}

/** Cells of a column as wide as its widest, numbers on the right. */
function underEachOther(rows: readonly (readonly string[])[]): string[][] {
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)));
}
