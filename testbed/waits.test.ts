import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';

/*
 * A busy machine is many times slower than an idle one. A test that sleeps for as long as something usually takes, or that
 * ends it when it takes longer, then fails by chance.
 */

const ROOT = join(import.meta.dirname, '..');
const LIMIT = 600_000;

interface Rule {
  readonly files: RegExp;
  readonly sign: RegExp;
  /** Milliseconds of one unit of the number that the sign captures; undefined if there is none. */
  readonly unit?: number;
  readonly fix: string;
}

const RULES: readonly Rule[] = [
  {
    files: /\.i?test\.ts$/,
    sign: /\bsetTimeout\b|\bwaitForTimeout\b/g,
    fix: 'Wait for the thing itself with `until` of testbed/until.ts.',
  },
  {
    files: /\.i?test\.ts$/,
    sign: /\btimeout *[:=] *([\d_]+(?: *\* *[\d_]+)*)/g,
    unit: 1,
    fix: 'Give it ten minutes, `timeout: 600_000`, or more.',
  },
  {
    files: /\.i?test\.ts$/,
    sign: /^ *(?:\}, )?([\d_]+)(?:,|\);)$/gm,
    unit: 1,
    fix: 'Leave it out: jest.config.js has a limit for every test.',
  },
  {
    files: /^hub\/tests\/(?!waiting).*\.py$/,
    sign: /\b(?:time|asyncio)\.sleep\((?!0\))/g,
    fix: 'Wait for the thing itself with `until` of hub/tests/waiting.py.',
  },
  {
    files: /^hub\/tests\/.*\.py$/,
    sign: /\b(?:timeout=|LIMIT_SECONDS = |asyncio\.timeout\(|wait_for\(.*, )([\d_]+)/g,
    unit: 1000,
    fix: 'Give it `LIMIT_SECONDS` of hub/tests/waiting.py.',
  },
];

/** What tests a limit or a delay itself. */
const EXCEPTIONS = new Map([
  ['cli/charts-of-main.test.ts: setTimeout', 'a main.ts that fails later'],
  ['cluster/change-cluster.test.ts: setTimeout', 'a server that takes longer to answer than it is left alone'],
  ['providers/ssh/ssh-host.itest.ts: timeout: 1000', 'a command that is ended at its limit'],
  ['system/exec.test.ts: setTimeout', 'a program whose output comes in two pieces'],
  ['hub/tests/slapd.py: time.sleep(', 'the pause between two looks at whether it has started'],
]);

const files = readdirSync(ROOT, { withFileTypes: true })
  .filter((it) => it.isDirectory() && !/^(\..*|node_modules|dist|build)$/.test(it.name))
  .flatMap(({ name }) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((it) => `${name}/${it}`),
  )
  .filter((it) => basename(it) !== basename(import.meta.filename));

/** Numbers under a second are no limits of a program: settings count in seconds or minutes. */
function isShort(number: string, unit: number): boolean {
  const time = unit * number.split('*').reduce((product, it) => product * Number(it.replaceAll('_', '')), 1);
  return time >= 1000 && time < LIMIT;
}

const found = RULES.flatMap(({ files: pattern, sign, unit, fix }) =>
  files
    .filter((it) => pattern.test(it))
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return [...text.matchAll(sign)]
        .filter(([, number = '']) => unit === undefined || isShort(number, unit))
        .map(({ 0: what, index }) => {
          return { key: `${file}: ${what.trim()}`, line: text.slice(0, index).split('\n').length, fix };
        });
    }),
);

test('no test sleeps, or ends what a busy machine has not done in ten minutes', () => {
  const wrong = found.filter(({ key }) => !EXCEPTIONS.has(key));
  expect(wrong.map(({ key, line, fix }) => `${key.replace(': ', `:${line}: "`)}": ${fix}`)).toEqual([]);
});

test('each exception is still one', () => {
  const keys = new Set(found.map((it) => it.key));
  expect([...EXCEPTIONS.keys()].filter((it) => !keys.has(it))).toEqual([]);
});
