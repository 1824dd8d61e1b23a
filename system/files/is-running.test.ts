import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { until } from '../../testbed/until.ts';
import { isRunning } from './is-running.ts';

test('a process runs until it has ended', async () => {
  expect(isRunning(process.pid)).toBe(true);
  const child = spawn('sleep', ['600']);
  expect(isRunning(child.pid ?? 0)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isRunning(child.pid ?? 0)).toBe(false);
});

test('one that has ended and that nobody waits for does not run', async () => {
  // The shell becomes a program that waits for no child.
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600']);
  try {
    const [child] = await once(createInterface({ input: parent.stdout }), 'line');
    const stat = (pid: unknown) => readFileSync(`/proc/${pid}/stat`, 'utf8');
    await until(async () => stat(parent.pid).includes('(sleep)'));
    expect(isRunning(Number(child))).toBe(true);
    process.kill(Number(child), 'SIGKILL');
    await until(async () => stat(child).includes(') Z '));
    expect(isRunning(Number(child))).toBe(false);
  } finally {
    parent.kill('SIGKILL');
  }
});
