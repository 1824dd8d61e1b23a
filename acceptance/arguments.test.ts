import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { accept } from './accept.ts';
import { findBrowser } from './chromium.ts';
import { HubUrls } from './hub-urls.ts';

test.each([
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/'],
  ['https://h.example/jupyter/', 'https://h.example/jupyter/'],
  ['https://h.example/jupyter/hub/login?next=x', 'https://h.example/jupyter/'],
  ['https://h.example/user/user1/lab', 'https://h.example/'],
])('the hub of %s is %s', (text, root) => expect(HubUrls.parse(text).root).toBe(root));

test('the link of a preview is where to begin; other parameters are not', () => {
  const { root, entrance } = HubUrls.parse('http://127.0.0.1:8000/lab/?preview=a-B_9&next=x');
  expect([root, entrance]).toEqual(['http://127.0.0.1:8000/lab/', 'http://127.0.0.1:8000/lab/?preview=a-B_9']);
  expect(HubUrls.parse('http://h/?next=x').entrance).toBe('http://h/');
});

test.each(['hub.example.com', 'ftp://h/', ''])('%j is no address of a hub', (text) => {
  expect(() => HubUrls.parse(text)).toThrow('is not a URL');
});

test('an address with a password is refused without repeating it', () => {
  expect(() => HubUrls.parse('https://user1:hunter2@h/')).toThrow(
    /^--url: a user name and password in the URL are not supported\.$/,
  );
});

test('a server of a user whose name is an address', () => {
  expect(HubUrls.parse('http://h').server('a@x', 'lab')).toBe('http://h/user/a@x/lab');
});

test('the browser: asked for, from the environment, on PATH, or none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'accept-'));
  try {
    const path = join(folder, 'google-chrome');
    await writeFile(path, '');
    expect(() => findBrowser(undefined, { PATH: folder })).toThrow(/No browser found: none of chromium, .* is on PATH/);
    expect(() => findBrowser(path)).toThrow(`--browser: ${path} is not an executable program.`);
    await chmod(path, 0o755);
    expect(findBrowser(undefined, { PATH: `/none:${folder}` })).toEqual({ path, from: 'PATH' });
    expect(findBrowser(undefined, { PATH: '', CHROMIUM: path })).toEqual({ path, from: '$CHROMIUM' });
    expect(() => findBrowser(undefined, { PATH: folder, CHROMIUM: folder })).toThrow('$CHROMIUM: ');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a wrong duration is refused before anything is asked or started', async () => {
  const options = { url: 'http://127.0.0.1:1', users: ['user1', 'user2'], timeout: '20m', stepTimeout: '5 minutes' };
  await expect(accept(options)).rejects.toThrow(
    '--step-timeout: expected a duration such as 45s, 30m, 1h or 7d, found "5 minutes"',
  );
});
