import { freePort } from '../preview/ports.ts';

const PER_WORKER = 100;
let given = 0;

/**
 * A port of 127.0.0.1 for a test that gives it to a program which listens on it later: below those that previews choose
 * for themselves, and of this test worker alone.
 */
export function testPort(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 1);
  return freePort(() => 15_000 + ((worker * PER_WORKER + (given++ % PER_WORKER)) % 5000));
}
