/** Powers that a quantity's suffix stands for; `m` is a thousandth. */
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number that a quantity of Kubernetes stands for; undefined of what Kubernetes refuses.
 *
 * Source: kubernetes/apimachinery, `pkg/api/resource/quantity.go`, the grammar before `type Quantity`.
 */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d+))?$/.exec(String(value));
  if (match === null) return undefined;
  const [, number, suffix, exponent] = match;
  return Number(number) * (suffix ? (FACTORS[suffix] as number) : 10 ** Number(exponent ?? 0));
}

/**
 * The bytes that KubeSpawner reads, whose K, M, G and T are binary; undefined of what it refuses.
 *
 * Source: JupyterHub 5.5.4, `jupyterhub/traitlets.py`, `ByteSpecification`.
 */
export function spawnerBytesOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const match = /^\s*(\+?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([KMGT])$/.exec(
    typeof value === 'string' ? value : '',
  );
  if (match === null) return undefined;
  return Number(match[1]?.replaceAll('_', '')) * (FACTORS[`${match[2]}i`] as number);
}

/** How a size that is written in another way was most likely meant: its number, and its unit as one letter. */
export function sizeLike(value: unknown): { readonly number: string; readonly unit: string } | undefined {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([kmgtp])i?b?\s*$/i.exec(typeof value === 'string' ? value : '');
  return match
    ? { number: (match[1] as string).replace(',', '.'), unit: (match[2] as string).toUpperCase() }
    : undefined;
}

/** Whether a resource is a device or the like, which Kubernetes gives only whole and never promises twice. */
export const isCounted = (name: string) =>
  name.startsWith('hugepages-') || (name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name));
