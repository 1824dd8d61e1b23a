/**
 * How PyYAML reads text that go-yaml writes without quotes. Helm hands the values to the hub that way: the chart's
 * template writes all of them with `toYaml`, and the hub reads that with PyYAML.
 */
const NUMBER = /^(?:\.\d[\d_]*_[\d_]*(?:[eE][-+]\d+)?|[-+]?0[bx]_+)$/;
const DATE =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/;
/** The dates that go-yaml knows as such, and quotes. */
const KNOWN_DATE = /^[-\d]+(?:[Tt][\d:]+(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| [\d:]+(?:\.\d+)?)?$/;
/** At these, `toYaml` stops silently and the hub gets no values at all; U+0085 becomes a space. */
const CONTROL = /[\x7f-\x9f\ufffe\uffff]/;

/** Why a key of the chart's values reaches the hub changed or not at all; undefined when it arrives intact. */
export function lostAsKey(key: string): string | undefined {
  // go-yaml fails on a key of 1024 bytes, escapes included.
  return Buffer.byteLength(JSON.stringify(key)) > 1000 ? 'Helm does not pass on a key this long' : lostInHub(key);
}

/** Why a value of the chart reaches the hub changed or not at all; undefined when it arrives intact. */
export function lostInHub(value: unknown): string | undefined {
  if (typeof value === 'number') return isLostNumber(value) ? 'Helm hands this number to the hub as text' : undefined;
  if (typeof value !== 'string') return undefined;
  const control = CONTROL.exec(value)?.[0];
  if (control !== undefined) {
    const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `it contains the control character U+${code}, which Helm does not pass on to the hub`;
  }
  if (value === '=' || value === '<<' || NUMBER.test(value) || isLostDate(value))
    return 'Helm drops the quotes of this text, and the hub then reads it as something else';
  return undefined;
}

function isLostDate(value: string): boolean {
  const [, year, month, day, hour, minute, second] = DATE.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isTime = [hour, minute, second].every((it, i) => Number.isNaN(it) || (it ?? 0) < (i === 0 ? 24 : 60));
  return !(isDay && isTime && KNOWN_DATE.test(value));
}

/** Helm writes `1e-05`, which PyYAML takes for text unless there is a point in it. */
function isLostNumber(value: number): boolean {
  const isShort = !value.toExponential().includes('.');
  const size = Math.abs(value);
  return isShort && size > 0 && (size < 1e-4 || value >= 2 ** 64 || value < -(2 ** 63));
}
