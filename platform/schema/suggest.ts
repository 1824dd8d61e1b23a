/** What was most likely meant by a malformed scalar; each is undefined when it cannot be guessed. */

/** Without spaces of any kind and typographic quotes, and with a decimal point instead of a comma. */
function plain(value: unknown): string {
  return String(value)
    .replace(/[\s\u200b“”„‘’"']/g, '')
    .replace(/^(\d+),(\d+)/, '$1.$2');
}

/** `4GB`, `4 gi`, `4096M` as `4Gi`, `4096Mi`. */
export function suggestSize(value: unknown): string | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([mgt])(?:i?b?|[bi]ytes?)$/i.exec(plain(value)) ?? [];
  if (amount !== undefined && unit !== undefined) return `write ${amount}${unit.toUpperCase()}i`;
  const bytes = Number(plain(value));
  if (!Number.isInteger(bytes) || bytes <= 0) return undefined;
  if (bytes < 2 ** 20) return `write ${bytes}Mi or ${bytes}Gi`;
  return bytes % 2 ** 30 === 0 ? `write ${bytes / 2 ** 30}Gi` : `write ${Math.ceil(bytes / 2 ** 20)}Mi`;
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
type Unit = keyof typeof SECONDS;

/** `10 m`, `1hour`, `1h30m`, `PT1H` as `10m`, `1h`, `90m`, `1h`. */
export function suggestDuration(value: unknown): string | undefined {
  const text = plain(value).toLowerCase();
  if (/^[1-9]\d{0,5}$/.test(text)) return `write ${text}s or ${text}m`;
  const part = '(\\d+(?:\\.\\d+)?)(s|m|h|d|w)(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?|eeks?)?';
  const isWhole = new RegExp(`^(?:p?t?${part})+$`).test(text);
  if (!isWhole) return undefined;
  const parts = [...text.matchAll(new RegExp(part, 'g'))];
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as Unit], 0);
  const [only] = parts;
  const kept =
    parts.length === 1 && only?.[2] !== 'w' && Number.isInteger(Number(only?.[1])) ? (only?.[2] as Unit) : undefined;
  const unit = kept ?? (['d', 'h', 'm', 's'] as const).find((it) => seconds % SECONDS[it] === 0);
  return unit && seconds > 0 ? `write ${seconds / SECONDS[unit]}${unit}` : undefined;
}

/** `2 cores`, `500 m`, `0,5` as `2`, `500m`, `0.5`. */
export function suggestCpu(value: unknown): string | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(m|)(?:illi)?(?:v?cpus?|v?cores?|processors?)?$/i.exec(plain(value)) ?? [];
  return amount === undefined || Number(amount) <= 0 ? undefined : `write ${amount}${unit?.toLowerCase() ?? ''}`;
}

/** `1.36.5`, `v1.36`, `1.36` as the full release, if it is known. */
export function suggestRelease(value: unknown, known: string): string | undefined {
  const [, version, build] = /^v?(\d+\.\d+(?:\.\d+)?)(?:\+?(k3s\d+))?$/i.exec(plain(value)) ?? [];
  if (version === undefined) return undefined;
  if (version.split('.').length === 3) return `write v${version}+${build?.toLowerCase() ?? 'k3s1'}`;
  return known.startsWith(`v${version}.`) ? `write ${known}` : `write the whole release: v${version}.…+k3s1`;
}
