import { expect, test } from '@jest/globals';
import { HostError } from '../../system/hosts/host.ts';
import { fakeHost } from '../testing.ts';
import { lastFatal, maskedFailure } from './last-fatal.ts';

const TIME = 'time="2026-11-26T04:00:00Z"';

test.each([
  ['nothing', [], undefined],
  ['an error, which is no end', [`${TIME} level=error msg="no"`], undefined],
  [
    'its last fatal line',
    [`${TIME} level=fatal msg="one"`, `${TIME} level=fatal msg="Error: \\"two\\""`],
    'Error: "two"',
  ],
  [
    'a shutdown, after which k3s ends well',
    [
      `${TIME} level=fatal msg="before"`,
      `${TIME} level=error msg="Shutdown request received: \\"kubelet exited: no \\\\\\"swap\\\\\\" please\\""`,
      `${TIME} level=error msg="Sending HTTP/1.1 503 response"`,
    ],
    'kubelet exited: no "swap" please',
  ],
  ['one word', [`${TIME} level=fatal msg=never`], 'never'],
  ['what Go quotes and JSON does not', [`${TIME} level=fatal msg="a \\x1b[31m \\"b\\""`], 'a \\x1b[31m "b"'],
  [
    'fatal before a kill',
    ['k3s.service: Failed with result', `${TIME} level=fatal msg="why"`, 'code=killed, status=9/KILL'],
    'why',
  ],
  [
    'a panic',
    ['panic: runtime error: invalid memory address', 'goroutine 1'],
    'panic: runtime error: invalid memory address',
  ],
  [
    'the kernel, for want of memory',
    ['k3s.service: A process of this unit has been killed by the OOM killer.'],
    'k3s.service: A process of this unit has been killed by the OOM killer.',
  ],
  [
    'a program that cannot run',
    ['k3s.service: Failed at step EXEC spawning /usr/local/bin/k3s: Exec format error'],
    'Failed at step EXEC spawning /usr/local/bin/k3s: Exec format error',
  ],
  [
    'without a token',
    [`${TIME} level=fatal msg="bad token K10${'a'.repeat(64)}::server:abc given"`],
    'bad token (token) given',
  ],
  [
    'without a password',
    [`${TIME} level=fatal msg="dial postgres://k3s:hunter2@db:5432/k3s: refused"`],
    'dial postgres://k3s:(secret)@db:5432/k3s: refused',
  ],
])('%s', (_, lines, expected) => {
  expect(lastFatal(lines)).toBe(expected);
});

test('a long line is cut', () => {
  expect(lastFatal([`level=fatal msg="${'x'.repeat(5000)}"`])).toHaveLength(300);
});

test('what a command that failed has printed has no token in it', () => {
  const stderr = `level=fatal msg="token K10${'a'.repeat(64)}::server:hunter2 given"`;
  const error = new HostError(fakeHost('s1'), { reason: 'exit', argv: ['python3'], exitCode: 1, stderr });
  expect(maskedFailure(error)).toMatchObject({
    message: 'exit code 1',
    output: 'level=fatal msg="token (token) given"',
  });
  const silent = new HostError(fakeHost('s1'), { reason: 'timeout', argv: ['python3'] });
  expect(maskedFailure(silent)).toBe(silent);
});
