/** Orders semantic versions as numbers: 0.10.0 comes after 0.9.0, and 1.0.0-rc.1 before 1.0.0. */
export function compareVersions(a: string, b: string): number {
  const [[coreA = '', ...preA], [coreB = '', ...preB]] = [a.split('-'), b.split('-')];
  const byCore = natural(coreA, coreB);
  if (byCore !== 0 || preA.length === 0 || preB.length === 0) return byCore || preB.length - preA.length;
  return natural(preA.join('-'), preB.join('-'));
}

const natural = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
