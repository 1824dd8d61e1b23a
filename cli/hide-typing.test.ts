import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HASH } from '../settings/testing.ts';
import { verifyPassword } from '../system/phc.ts';
import { HUBWRIGHT } from '../testbed/program.ts';

const TERMINAL = join(import.meta.dirname, '../hub/tests/pseudo_terminal.py');
const SECRET = 'three unrelated words';
const BEFORE = `users:\n  ada:\n    password: ${HASH}\n    admin: true\n`;
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'typing-'));
});
afterAll(() => rmSync(root, { recursive: true }));

type Step = { readonly await: string } | { readonly type: string } | { readonly kill: number };

async function inTerminal(words: readonly string[], steps: readonly Step[]) {
  const folder = mkdtempSync(join(root, 'project-'));
  writeFileSync(join(folder, 'platform.yaml'), 'cluster: { provider: local }\n');
  writeFileSync(join(folder, 'users.yaml'), BEFORE);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = [TERMINAL, JSON.stringify(steps), process.execPath, HUBWRIGHT, '-C', folder, ...words];
  const { stdout } = await promisify(execFile)('python3', args, { env });
  const ended = JSON.parse(stdout) as { screen: string; code: number; echoes: boolean };
  return { ...ended, users: readFileSync(join(folder, 'users.yaml'), 'utf8') };
}

const QUIET = { await: 'echo off' };
const ASKED = { await: 'New password for ada:' };

test('what is typed before it is asked for is taken, and never shown', async () => {
  const again = [{ await: 'Confirm new password:' }, { type: `${SECRET}\r` }];
  const { screen, code, echoes, users } = await inTerminal(
    ['user', 'passwd', 'ada'],
    [QUIET, { type: `${SECRET}\r` }, ASKED, ...again],
  );
  expect(screen).not.toContain('three');
  expect({ code, echoes }).toEqual({ code: 0, echoes: true });
  expect(await verifyPassword(SECRET, /password: (\S+)/.exec(users)?.[1] ?? '')).toBe(true);
});

// Before Node.js itself hears of it, Ctrl-C ends it by the signal; once it asks, by the key.
test.each<[string, readonly Step[], readonly number[]]>([
  ['Ctrl-C before it asks', [QUIET, { type: '\x03' }], [130, -2, 1]],
  ['Ctrl-C when it asks', [QUIET, ASKED, { type: 'thr\x03' }], [1]],
  [
    'Ctrl-C when it asks again',
    [ASKED, { type: `${SECRET}\r` }, { await: 'Confirm new password:' }, { type: '\x03' }],
    [1],
  ],
  ['a signal when it asks', [ASKED, { kill: 15 }], [143]],
])('%s leaves the terminal as it was, and the file', async (_, steps, codes) => {
  const ended = await inTerminal(['user', 'passwd', 'ada'], steps);
  expect(codes).toContain(ended.code);
  expect(ended).toMatchObject({ echoes: true, users: BEFORE });
  expect(ended.screen).not.toContain('thr');
});

test('a command that fails before it asks leaves the terminal as it was', async () => {
  const { screen, code, echoes } = await inTerminal(['user', 'passwd', 'eve'], []);
  expect(screen).toContain('no user "eve"');
  expect({ code, echoes }).toEqual({ code: 2, echoes: true });
});
