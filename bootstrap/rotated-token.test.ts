import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { saveSecret } from '../cluster/cluster-folder.ts';
import { paths } from '../cluster/node-config.ts';
import { sha256 } from '../system/sha256.ts';
import { rotatedToken } from './rotated-token.ts';
import { fakeHost } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubwright-rotated-'));
afterAll(() => rmSync(folder, { recursive: true }));
const full = (password: string, ca = 'a') => `K10${ca.repeat(64)}::server:${password}`;

/** What is found where the server's file has this token. */
function found(text: string | undefined, known: string | undefined) {
  rmSync(join(folder, 'join-token'), { force: true });
  if (known !== undefined) saveSecret(folder, 'join-token', known);
  const file = { mode: 0o600, owner: 'root:root', bytes: 9, sha256: sha256(`${text}\n`), isOurs: false };
  const files = text === undefined ? new Map() : new Map([[paths.serverToken, file]]);
  return rotatedToken(folder, fakeHost('s1', { read: async () => `${text}\n` }), { files });
}

test('a token that was rotated elsewhere', async () => {
  expect(await found(full('new'), full('old'))).toEqual({ token: 'new', joinToken: full('new') });
});

test('one that was not, or that cannot be told', async () => {
  expect(await found(full('old'), full('old'))).toBeUndefined();
  expect(await found(full('old', 'b'), full('old'))).toBeUndefined();
  expect(await found(full('new'), undefined)).toBeUndefined();
  expect(await found(undefined, full('old'))).toBeUndefined();
  expect(await found('cut off', full('old'))).toBeUndefined();
});
