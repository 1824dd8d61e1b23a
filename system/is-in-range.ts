import { compareVersions } from './compare-versions.ts';

const PART = /^(>=|<=|>|<|=)?\s*v?(\d+\.\d+\.\d+[-.\w]*)$/;
const HOLDS: Readonly<Record<string, (difference: number) => boolean>> = {
  '>=': (it) => it >= 0,
  '<=': (it) => it <= 0,
  '>': (it) => it > 0,
  '<': (it) => it < 0,
  '=': (it) => it === 0,
};

/**
 * Whether a version is in a range as charts write it: `>=1.28.0-0 <1.40.0`, alternatives with `||`. Undefined if the range
 * has a form that is not read here, such as `^1.28` or `1.x`.
 */
export function isInRange(version: string, range: string): boolean | undefined {
  const alternatives = range.split('||').map((all) =>
    all
      .trim()
      .split(/\s*,\s*|\s+(?=[<>=])/)
      .map((part) => PART.exec(part)),
  );
  if (alternatives.flat().includes(null)) return undefined;
  return alternatives.some((all) =>
    all.every((part) => HOLDS[part?.[1] ?? '=']?.(compareVersions(version, part?.[2] ?? ''))),
  );
}
