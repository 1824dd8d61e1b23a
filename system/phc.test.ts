import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { run } from './exec.ts';
import { hashPassword, isPasswordHash, verifyPassword } from './phc.ts';

const CHEAP = { ln: 10, r: 1, p: 1 };

/** Reads `[password, hash]` pairs and answers whether each fits, or passwords and answers their hashes. */
const PYTHON = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("phc", "hub/hubwright/login/phc.py")
phc = importlib.util.module_from_spec(spec)
sys.modules["phc"] = phc
spec.loader.exec_module(phc)
asked = json.load(sys.stdin)
json.dump({
    "fits": [phc.parse(hash).fits(password) for password, hash in asked["fits"]],
    "made": [str(phc.make(password, ln=10, r=1, p=1)) for password in asked["make"]],
}, sys.stdout)
`;

interface Answer {
  readonly fits: boolean[];
  readonly made: string[];
}

async function python(fits: readonly (readonly [string, string])[], passwords: readonly string[]): Promise<Answer> {
  const { stdout } = await run('python3', ['-c', PYTHON], {
    input: JSON.stringify({ fits, make: passwords }),
    timeout: 600_000,
  });
  return JSON.parse(stdout) as Answer;
}

/** What normalization, terminators and lengths trip over, besides whatever else fast-check finds. */
const NOTORIOUS = [
  '',
  'é',
  'e\u0301',
  '\u212B',
  '\uFB01',
  'a\0b',
  '\0',
  '가',
  '\u1100\u1161',
  '👩‍👩‍👧',
  ' x ',
  'x\n',
  'pass:$word$',
  'ä'.repeat(2048),
  'x'.repeat(4096),
];
const password = () =>
  fc.oneof(
    fc.constantFrom(...NOTORIOUS),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary' }),
  );

test('what TypeScript hashes Python verifies, and the other way round', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(password(), { minLength: 20, maxLength: 40 }), async (random) => {
      const passwords = [...NOTORIOUS, ...random];
      const hashes = await Promise.all(passwords.map((it) => hashPassword(it, CHEAP)));
      const right = passwords.map((it, i) => [it, hashes[i] as string] as const);
      const wrong = passwords.map((it, i) => [`${it}!`, hashes[i] as string] as const);
      const { fits, made } = await python([...right, ...wrong], passwords);
      expect(fits).toEqual([...right.map(() => true), ...wrong.map(() => false)]);
      const verified = (suffix: string) =>
        Promise.all(passwords.map((it, i) => verifyPassword(`${it}${suffix}`, made[i] as string)));
      expect(await verified('')).toEqual(passwords.map(() => true));
      expect(await verified('!')).toEqual(passwords.map(() => false));
    }),
    { numRuns: 5 },
  );
});

test('a hash at full cost fits on both sides, composed or not', async () => {
  const hash = await hashPassword('cafe\u0301');
  expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(await verifyPassword('caf\u00e9', hash)).toBe(true);
  expect((await python([['caf\u00e9', hash]], [])).fits).toEqual([true]);
});

interface Vector {
  readonly about: string;
  readonly password: string;
  readonly hash: string;
  readonly fits: boolean;
}

test('the vectors that the hub is tested with hold here', async () => {
  const vectors = JSON.parse(readFileSync('hub/tests/phc-vectors.json', 'utf8')) as Vector[];
  expect(vectors.length).toBeGreaterThan(5);
  for (const { about, password, hash, fits } of vectors) {
    expect({ about, fits: await verifyPassword(password, hash) }).toEqual({ about, fits });
  }
});

test('both sides refuse the same forms and costs', async () => {
  const good = await hashPassword('x', CHEAP);
  const bad = ['', 'x', good.replace('scrypt', 'bcrypt'), good.replace('ln=10', 'ln=9'), good.replace('r=1', 'r=0')];
  bad.push(good.replace('ln=10,r=1', 'ln=20,r=8'), `${good}=`, `${good}\n`, good.replace(/\$[^$]+$/, '$c2hvcnQ'));
  for (const hash of bad) {
    expect({ hash, accepted: isPasswordHash(hash) }).toEqual({ hash, accepted: false });
    expect(await verifyPassword('x', hash)).toBe(false);
    await expect(python([['x', hash]], [])).rejects.toThrow(/ValueError/);
  }
});

test('text that is no Unicode has no hash', async () => {
  await expect(hashPassword('\ud800', CHEAP)).rejects.toThrow('the password is not valid Unicode');
});
