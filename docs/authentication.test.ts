import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { X509 } from '../platform/auth/testing.ts';
import { loadPlatform } from '../settings/load.ts';
import { folderWith, MINIMAL, USERS } from '../settings/testing.ts';

const read = (page: string) => readFileSync(new URL(page, import.meta.url), 'utf8');
const sections = ['authentication.md', 'oauth.md', 'ldap.md'].flatMap((page) => read(page).split(/^##? /m));
const recipes = sections.flatMap((section) => {
  const title = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => [title, parse(text ?? '')] as const);
});
/** A secret for every variable, and the file that a recipe names. */
const env = new Proxy<NodeJS.ProcessEnv>({}, { get: () => 'only-a-test'.repeat(3) });
const files = { 'company-ca.pem': X509 };
/** A try-out is loud; of no other recipe there is anything to say. */
const warnings: Readonly<Record<string, string[]>> = { dummy: ['all users share one password'] };

test.each(recipes)('the recipe for %s can be used as it stands', (title, settings) => {
  const directory = folderWith({ ...files, 'platform.yaml': { ...MINIMAL, ...settings }, 'users.yaml': USERS });
  const messages = loadPlatform({ directory, env }).warnings.map((it) => it.message);
  expect(messages).toEqual((warnings[title] ?? []).map((it) => expect.stringContaining(it)));
});

test('each recipe stands under the name of its type', () => {
  const types = recipes.map(([title, { auth }]) => [title, auth?.type]).filter(([title]) => /^[a-z]+$/.test(title));
  expect(types.length).toBeGreaterThan(5);
  for (const [title, type] of types) expect(type).toBe(title);
});
