import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type InterruptOptions, interruptible } from './interruptible.ts';

const printed: unknown[] = [];
let now = 0;

beforeEach(() => {
  printed.length = 0;
  jest.spyOn(console, 'error').mockImplementation((text) => printed.push(text));
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
});

afterEach(() => void jest.restoreAllMocks());

/** Interrupts at once, and then again after so many milliseconds; what the second one threw, if it did. */
async function twice(milliseconds: number, options?: InterruptOptions): Promise<unknown> {
  return interruptible(async (signal) => {
    expect(signal.aborted).toBe(false);
    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    now += milliseconds;
    try {
      process.emit('SIGTERM');
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }, options);
}

test.each([
  ['a second time ends at once', 1001, {}, 'exit 130'],
  ['what npm passes on of the same Ctrl-C is no second time', 10, {}, undefined],
  ['who is patient is not hurried', 60_000, { isPatient: true }, undefined],
])('%s', async (_, milliseconds, options, expected) => {
  expect(await twice(milliseconds, options)).toBe(expected);
  expect(printed).toEqual(['interrupted; ending what runs']);
});

test('nothing is said of what has no other end', async () => {
  await twice(0, { says: '' });
  expect(printed).toEqual([]);
});

test('afterwards nobody listens, and the hosts are closed, also when the work fails', async () => {
  const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((it) => process.listenerCount(it));
  const before = listeners();
  const close = jest.fn(async () => {});
  const hosts = [{ close } as never];
  const failing = interruptible(() => Promise.reject(new Error('no')), { hosts, isHungUp: true });
  expect(listeners()).toEqual(before.map((it) => it + 1));
  await expect(failing).rejects.toThrow('no');
  expect(listeners()).toEqual(before);
  expect(close).toHaveBeenCalledTimes(1);
});
