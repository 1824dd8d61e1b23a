import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CommandError, type Run } from '../system/exec.ts';
import { environmentFolder, makeEnvironment, removeOthers } from './environments.ts';
import type { Installer } from './python.ts';

const installer: Installer = {
  identity: 'python 3.12',
  create: (folder) => ['create', folder],
  install: (_, file, hashed) => ['install', file, String(hashed)],
};
let root: string;
let ran: string[];
let messages: string[];
let failing: CommandError | undefined;

const fake: Run = async (command, args) => {
  ran.push(command);
  if (command === 'create') {
    mkdirSync(join(args[0] ?? '', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(args[0] ?? '', 'bin/python'));
  }
  if (command === 'install' && failing) throw failing;
  return { exitCode: 0, stdout: '', stderr: '' };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'environments-'));
  ran = [];
  messages = [];
  failing = undefined;
  writeFileSync(join(root, 'base.txt'), 'a==1\n');
  writeFileSync(join(root, 'lock.txt'), 'b==1 --hash=sha256:0\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const spec = () => ({
  title: 'Python of image x',
  requirements: [
    { file: join(root, 'base.txt'), hashed: false },
    { file: join(root, 'lock.txt'), hashed: true },
  ],
});
const makeAll = () =>
  makeEnvironment(join(root, 'all'), spec(), { run: fake, installer, signal: new AbortController().signal }, (line) =>
    messages.push(line),
  );

test('says what is installed in one line, and nothing where all is there', async () => {
  writeFileSync(
    join(root, 'lock.txt'),
    'b==1 \\\n    --hash=sha256:0 \\\n    --hash=sha256:1\n# c==2\nd[e]==1 ; python_version>"3"\n',
  );
  await makeAll();
  await makeAll();
  expect(messages).toEqual(['Python of image x: installing 3 packages']);
});

test('makes an environment once, and another one when its requirements change', async () => {
  const first = await makeAll();
  expect(ran).toEqual(['create', 'install', 'install']);
  expect(await makeAll()).toBe(first);
  expect(ran).toHaveLength(3);
  writeFileSync(join(root, 'lock.txt'), 'b==2 --hash=sha256:1\n');
  const second = await makeAll();
  expect(second).not.toBe(first);
  removeOthers(join(root, 'all'), [second]);
  expect(readdirSync(join(root, 'all')).map((name) => join(root, 'all', name))).toEqual([second]);
});

test('an interrupted installation is not taken for a complete one', async () => {
  failing = new CommandError('install', 'aborted', undefined, '', '');
  await expect(makeAll()).rejects.toThrow();
  const folder = environmentFolder(join(root, 'all'), spec(), installer);
  writeFileSync(join(folder, 'half'), '');
  failing = undefined;
  expect(await makeAll()).toBe(folder);
  expect(existsSync(join(folder, 'half'))).toBe(false);
});

test('one whose Python is gone is made again', async () => {
  const python = join(await makeAll(), 'bin/python');
  rmSync(python);
  symlinkSync('/usr/bin/python-of-last-year', python);
  await makeAll();
  expect([ran.length, readlinkSync(python)]).toEqual([6, process.execPath]);
});

test.each([
  ['error: Failed to fetch: dns error: failed to lookup address', 'connect to the network'],
  ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nHash mismatch for b', 'does not match the lock file'],
  ['The virtual environment was not created: ensurepip is not available', 'apt install python3-venv'],
  ['No space left on device', 'run the command again'],
])('%j is explained', async (stderr, fix) => {
  failing = new CommandError('install', 'exit', 1, '', stderr);
  await expect(makeAll()).rejects.toMatchObject({
    message: expect.stringContaining('Python of image x'),
    fix: expect.stringContaining(fix),
  });
});
