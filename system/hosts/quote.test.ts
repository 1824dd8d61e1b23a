import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { run } from '../exec.ts';
import { quote } from './quote.ts';

const words = fc.array(
  fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', '')),
  { minLength: 1, maxLength: 8 },
);

test('plain words stay as they are; others are quoted', () => {
  expect(quote(['k3s', '--version', '/etc/a.yaml', 'a b', "it's", '', 'A=1', '$HOME', '~'])).toBe(
    `k3s --version /etc/a.yaml 'a b' 'it'\\''s' '' 'A=1' '$HOME' '~'`,
  );
});

test.each(['sh', 'bash'])('%s takes a quoted command apart into the very same words', async (shell) => {
  // Many in one run of the shell, which takes longer than they do.
  const commands = fc.array(words, { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(commands, async (argvs) => {
      const script = argvs.map((argv) => `printf '%s\\0' ${quote(argv)}`).join('\n');
      const found = await run(shell, ['-c', script], { timeout: 600_000 });
      expect(found.stdout.split('\0').slice(0, -1)).toEqual(argvs.flat());
    }),
    { numRuns: 3 },
  );
});

test('a NUL byte, which no command can hold, is refused', () => {
  expect(() => quote(['a\0b'])).toThrow('NUL byte');
});
