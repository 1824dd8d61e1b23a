import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { hubClasses } from './chart-facts.ts';
import { traitNames, traitOf } from './hub-classes.ts';
import { checkTraits } from './traits.ts';

/** One of each kind that YAML has, and texts that traits read in a way of their own. */
const values: readonly unknown[] = [
  ...['x', '', '5', '2G', '1.5G', '1.5g', '2Gi', '1 G', '.5M', '1e3K', '1__0K', 'G', '500', 'true'],
  ...['DEBUG', 'debug', 'WARNING', 'safe', 'before_bind', 'BEFORE_BIND', 'https', 'HTTPS', 'github', 'GitHub', 'nope'],
  ...['jupyterhub.auth.DummyAuthenticator', 0, 1, 3, 10, -1, 0.5, 1.5, true, false, null],
  ...[[], ['a'], [1], [null], ['a', 'b', 'c'], [1, 'a'], [[]], [{}], [{ a: 'b' }], [['a']]],
  ...[{}, { a: 'b' }, { a: 1 }, { a: null }, { a: ['b'] }, { a: [1] }, { a: {} }, { a: { b: 1 } }],
];

/** Traits whose own validator looks further than at the kind of a value: at its form, or at what it names. */
const VALIDATED = new Set([
  'JupyterHub.authenticator_class',
  'JupyterHub.proxy_class',
  'JupyterHub.spawner_class',
  'JupyterHub.subdomain_hook',
  // The profiles have a check of their own.
  'KubeSpawner.profile_list',
]);
/** traitlets takes anything in these, and JupyterHub fails at its start with what is no text. */
const NAMES = new Set(['admin_users', 'allowed_users', 'blocked_users']);

const script = join(import.meta.dirname, '..', '..', 'imports', 'generate', 'trait_outcomes.py');
const options = { input: JSON.stringify(values), encoding: 'utf8', maxBuffer: 2 ** 26, stdio: 'pipe' } as const;
const { table, outcomes } = JSON.parse(execFileSync('python3', [script], options)) as {
  table: unknown;
  outcomes: Record<string, Record<string, string>>;
};

test('the table is what the classes of today say', () => {
  expect(hubClasses()).toEqual(table);
});

test('every class, every trait, every value: what is refused is what the real class refuses', () => {
  const wrong = Object.entries(outcomes).flatMap(([className, traits]) =>
    Object.entries(traits).flatMap(([trait, results]) =>
      values.flatMap((value, i) => {
        const refused = checkTraits(className, { [trait]: value }, []).some((it) => it.severity !== 'warning');
        const isKind =
          results[i] !== '?' &&
          !VALIDATED.has(`${className}.${trait}`) &&
          // In the section of a base class, what one class based on it takes.
          traitOf(className, trait).shapes.length < 2;
        const right = results[i] === '+' ? !refused || isOdd(className, trait, value) : refused || !isKind;
        return right ? [] : [`${className}.${trait}: ${JSON.stringify(value)}: ${results[i]}`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

/** What is refused on purpose though the trait takes it. */
function isOdd(className: string, trait: string, value: unknown): boolean {
  const isNames = NAMES.has(trait) && Array.isArray(value) && value.some((it) => typeof it !== 'string');
  // Such a one is refused by the class unless it is given its default.
  const isRemoved = traitOf(className, trait).removed !== undefined;
  // traitlets takes anything in a hook, and each spawn or login fails with what cannot be called.
  const isHook = trait.endsWith('_hook');
  return isNames || isRemoved || isHook || trait === 'image_pull_policy' || trait === 'storage_access_modes';
}

test('a section of a base class takes what any class based on it does', () => {
  const wrong = Object.entries(hubClasses()).flatMap(([className, { bases }]) =>
    bases.flatMap((base) => {
      const known = new Set(traitNames(base));
      return traitNames(className)
        .filter((trait) => !known.has(trait))
        .map((trait) => `${base}.${trait}`);
    }),
  );
  expect(wrong).toEqual([]);
});
