const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const TIME = String.raw`(\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?`;
/** Hours and minutes apart, as only both are read alike everywhere. */
const ZONE = String.raw`(?:(Z|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)`;
const FORM = new RegExp(`^${DATE}(?:[ T]${TIME}(?: ?${ZONE})?)?$`);

/**
 * The end of a day, minute, second or part of a second as a person writes it, or as `home list --json`, restic, `stat` and
 * `date` print it, so that a time copied from there means what stands there.
 *
 * @returns milliseconds since 1970; undefined if it is none
 */
export function parseTime(text: string): number | undefined {
  const [, year, month, day, minute = '23:59', second = '59', part = '', utc, hours, minutes = '00'] =
    FORM.exec(text.trim()) ?? [];
  if (year === undefined || Number(day) > new Date(Number(year), Number(month), 0).getDate()) return undefined;
  const zone = utc === undefined ? (hours === undefined ? '' : `${hours}:${minutes}`) : 'Z';
  const time = Date.parse(`${year}-${month}-${day}T${minute}:${second}.${part.slice(0, 3).padEnd(3, '9')}${zone}`);
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
