import { expect, test } from '@jest/globals';
import { Multipass } from '../../providers/multipass/multipass.ts';
import { MultipassHost } from '../../providers/multipass/multipass-host.ts';
import { fakeMultipass, listed, vms } from '../../providers/multipass/testing.ts';
import { removeVm } from './remove-vm.ts';

/** A removal after which these VMs are left. */
async function removal(left: readonly string[]) {
  const { run, calls } = fakeMultipass({ list: listed(vms(...left)) });
  const host = new MultipassHost('a', run);
  const { signal } = new AbortController();
  const error = await removeVm(host, new Multipass(run), signal).catch((e: Error) => e);
  return { message: error?.message, deletions: calls.filter((it) => /^(delete|purge)/.test(it)) };
}

test('deletes that VM for good, and no other', async () => {
  expect(await removal(['others'])).toEqual({ message: undefined, deletions: ['delete --purge a'] });
});

test('sees that it is gone', async () => {
  expect((await removal(['a', 'others'])).message).toBe(
    'a (Multipass VM a): Multipass says that it is deleted, and lists it still',
  );
});
