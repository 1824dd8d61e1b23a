/** Security holes of JupyterHub that were published together, with the release of each line that closed them. */
interface Holes {
  readonly closedIn: readonly string[];
  /** GitHub advisories, the one that concerns most hubs first. */
  readonly advisories: readonly string[];
}

/**
 * Newest first. A line of releases without a fix of its own had it from the start.
 *
 * Source: the change log of JupyterHub 6.1.1.
 */
const HOLES: readonly Holes[] = [
  {
    closedIn: ['5.5.3', '6.1.0'],
    advisories: [
      ...['GHSA-hx46-2cv3-mh6g', 'GHSA-93gc-h923-mp36', 'GHSA-r764-xgvf-jrfj'],
      ...['GHSA-pvm9-48cg-w76j', 'GHSA-5jhc-4h3c-q97h', 'GHSA-x7xh-7hc7-9436'],
    ],
  },
  { closedIn: ['5.5.2'], advisories: ['GHSA-mj6q-mp44-53v8'] },
  { closedIn: ['5.5.1'], advisories: ['GHSA-c4gm-pwx9-9w8j', 'GHSA-69wv-m5fw-2fhp'] },
  { closedIn: ['5.5.0'], advisories: ['GHSA-p43p-whwx-q52h'] },
  { closedIn: ['5.4.5'], advisories: ['GHSA-m68r-v472-jgq9'] },
  { closedIn: ['5.4.4'], advisories: ['GHSA-3vff-hjqv-m7h8'] },
];

/** The advisories against a release of JupyterHub that this version of Hubwright knows. */
export function knownHoles(version: string): string[] {
  return HOLES.filter(({ closedIn }) => {
    const [own] = closedIn.filter((it) => partsOf(it)[0] === partsOf(version)[0]);
    return isBefore(version, own ?? closedIn[0] ?? version);
  }).flatMap((it) => it.advisories);
}

const partsOf = (version: string) => version.split('.', 3).map((it) => Number.parseInt(it, 10) || 0);

function isBefore(version: string, other: string): boolean {
  const [mine, others] = [partsOf(version), partsOf(other)];
  const first = [0, 1, 2].find((i) => (mine[i] ?? 0) !== (others[i] ?? 0));
  return first !== undefined && (mine[first] ?? 0) < (others[first] ?? 0);
}
