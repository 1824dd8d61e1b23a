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
  await fc.assert(
    fc.asyncProperty(words, async (argv) => {
      const found = await run(shell, ['-c', `printf '%s\\0' ${quote(argv)}`], { timeout: 600_000 });
      expect(found.stdout.split('\0').slice(0, -1)).toEqual(argv);
    }),
    { numRuns: 60 },
  );
});

test('a NUL byte, which no command can hold, is refused', () => {
  expect(() => quote(['a\0b'])).toThrow('NUL byte');
});
