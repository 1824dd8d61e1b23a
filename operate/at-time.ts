const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * The end of a day, minute or second as a person writes it, so that a time copied from a list means what stands there.
 *
 * @returns milliseconds since 1970; undefined if it is none
 */
export function parseTime(text: string): number | undefined {
  const [, year, month, day, minute = '23:59', second = '59', zone = ''] = FORM.exec(text) ?? [];
  if (year === undefined || Number(day) > new Date(Number(year), Number(month), 0).getDate()) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${minute}:${second}.999${zone}`);
  return Number.isNaN(time) ? undefined : time;
}

/** `2026-11-25 02:13`, in this machine's time. */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('sv-SE').slice(0, 16);
}

const MINUTE = 60_000;
const UNITS = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** A length of time in its largest whole unit: `3 days`, `1 hour`, `less than a minute`. */
export function roughly(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, it]) => milliseconds >= it) ?? [];
  if (unit === undefined || length === undefined) return 'less than a minute';
  const count = Math.floor(milliseconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
