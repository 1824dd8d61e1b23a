import { expect, test } from '@jest/globals';
import { fakeHost } from '../bootstrap/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { askFirst } from './ask-first.ts';
import { identityOf } from './claim.ts';

const { signal } = new AbortController();
const identity = identityOf('test', 'a1fa', {});

/** A server that the question reaches, or that fails so. */
function serverOf(name: string, reason?: 'unreachable' | 'aborted') {
  const host = fakeHost(name, {
    run: async (argv) => {
      if (reason !== undefined) throw new HostError(host, { reason, argv });
      return { exitCode: 0, stdout: 'end\tok\n', stderr: '' };
    },
  });
  return host;
}
const ask = (servers: ReturnType<typeof serverOf>[]) =>
  askFirst({ servers, recorded: [], identity, signal }, async ({ name }) => name);

test('the first server that answers is asked', async () => {
  expect(await ask([serverOf('s1', 'unreachable'), serverOf('s2'), serverOf('s3')])).toBe('s2');
});

test('where none does, it is said of each', async () => {
  await expect(ask([serverOf('s1', 'unreachable'), serverOf('s2', 'unreachable')])).rejects.toThrow(
    /^no server of the cluster answers\n {2}s1 .*: the host does not answer\n {2}s2 .*: the host does not answer$/,
  );
});

test('an interruption asks no other', async () => {
  await expect(ask([serverOf('s1', 'aborted'), serverOf('s2')])).rejects.toThrow('was interrupted');
});
