const FACTORS: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/**
 * An amount as objects of Kubernetes have it, in cores or bytes: `500m`, `1.5`, `2Gi`, `1e9`.
 *
 * @returns undefined for what Kubernetes would not take
 */
export function quantityOf(amount: unknown): number | undefined {
  const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(`${amount}`) ?? [];
  if (number === '') return undefined;
  return /^[eE]./.test(unit) ? Number(`${number}${unit}`) : Number(number) * (FACTORS[unit] ?? Number.NaN);
}
