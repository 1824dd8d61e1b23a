import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort, withFreePorts } from './ports.ts';

test('a free port is none that a system gives to whoever asks for any', async () => {
  for (let i = 0; i < 20; i++) {
    const port = await freePort();
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(30_000);
  }
});

test('a port in use is passed over', async () => {
  const other = createServer();
  const taken = await freePort();
  await new Promise<void>((done) => other.listen(taken, '127.0.0.1', done));
  const free = await freePort();
  const candidates = [taken, taken, free];
  expect(await freePort(() => candidates.shift() ?? 0)).toBe(free);
  await expect(freePort(() => taken)).rejects.toThrow('EADDRINUSE');
  await new Promise((done) => other.close(done));
});

test('programs get ports of their own, and others when one was taken meanwhile', async () => {
  const [own, ...free] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const [a, b, c] = free as [number, number, number];
  const candidates = [a, a, own, b, a, b, c, a];
  const tried: number[][] = [];
  const start = async (...ports: number[]) => {
    tried.push(ports);
    if (tried.length === 1)
      throw new Error(`the proxy ended. Its last lines:\n  listen EADDRINUSE: address already in use`);
    return 'started';
  };
  expect(await withFreePorts(own, start, () => candidates.shift() ?? 0)).toBe('started');
  expect(tried).toEqual([
    [a, b],
    [c, a],
  ]);
});

test.each([
  ['the hub ended. Its last lines:\n  OSError: [Errno 98] Address already in use', 3],
  ['the hub ended. Its last lines:\n  ModuleNotFoundError', 1],
])('what fails for good is not started for ever: %j, %d times', async (message, times) => {
  let starts = 0;
  const start = async () => {
    starts++;
    throw new Error(message);
  };
  await expect(withFreePorts(8000, start)).rejects.toThrow(message);
  expect(starts).toBe(times);
});
