import { LENGTHS } from '../platform/schema/choices.ts';
import { shorten } from '../system/shorten.ts';
import { Unfit } from './key-mapping.ts';

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const;

/** Seconds as a duration: 3600 is `1h`. */
export function duration(value: unknown): string | Unfit {
  const seconds = Number(value);
  const unit = UNITS.find(([length]) => seconds % length === 0);
  if (!Number.isInteger(seconds) || seconds <= 0 || unit === undefined) return new Unfit('not a number of seconds');
  return `${seconds / unit[0]}${unit[1]}`;
}

const BINARY: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const DECIMAL: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

function bytes(value: unknown, plain: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit = '', isBinary] = /^\s*(\d+(?:\.\d+)?)\s*([kKMGT]?)(i?)B?\s*$/.exec(String(value)) ?? [];
  const factor = isBinary ? BINARY[unit.toUpperCase()] : plain[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

/** Bytes of memory as KubeSpawner reads them, whose `G` is binary; undefined of what is none. */
export const memoryBytes = (value: unknown) => bytes(value, BINARY);

function asSize(amount: number | undefined): string | Unfit {
  if (amount === undefined || amount < 2 ** 20) return new Unfit('not a size of at least 1Mi');
  for (const [unit, length] of [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
  ] as const) {
    const whole = amount / length;
    if (whole >= 1 && Number.isInteger(whole * 1000)) return `${whole}${unit}`;
  }
  return `${Math.ceil(amount / 2 ** 20)}Mi`;
}

/** Memory of a server, which KubeSpawner reads: `1G` is `1Gi`. */
export const spawnerMemory = (value: unknown) => asSize(memoryBytes(value));

/** Bytes of a quantity of Kubernetes, whose `G` is decimal; undefined of what is none. */
export const kubernetesBytes = (value: unknown) => bytes(value, DECIMAL);

/** The same as a size: `10G` is `9537Mi`, rounded up. */
export const kubernetesSize = (value: unknown) => asSize(kubernetesBytes(value));

/** Processor time in cores, as a number: `500m` is 0.5. Undefined of what is none. */
export function cores(value: unknown): number | undefined {
  const [, millis, whole] = /^\s*(?:(\d+)m|(\d*\.?\d+))\s*$/.exec(String(value)) ?? [];
  const amount = millis === undefined ? Number(whole ?? Number.NaN) : Number(millis) / 1000;
  return Number.isFinite(amount) ? amount : undefined;
}

/** Processor time as a setting. */
export function cpu(value: unknown): string | number | Unfit {
  const amount = cores(value);
  if (amount === undefined || amount < 0.001) return new Unfit('not a number of cores');
  return Number.isInteger(amount) ? amount : `${Math.ceil(amount * 1000 - 1e-6)}m`;
}

/** A name such as images, sizes and folders have: `Data science (GPU)` is `data-science-gpu`. */
export function nameFrom(text: string, fallback: string, taken: ReadonlySet<string>): string {
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  const base = (plain === '' ? fallback : /^\d/.test(plain) ? `${fallback}-${plain}` : plain)
    .slice(0, 36)
    .replace(/-+$/, '');
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

/** A text without the markup that the page of KubeSpawner shows. */
export const plainText = (text: string) =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A title without the markup that the page of KubeSpawner shows; undefined where nothing is left of it. */
export function titleFrom(text: unknown): string | undefined {
  const plain = plainText(String(text ?? ''));
  return plain === '' ? undefined : shorten(plain, LENGTHS.title);
}

/** A path without slashes at its end. */
export const withoutSlash = (path: string) => path.replace(/(?<=.)\/+$/, '');

/** The URL of a database, as one that can be taken apart: the scheme of a driver would have no host. Undefined of what is none. */
export function databaseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url.replace(/^[\w+]+:/, 'http:')) : undefined;
}

/** A list of texts, of which a single one may be written without the list. */
export function texts(value: unknown): string[] {
  const all = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return all.filter((it) => typeof it === 'string' || typeof it === 'number').map(String);
}
