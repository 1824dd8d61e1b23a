import { expect, test } from '@jest/globals';
import type { StepContext } from '../plan/step.ts';
import { fakeHost } from '../testing.ts';
import { lastLog } from './start.ts';

/** A host that answers the script with this, and journalctl with more. */
function context(watched: string): StepContext {
  const host = fakeHost('a', {
    run: async ([command]) => {
      const stdout = command === 'journalctl' ? 'Starting k3s\nWaiting for containerd' : watched;
      return { exitCode: 0, stdout, stderr: '' };
    },
  });
  const known = { facts: new Map(), joinToken: undefined, changes: 0, look: undefined };
  return { host, known, signal: new AbortController().signal, progress: () => {} };
}

test('a unit that does not start is reported with its failures, or the end of its log', async () => {
  expect(await lastLog(context('activating\nlevel=error msg="no"\nlevel=fatal msg="never"'), 'k3s')).toBe(
    'level=error msg="no"\nlevel=fatal msg="never"',
  );
  expect(await lastLog(context('activating'), 'k3s')).toBe('Starting k3s\nWaiting for containerd');
});
