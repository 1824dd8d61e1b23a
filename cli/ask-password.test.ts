import { expect, test } from '@jest/globals';
import { askPassword, type Keyboard } from './ask-password.ts';

const typing = (...answers: string[]): Keyboard => ({
  interactive: true,
  read: () => Promise.reject(new Error('not read')),
  ask: async () => answers.shift() ?? '',
});
const piped = (bytes: string | Buffer): Keyboard => ({
  interactive: false,
  read: async () => Buffer.from(bytes as string),
  ask: () => Promise.reject(new Error('not asked')),
});

test('a password is typed twice, or is one line of standard input', async () => {
  expect(await askPassword('ada', 'terminal', typing('correct horse', 'correct horse'))).toBe('correct horse');
  expect(await askPassword('ada', 'stdin', piped('correct horse\n'))).toBe('correct horse');
});

test.each([
  ['terminal', typing('one', 'two'), 'the two passwords differ; nothing was changed'],
  ['terminal', typing(''), 'the password is empty; nothing was changed'],
  ['terminal', piped(''), 'there is no terminal to prompt for the password; nothing was changed'],
  ['stdin', typing(), 'standard input is a terminal, which would show the password; nothing was changed'],
  ['stdin', piped('a\nb\n'), 'expected one line on standard input, found more; nothing was changed'],
  ['stdin', piped(Buffer.from([0xff])), 'the password on standard input is not UTF-8 text'],
  ['stdin', piped('a\0b'), 'the password contains a control character, which no form can send; nothing was changed'],
  [
    'stdin',
    piped('x'.repeat(9000)),
    'the password has 9000 characters; the hub accepts at most 8192; nothing was changed',
  ],
] as const)('from the %s, what cannot be one is refused', async (source, keyboard, message) => {
  await expect(askPassword('ada', source, keyboard)).rejects.toThrow(message);
});
