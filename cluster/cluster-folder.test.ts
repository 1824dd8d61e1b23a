import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { clusterToken, forget, forgetHost, readHosts, readSecret, recordHost, saveSecret } from './cluster-folder.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'hubwright-cluster-')), 'lab');
  mkdirSync(folder);
});

/** What is said, without the name of the folder. */
function messageOf(call: () => unknown): string {
  try {
    return `it did not fail: ${JSON.stringify(call())}`;
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
}

const ODD = 'state.json was not written by Hubwright: ';

test.each([
  ['', `${ODD}it is truncated, or not JSON`],
  ['{"version":1,"hosts":[{"name":', `${ODD}it is truncated, or not JSON`],
  ['s3cret', `${ODD}it is truncated, or not JSON`],
  ['null', `${ODD}its content is odd`],
  ['[]', `${ODD}its content is odd`],
  ['{"version":1}', `${ODD}hosts is odd`],
  ['{"version":1,"hosts":[{"name":"s1","role":"boss","provider":"ssh"}]}', `${ODD}hosts.0.role is odd`],
  ['{"version":2,"clusters":{}}', 'state.json was written by a newer Hubwright'],
])('a state that is %j is reported as such', (text, expected) => {
  writeFileSync(at('state.json'), text);
  expect(messageOf(() => readHosts(folder))).toBe(expected);
  expect(messageOf(() => recordHost(folder, { name: 'a', role: 'agent', provider: 'local' }))).toBe(expected);
});

test.each<[string, (path: string) => unknown]>([
  ['expected a file, found a folder, a pipe or a device', (path) => mkdirSync(path)],
  ['expected a file, found a folder, a pipe or a device', (path) => spawnSync('mkfifo', [path])],
  ['circular symbolic links (ELOOP)', (path) => symlinkSync('state.json', path)],
])('what is no file: %s', (expected, put) => {
  put(at('state.json'));
  expect(messageOf(() => readHosts(folder))).toContain(expected);
});

test('what is not there is no fault, and an empty token is never used', () => {
  expect([readHosts(folder), readSecret(folder, 'token')]).toEqual([[], undefined]);
  writeFileSync(at('token'), '\n');
  expect(messageOf(() => clusterToken(folder))).toBe('token is empty');
});

test('all that is ours is forgotten, also what a killed command left, and nothing else', () => {
  clusterToken(folder);
  recordHost(folder, { name: 'a', role: 'agent', provider: 'local' });
  for (const name of ['token.123', 'token.123.new', 'state.json.4294967295', 'known_hosts', 'known_hosts.old'])
    writeFileSync(at(name), '');
  forget(folder);
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
  for (const name of ['token', 'notes.txt', 'token.bak']) writeFileSync(at(name), '');
  forget(folder);
  expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'token.bak']);
  rmSync(folder, { recursive: true });
});

test('a host that is forgotten takes its key along, and no other', () => {
  for (const name of ['s1', 's10']) recordHost(folder, { name, role: 'server', provider: 'ssh' });
  const keys = ['s10 ssh-ed25519 AAAA', 's1 ssh-ed25519 BBBB', 's1 ecdsa-sha2-nistp256 CCCC', 's2,s1 ssh-ed25519 DDDD'];
  saveSecret(folder, 'known_hosts', `${keys.join('\n')}\n`);
  forgetHost(folder, 's1');
  expect(readHosts(folder).map(({ name }) => name)).toEqual(['s10']);
  expect(readSecret(folder, 'known_hosts')).toBe('s10 ssh-ed25519 AAAA\n');
  forgetHost(folder, 's10');
  expect(readSecret(folder, 'known_hosts')).toBe('');
});
