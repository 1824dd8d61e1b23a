import { distance } from 'fastest-levenshtein';

/**
 * The known name that a misspelt one most likely means; undefined when none is near. Names are compared word by word:
 * `extraVolumes` does not mean `extraLabels`, near as they are.
 */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  let best: { name: string; slips: number } | undefined;
  for (const name of names) {
    const slips = slipsBetween(found, name);
    if (slips <= MOST_SLIPS && (best === undefined || slips < best.slips)) best = { name, slips };
  }
  return best?.name ?? begunBy(found, names);
}

/** The one name that begins with these words, of which there are several: `runtimeClass` for `runtimeClassName`. */
function begunBy(found: string, known: readonly string[]): string | undefined {
  const words = wordsOf(found);
  const longer = known.filter((name) => words.every((word, i) => wordsOf(name)[i] === word));
  return words.length > 1 && longer.length === 1 ? longer[0] : undefined;
}

const MOST_SLIPS = 2;

/** How many letters differ, as a typist errs; infinite where the names have different words. */
function slipsBetween(found: string, known: string): number {
  const [ours, theirs] = [wordsOf(found), wordsOf(known)];
  const [whole, other] = [ours.join(''), theirs.join('')];
  if (whole === other) return 0;
  if (ours.length !== theirs.length) return wordSlips(whole, other);
  const slips = ours.map((word, i) => wordSlips(word, theirs[i] ?? ''));
  return slips.reduce((sum, it) => sum + it, 0);
}

/** Two letters swapped are one slip. In a short word any other letter makes another word: `cpu`, `gpu`; `uid`, `gid`. */
function wordSlips(found: string, known: string): number {
  const sorted = (word: string) => [...word].sort().join('');
  const apart = distance(found, known);
  if (apart === 0) return 0;
  if (apart === 2 && sorted(found) === sorted(known)) return 1;
  const shortest = Math.min(found.length, known.length);
  const isShort = shortest < 4;
  if (found[0] !== known[0] || (isShort && (shortest < 3 || found.length === known.length))) return Infinity;
  return apart <= (shortest < 6 ? 1 : MOST_SLIPS) ? apart : Infinity;
}

/** `extraPodConfig`, `extra_pod_config` and `extra-pod-config` as the same words, and `zoé` as `zoe`. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
