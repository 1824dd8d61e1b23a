import { expect, test } from '@jest/globals';
import { HostError, type HostFailure } from './host.ts';

const host = { name: 's1', describe: () => 'root@10.0.0.1 over SSH' };
const failed = (reason: HostFailure, exitCode: number | undefined, stderr = '') =>
  new HostError(host, { reason, argv: ['cat', '/token'], exitCode, stdout: 'token: hunter2', stderr });

test.each<[HostFailure, number | undefined]>([
  ...(['timeout', 'aborted', 'unreachable', 'cut', 'output', 'excess', 'input', 'sudo'] as const).map(
    (it): [HostFailure, undefined] => [it, undefined],
  ),
  ['exit', 124],
  ['exit', 137],
])('what a command had printed when it was cut off is in no message: %s %s', (reason, exitCode) => {
  const error = failed(reason, exitCode);
  expect(`${error.message} ${error.fix} ${error.printed}`).not.toContain('hunter2');
  expect(failed(reason, exitCode, 'no room\n').printed).toEqual(['no room']);
});

test('of a login without a shell, what it says', () => {
  expect(failed('shell', undefined).printed).toEqual(['token: hunter2']);
});

test('of a command that failed by itself without a word on its errors, what it printed', () => {
  expect(failed('exit', 1).printed).toEqual(['token: hunter2']);
  expect(failed('exit', 1, 'cat: /token: Is a directory').printed).toEqual(['cat: /token: Is a directory']);
});
