import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { complaints, load } from '../settings/testing.ts';

const page = readFileSync(new URL('authentication.md', import.meta.url), 'utf8');
const recipes = page.split(/^## /m).flatMap((section) => {
  const title = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => [title, parse(text ?? '')] as const);
});
/** A secret for every variable. */
const env = new Proxy<NodeJS.ProcessEnv>({}, { get: () => 'only-a-test' });

test.each(recipes)('the recipe for %s can be used as it stands', (_, settings) => {
  expect(complaints(() => load(settings, undefined, { env }))).toEqual([]);
  expect(load(settings, undefined, { env }).warnings).toEqual([]);
});

test('each recipe stands under the name of its type', () => {
  const types = recipes.map(([title, { auth }]) => [title, auth?.type]).filter(([title]) => /^[a-z]+$/.test(title));
  expect(types.length).toBeGreaterThan(5);
  for (const [title, type] of types) expect(type).toBe(title);
});
