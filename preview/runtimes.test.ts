import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const pins = (path: string) => {
  const text = readFileSync(join(import.meta.dirname, path), 'utf8');
  return [...text.matchAll(/^([\w.-]+==\S+)(?: ;[^\\\n]*[^\\\s])?( \\\n\s+--hash=sha256:)?/gm)].map(
    ([, pin, hash]) => ({
      pin,
      hash,
    }),
  );
};

test('the hub of the preview has the versions that the hub is tested with, each with its hashes', () => {
  const locked = pins('hub-requirements.txt');
  expect(locked.map((it) => it.pin)).toEqual(pins('../hub/requirements.txt').map((it) => it.pin));
  expect(locked.length).toBeGreaterThan(50);
  for (const { pin, hash } of [...locked, ...pins('server-requirements.txt')])
    expect([pin, hash]).not.toContain(undefined);
});
