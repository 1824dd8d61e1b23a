import { expect, test } from '@jest/globals';

test('what main.ts imports as hubwright is all of the API', async () => {
  const [entry, api] = await Promise.all([import('hubwright'), import('./api.ts')]);
  expect(Object.keys(entry).sort()).toEqual(Object.keys(api).sort());
});
