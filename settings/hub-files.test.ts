import { expect, test } from '@jest/globals';
import manifest from '../package.json' with { type: 'json' };
import { HUB, readHubFiles } from './hub-files.ts';

test('the hub knows of which Hubwright its code is', () => {
  const file = readHubFiles(HUB).find(({ path }) => path === 'hubwright/version.json');
  expect(JSON.parse(file?.content ?? '')).toEqual({ version: manifest.version });
});
