import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readSecret } from './secret-sources.ts';
import { complaints, folderWith, load, MINIMAL } from './testing.ts';

const directory = folderWith({});
const fromFile = (content: string | Buffer) => {
  writeFileSync(join(directory, 'secret'), content);
  return readSecret({ file: 'secret' }, directory, {});
};

test.each([
  ['a line break', 's3cret\n'],
  ['line breaks of Windows', 's3cret\r\n\r\n'],
  ['a byte order mark', '\ufeffs3cret\r\n'],
])('what editors add to a file is no part of the secret: %s', async (_name, content) => {
  expect(await fromFile(content)).toBe('s3cret');
});

test.each([
  ['s3cret \n', 'begins or ends with a space: remove it'],
  ['\u00a0s3cret', 'begins or ends with a space: remove it'],
  ['s3cret\nmore', 'contains the invisible character U+000A: remove it'],
  ['s3\u200bcret', 'contains the invisible character U+200B: remove it'],
  [Buffer.from('\ufeffs3cret', 'utf16le'), 'is not UTF-8 text: save it as UTF-8'],
  ['\r\n', 'is empty'],
])('what a secret has in it unseen is refused, without the secret: %j', async (content, problem) => {
  await expect(fromFile(content)).rejects.toThrow(new Error(`the file secret ${problem}`));
});

test('of an environment variable too', async () => {
  await expect(readSecret({ env: 'A' }, directory, { A: 's3cret\r' })).rejects.toThrow(
    new Error('the environment variable A contains the invisible character U+000D: remove it'),
  );
});

test('a secret that does not get through Helm to the hub is refused', () => {
  const auth = { type: 'github', clientId: 'a', clientSecret: { env: 'A' }, allowAll: true };
  const [message] = complaints(() => load({ ...MINIMAL, auth }, undefined, { env: { A: '2024-02-30' } }));
  expect(message).toMatch(
    /auth\.clientSecret: the environment variable A is text that Helm does not pass on to the hub intact/,
  );
  expect(message).not.toContain('2024');
});
