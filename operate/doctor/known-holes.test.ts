import { expect, test } from '@jest/globals';
import { hasFix, KERNEL_HOLES, LISTED, listCheck } from './known-holes.ts';
import { reportOf } from './testing.ts';

const [hole] = KERNEL_HOLES;
const listed = Date.parse(LISTED);
const DAY = 24 * 3_600_000;

test.each([
  ['6.8.0-110-generic', false],
  ['6.8.0-117-generic', true],
  ['5.15.0-179-generic', true],
  // Other flavours of Ubuntu count differently, and other lines of it are not listed.
  ['6.8.0-1050-aws', false],
  ['6.14.0-37-generic', false],
  ['6.12.85+deb13-amd64', true],
  ['6.12.84', false],
  ['6.18.22', true],
  ['6.19.11+kali-amd64', false],
  ['7.0.3', true],
  ['7.2.0-1-generic', true],
  ['5.14.0-570.el9.x86_64', false],
  ['nonsense', false],
])('the fix of Copy Fail in the kernel %s by its release', (release, isThere) => {
  expect(hole && hasFix(hole, release)).toBe(isThere);
});

test('a line that was fixed late is not newer than all', () => {
  const late = { fixedIn: ['6.18.29', '7.0.6'], fixedInUbuntu: {} };
  expect(['6.18.28', '6.19.20', '7.0.5', '7.0.6', '7.1'].map((it) => hasFix(late, it))).toEqual([
    ...[false, false, false],
    ...[true, true],
  ]);
});

test('every hole can be looked for', () => {
  for (const { id, modules, fixedIn } of KERNEL_HOLES) {
    expect(id).toMatch(/^CVE-\d{4}-\d+$/);
    expect([modules.length, fixedIn.length]).not.toContain(0);
    for (const it of [...modules, ...fixedIn]) expect(it).toMatch(/^[\w.]+$/);
  }
});

test('a list that is old says so', () => {
  expect(reportOf(listCheck(listed + 90 * DAY))).toEqual([`ok: of ${LISTED}`]);
  // A clock that is wrong is no age.
  expect(reportOf(listCheck(listed - 900 * DAY))).toEqual([`ok: of ${LISTED}`]);
  expect(reportOf(listCheck(listed + 91 * DAY))).toEqual([
    `problems: of ${LISTED}`,
    `note: Hubwright: its list of known vulnerabilities is 91 days old | what was published after ${LISTED} is not looked for | Update Hubwright: \`npx hubwright update\` shows what a newer version brings.`,
  ]);
});
