import { type Check, checked } from './check.ts';

/** A vulnerability of the kernel by which a user of a notebook becomes root of its node. */
export interface KernelHole {
  readonly id: string;
  /** What it is called where it is talked about. */
  readonly name: string;
  /** Modules that it needs: without any of them, or with each of them blocked, it cannot be used. */
  readonly modules: readonly string[];
  /** What blocking them costs. */
  readonly without: string;
  /** The first release of each line of kernel.org with the fix; newer lines than these have it from their start. */
  readonly fixedIn: readonly string[];
  /** The first release of Ubuntu's generic kernels with the fix, by line. */
  readonly fixedInUbuntu: Readonly<Record<string, number>>;
}

/** The day on which this list, and that of JupyterHub, were last compared with what was published. */
export const LISTED = '2026-11-27';

/** Sources: change logs of kernel.org, Ubuntu's pages of these numbers. What they do not name is decided by {@link hasFix}. */
export const KERNEL_HOLES: readonly KernelHole[] = [
  {
    id: 'CVE-2026-31431',
    name: 'Copy Fail',
    modules: ['algif_aead'],
    without: 'hardly any program uses it',
    fixedIn: ['6.12.85', '6.18.22', '6.19.12', '7.0.0'],
    fixedInUbuntu: { '5.15.0': 179, '6.8.0': 117 },
  },
  {
    id: 'CVE-2026-43284',
    name: 'Dirty Frag',
    modules: ['esp4', 'esp6'],
    without: 'IPsec needs them',
    fixedIn: ['6.6.138', '6.12.87', '6.18.28', '7.0.5'],
    fixedInUbuntu: {},
  },
  {
    id: 'CVE-2026-43500',
    name: 'Dirty Frag',
    modules: ['rxrpc'],
    without: 'AFS needs it',
    fixedIn: ['6.18.29', '7.0.6'],
    fixedInUbuntu: {},
  },
];

/** Whether a kernel has the fix by its release, as `uname -r` prints it. A distribution may have put it into others too. */
export function hasFix(
  { fixedIn, fixedInUbuntu }: Pick<KernelHole, 'fixedIn' | 'fixedInUbuntu'>,
  release: string,
): boolean {
  const [line = '', build] = release.split('-');
  const ubuntu = fixedInUbuntu[line];
  if (ubuntu !== undefined && release.endsWith('-generic')) return Number(build) >= ubuntu;
  const [major, minor, patch] = numbers(line);
  const lines = fixedIn.map(numbers);
  const own = lines.find((it) => it[0] === major && it[1] === minor);
  if (own !== undefined) return patch >= own[2];
  return lines.every((it) => major > it[0] || (major === it[0] && minor > it[1]));
}

function numbers(release: string): [number, number, number] {
  const [, ...found] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release) ?? [];
  const [major = 0, minor = 0, patch = 0] = found.map((it) => Number(it ?? 0));
  return [major, minor, patch];
}

const DAY = 24 * 3_600_000;
/** Days after which the list is old. */
const OLD = 90;

/** How old the lists are. @param now milliseconds since 1970 */
export function listCheck(now: number): Check {
  const about = { id: 'known-holes', area: 'settings', title: 'age of the list of known vulnerabilities' } as const;
  const age = Math.floor((now - Date.parse(LISTED)) / DAY);
  if (age <= OLD) return checked(about, [], `of ${LISTED}`);
  const problem = {
    severity: 'note',
    where: 'Hubwright',
    message: `its list of known vulnerabilities is ${age} days old`,
    cost: `what was published after ${LISTED} is not looked for`,
    fix: 'Update Hubwright: `npx hubwright update` shows what a newer version brings.',
  } as const;
  return checked(about, [problem], `of ${LISTED}`);
}
