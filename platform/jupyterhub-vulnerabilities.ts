import { compareVersions } from '../system/compare-versions.ts';

/** Vulnerabilities of JupyterHub that were published together. */
interface Publication {
  /** The release of each line that fixes them. */
  readonly fixedIn: readonly [string, ...string[]];
  /** GitHub advisories, the one that concerns most hubs first. */
  readonly advisories: readonly string[];
}

/**
 * Newest first. A line of releases that is not listed has the fix from its start if it is newer, and never if it is older.
 *
 * Source: the change log of JupyterHub 6.1.1. The day of the last look is `LISTED` in operate/doctor/known-holes.ts.
 */
const PUBLISHED: readonly Publication[] = [
  {
    fixedIn: ['5.5.3', '6.1.0'],
    advisories: [
      ...['GHSA-hx46-2cv3-mh6g', 'GHSA-93gc-h923-mp36', 'GHSA-r764-xgvf-jrfj'],
      ...['GHSA-pvm9-48cg-w76j', 'GHSA-5jhc-4h3c-q97h', 'GHSA-x7xh-7hc7-9436'],
    ],
  },
  { fixedIn: ['5.5.2'], advisories: ['GHSA-mj6q-mp44-53v8'] },
  { fixedIn: ['5.5.1'], advisories: ['GHSA-c4gm-pwx9-9w8j', 'GHSA-69wv-m5fw-2fhp'] },
  { fixedIn: ['5.5.0'], advisories: ['GHSA-p43p-whwx-q52h'] },
  { fixedIn: ['5.4.5'], advisories: ['GHSA-m68r-v472-jgq9'] },
  { fixedIn: ['5.4.4'], advisories: ['GHSA-3vff-hjqv-m7h8'] },
];

/** The advisories against a release of JupyterHub that this version of Hubwright knows. */
export function knownVulnerabilities(version: string): string[] {
  const lineOf = (release: string) => release.split('.', 1)[0];
  return PUBLISHED.filter(({ fixedIn }) => {
    const own = fixedIn.find((it) => lineOf(it) === lineOf(version));
    return compareVersions(version, own ?? fixedIn[0]) < 0;
  }).flatMap((it) => it.advisories);
}
