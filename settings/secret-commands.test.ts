import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadWithSecrets } from './load.ts';
import { runSecretCommands } from './secret-commands.ts';
import { readSecret } from './secret-sources.ts';
import { folderWith, load, MINIMAL, USERS } from './testing.ts';

const directory = folderWith({ 'not-executable': 'x' });
const sh = (script: string, ...args: string[]) => ({ command: ['sh', '-c', script, 'sh', ...args] });
const PEM = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n-----END CERTIFICATE-----`;

const found = async (source: { readonly command: string[] }, limit?: number) => {
  const printed = await runSecretCommands([source], { directory, ...(limit && { limit }) });
  return [...printed.values()][0];
};

test.each([
  ['with a line break', `printf 's3cret\\n'`, 's3cret'],
  ['without one', `printf s3cret`, 's3cret'],
  ['a certificate', `printf '%s\\n' '${PEM}'`, PEM],
  ['beside messages', `echo unlocked >&2; echo s3cret`, 's3cret'],
  ['from a file beside platform.yaml', 'cat not-executable', 'x'],
])('what a command prints is the secret: %s', async (_, script, value) => {
  expect(await found(sh(script))).toEqual({ value });
});

test('arguments reach the program as they are, without a shell', async () => {
  const args = ['$HOME', "it's", '["hub"]["token"]', '; exit 1'];
  const print = [process.execPath, '-e', 'process.stdout.write(process.argv.slice(1).join())', '--', ...args];
  expect(await found({ command: print })).toEqual({ value: args.join() });
});

test.each([
  ['prints nothing', sh('true'), 'is empty'],
  ['prints a space', sh('echo "a "'), 'begins or ends with a space: remove it'],
  ['prints two lines', sh('echo a; echo b'), 'contains the invisible character U+000A: remove it'],
  ['prints bytes', sh(`printf '\\377'`), 'is not UTF-8 text: save it as UTF-8'],
  ['prints too much', { command: ['yes', 'abcdefgh'] }, 'is not a secret: it is larger than 1 MiB'],
  ['is not there', { command: ['no-such-program', 'a'] }, 'is missing: no-such-program was not found'],
  ['cannot be started', { command: ['./not-executable'] }, 'is missing: ./not-executable cannot be started (EACCES)'],
  ['fails', sh('echo s3cret; echo s3cret >&2; exit 3'), 'is missing: it failed with exit code 3'],
  ['is ended', sh('echo s3cret >&2; kill -9 $$'), 'is missing: it was ended by a signal'],
])('a command that %s', async (_, source, problem) => {
  expect((await found(source))?.problem).toBe(problem);
});

test('a command that leaves something which holds its output is not waited for longer than one that does not end', async () => {
  const alive = join(folderWith({ alive: '' }), 'alive');
  const result = await found(sh('(while [ -e "$1" ]; do sleep 1; done) & echo s3cret', alive), 100);
  rmSync(alive);
  expect(result?.problem).toMatch(/^is missing: .* within 0.1 seconds$/);
});

test('a command that does not end is ended, whatever it has started', async () => {
  const alive = join(folderWith({ alive: '' }), 'alive');
  const result = await found(sh('(while [ -e "$1" ]; do sleep 1; done) & wait', alive), 100);
  rmSync(alive);
  expect(result).toEqual({
    problem: 'is missing: it did not end within 0.1 seconds',
    fix: 'log in to the program or unlock it first, as it cannot ask while this command runs',
  });
});

test('commands run at the same time, and the same one once', async () => {
  const log = join(folderWith({ log: '' }), 'log');
  // Each waits for the other.
  const meet = (own: string, other: string) =>
    sh('echo "$1" >>"$3"; until grep -q "^$2$" "$3"; do :; done; echo "$1"', own, other, log);
  const sources = [meet('a', 'b'), meet('b', 'a'), meet('a', 'b')];
  const printed = await runSecretCommands(sources, { directory, limit: 600_000 });
  expect([...printed.values()].map((it) => it.value)).toEqual(['a', 'b']);
  expect(readFileSync(log, 'utf8').trim().split('\n').sort()).toEqual(['a', 'b']);
});

test('all that fail are reported at their places, beside what else is wrong', async () => {
  const folder = folderWith({ 'users.yaml': USERS });
  const settings = {
    ...MINIMAL,
    auth: { type: 'github', clientId: 'a', clientSecret: { command: ['no-such-program'] }, allowAll: true },
    registry: { credentials: [{ host: 'r.example.com', username: 'a', password: sh('exit 4') }] },
    backup: { repository: 'rest:https://b.example.com/', password: { env: 'NOT_SET' }, at: '26:00' },
  };
  writeFileSync(join(folder, 'platform.yaml'), JSON.stringify(settings, undefined, 1));
  const message = await loadWithSecrets({ directory: folder, env: {} }).then(String, (error: Error) => error.message);
  expect(message.replace(/\S*\/(?=platform.yaml)/g, '').split('\n')).toMatchInlineSnapshot(`
    [
      "platform.yaml:25:19: auth.clientSecret: the output of \`no-such-program\` is missing: no-such-program was not found; install it, or add its folder to PATH",
      "platform.yaml:37:17: registry.credentials[0].password: the output of \`sh -c 'exit 4' sh\` is missing: it failed with exit code 4; run it in the folder of platform.yaml to see why",
      "platform.yaml:50:15: backup.password: the environment variable NOT_SET is not set; it must contain the secret when this command runs",
      "platform.yaml:53:9: backup.at: expected a list, found "26:00"; write it like [26:00]",
      "4 errors in the settings; nothing was written",
    ]
  `);
});

test('a mask runs nothing', () => {
  const log = join(folderWith({ log: '' }), 'log');
  const auth = { type: 'github', clientId: 'a', clientSecret: sh('echo >>"$1"; echo s3cret', log), allowAll: true };
  load({ auth }, undefined, { secrets: 'mask' });
  expect(readFileSync(log, 'utf8')).toBe('');
});

test('one secret alone, for a command that needs no other', async () => {
  expect(await readSecret(sh('echo s3cret'), directory)).toBe('s3cret');
  await expect(readSecret(sh('exit 5'), directory)).rejects.toMatchObject({
    message: "the output of `sh -c 'exit 5' sh` is missing: it failed with exit code 5",
    fix: 'Run it in the folder of platform.yaml to see why.',
    exitCode: 2,
  });
});
