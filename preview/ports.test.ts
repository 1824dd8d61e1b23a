import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from './ports.ts';

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
