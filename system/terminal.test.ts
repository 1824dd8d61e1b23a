import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fitted, helpText } from './fit.ts';

const WARNING =
  'warning: users.yaml: admin, user1, user2 can log in with the password of the example, which is public: ' +
  '`npx hubwright user passwd admin` sets another';

test('a line goes on in as many as it needs, under its text, and commands stay whole', () => {
  expect(fitted(WARNING, 80).split('\n')).toEqual([
    'warning: users.yaml: admin, user1, user2 can log in with the password of the',
    'example, which is public: `npx hubwright user passwd admin` sets another',
  ]);
  expect(fitted('      fix   Pull it, or build the image again: `npx hubwright image build`', 50).split('\n')).toEqual([
    '      fix   Pull it, or build the image again:',
    '            `npx hubwright image build`',
  ]);
  expect(fitted('    error: agent-1: the disk is nearly full', 30).split('\n')).toEqual([
    '    error: agent-1: the disk',
    '    is nearly full',
  ]);
});

test.each([80, 120])('in %d columns, no row is wider, whatever is in it', (width) => {
  const texts = [WARNING, `  ${WARNING}`, `${'漢字 '.repeat(60)}`, `done       ${WARNING}`, 'short'];
  for (const text of texts) {
    const rows = fitted(text, width).split('\n');
    expect(Math.max(...rows.map((it) => it.replace(/[漢字]/g, '--').length))).toBeLessThanOrEqual(width);
    expect(
      rows
        .map((it) => it.trim())
        .join(' ')
        .split(/\s+/),
    ).toEqual(text.trim().split(/\s+/));
  }
});

test('a path or an address is never broken', () => {
  const path = `/var/lib/rancher/k3s/agent/images/${'x'.repeat(90)}.tar`;
  expect(fitted(`copy ${path} to the node`, 80).split('\n')).toEqual(['copy', path, 'to the node']);
});

test('what is added to a help is in paragraphs of its width, and examples stay as they are', () => {
  const long = Array.from({ length: 30 }, (_, i) => `word-${i}`).join(' ');
  const [half, rest] = [long.slice(0, 100).trim(), long.slice(100).trim()];
  const rows = helpText(`\n${half}\n${rest}\n\nExamples:\n  npx hubwright up`).split('\n');
  expect(rows.slice(-3)).toEqual(['', 'Examples:', '  npx hubwright up']);
  expect(rows.slice(1, -3).join(' ')).toBe(`${half} ${rest}`);
  expect(Math.max(...rows.map((it) => it.length))).toBeLessThanOrEqual(process.stdout.columns ?? 80);
});

/** What is printed in a process of its own, whose streams are pipes, or pretend to be a terminal of 40 columns. */
function printed(env: Record<string, string>, isTerminal: boolean): Promise<{ stdout: string; stderr: string }> {
  const script = `
    if (${isTerminal}) for (const stream of [process.stdout, process.stderr]) {
      const { WriteStream } = await import('node:tty');
      const { getColorDepth } = WriteStream.prototype;
      Object.assign(stream, { isTTY: true, columns: 40, getColorDepth });
    }
    const { print, printData, note, printError, printPatch } =
      await import(${JSON.stringify(join(import.meta.dirname, 'terminal.ts'))});
    print('ok    all is well\\n  ! take care');
    printData('warning: this is data, however long it may be, and stays so');
    printPatch('--- a\\n+++ b\\n@@ -1 +1 @@\\n-old\\n+new');
    note('platform.yaml:1:2: warning: hub: run \`x y\`');
    printError('it cannot be done at all, for a reason', 'Do it.');`;
  // Much of what stands in an environment decides on colour, the name of a terminal and of a CI among it.
  const { PATH, HOME } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { env: { PATH, HOME, TERM: 'xterm-256color', ...env }, cwd: join(import.meta.dirname, '..') },
      (_, stdout, stderr) => resolve({ stdout, stderr }),
    );
  });
}

const PLAIN = {
  stdout:
    'ok    all is well\n  ! take care\nwarning: this is data, however long it may be, and stays so\n' +
    '--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n',
  stderr: 'platform.yaml:1:2: warning: hub: run `x y`\nit cannot be done at all, for a reason\n  Do it.\n',
};
const wrapped = { ...PLAIN, stderr: PLAIN.stderr.replace(' run `', ' run\n`') };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const colours = (text: string) => text.replace(/\u001b\[(\d+)m/g, '<$1>');

test.each([
  ['in a pipe', {}, false, PLAIN],
  ['with NO_COLOR', { NO_COLOR: '1' }, true, wrapped],
  ['with TERM=dumb', { TERM: 'dumb' }, true, wrapped],
])('%s, nothing is coloured', async (_, env, isTerminal, expected) => {
  expect(await printed(env, isTerminal)).toEqual(expected);
});

test.each([
  ['on a terminal', {}, true],
  ['with FORCE_COLOR', { FORCE_COLOR: '1' }, false],
])('%s, what matters is coloured, and data is not', async (_, env, isTerminal) => {
  const { stdout, stderr } = await printed(env, isTerminal);
  const lineEnd = isTerminal ? '\n' : ' ';
  expect(colours(stdout)).toBe(
    '<32>ok<39>    all is well\n  <33>!<39> take care\nwarning: this is data, however long it may be, and stays so\n' +
      '<1>--- a<22>\n<1>+++ b<22>\n<36>@@ -1 +1 @@<39>\n<31>-old<39>\n<32>+new<39>\n',
  );
  expect(colours(stderr)).toBe(
    `<1>platform.yaml:1:2:<22> <33>warning<39>: hub: run${lineEnd}<36>\`x y\`<39>\n` +
      '<31>it cannot be done at all, for a reason<39>\n  Do it.\n',
  );
});
