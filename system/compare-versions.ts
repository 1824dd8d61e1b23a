/**
 * Orders versions by their numbers: 0.10.0 comes after 0.9.0, and 1.0 is 1.0.0. What comes before a release, semantic
 * (1.0.0-rc.1) or of Python (1.0.0rc1, 1.0.0.dev0), is older than it. Build metadata (1.0.0+build) does not count.
 */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  const length = Math.max(one.numbers.length, other.numbers.length);
  for (let i = 0; i < length; i++) {
    const difference = (one.numbers[i] ?? 0) - (other.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.before === '' || other.before === '') return Number(one.before === '') - Number(other.before === '');
  return one.before.localeCompare(other.before, 'en', { numeric: true });
}

function partsOf(version: string) {
  const [, numbers = '', before = ''] = /^v?([\d.]*\d)?(.*?)(?:\+.*)?$/.exec(version) ?? [];
  return { numbers: numbers.split('.').map(Number), before };
}
