import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { weakness } from './weakness.ts';

interface Case {
  readonly about: string;
  readonly password: string;
  readonly times?: number;
  readonly name: string;
  readonly least: number;
  readonly problem: string | null;
}

/** What the tests of the hub check too. */
const CASES: Case[] = JSON.parse(readFileSync('hub/tests/strength-cases.json', 'utf8'));

test.each(CASES)('$about', ({ password, times = 1, name, least, problem }) => {
  const found = weakness(password.repeat(times), name, least);
  if (problem === null) expect(found).toBeUndefined();
  else expect(found).toMatch(new RegExp(`^${problem}`));
});

/** Asks the hub's own rule about a list of [password, name, least]. */
const PYTHON = `
import json, sys
sys.path.insert(0, "hub/hubwright/login")
from strength import weakness
print(json.dumps([weakness(*asked) is None for asked in json.load(sys.stdin)]))
`;

test('accepts exactly what the hub accepts', () => {
  // Of what case and normalization trip over, since of characters that are new Python may know less.
  const part = fc.constantFrom(...'aAbß1.σΣςİıſ', 'e\u0301', 'ﬁ', '👩', 'ann', 'changeme12', 'ΑΣ');
  const password = fc.oneof(fc.string({ unit: part, maxLength: 14 }), fc.string({ unit: 'grapheme-ascii' }));
  const name = fc.string({ unit: part, minLength: 1, maxLength: 3 });
  const asked = fc.sample(fc.tuple(password, name, fc.integer({ min: 0, max: 12 })), 2000);
  const input = JSON.stringify(asked);
  const fits: boolean[] = JSON.parse(execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' }));
  const other = asked.filter((it, i) => (weakness(...it) === undefined) !== fits[i]);
  expect(other).toEqual([]);
});
