import { expect, test } from '@jest/globals';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import type { Run } from '../exec.ts';
import { MultipassHost } from '../hosts/multipass.ts';
import { Multipass } from './multipass.ts';
import { removeVm } from './remove-vm.ts';
import { fakeMultipass, listed, vms } from './testing.ts';

const RECORD: RecordedHost = { name: 'a', role: 'agent', provider: 'multipass', machineId: 'the-one' };
const told = (machineId: string) => `machine-id\t${machineId}\ncgroups\t2 cpu\nend\tok\n`;

async function removal(run: Run) {
  const error = await removeVm(
    new MultipassHost('a', run),
    RECORD,
    new AbortController().signal,
    new Multipass(run),
  ).catch((e: Error) => e);
  return error?.message;
}

/** A list that changes once something was deleted. */
function deleting(machineId: string, left: string[]) {
  const { run, calls } = fakeMultipass({ list: listed(vms('a', 'others')), exec: told(machineId) });
  const changing: Run = async (command, args, options) => {
    const isGone = calls.some((it) => it.startsWith('delete'));
    const result = await run(command, args, options);
    return args[0] === 'list' && isGone ? { ...result, stdout: listed(vms(...left)) } : result;
  };
  return { run: changing, deletions: () => calls.filter((it) => /^(delete|purge)/.test(it)) };
}

test('deletes the VM that was set up, and no other', async () => {
  const { run, deletions } = deleting('the-one', ['others']);
  expect(await removal(run)).toBeUndefined();
  expect(deletions()).toEqual(['delete --purge a']);
});

test('leaves another VM of that name alone', async () => {
  const { run, deletions } = deleting('another', ['others']);
  expect(await removal(run)).toBe('a (Multipass VM a): another VM than the one that was set up, and is left alone');
  expect(deletions()).toEqual([]);
});

test('sees that it is gone', async () => {
  const { run } = deleting('the-one', ['a', 'others']);
  expect(await removal(run)).toBe('a (Multipass VM a): Multipass says that it is deleted, and lists it still');
});

test('one that is gone already is done', async () => {
  const { run, calls } = fakeMultipass({ list: listed(vms('others')) });
  expect(await removal(run)).toBeUndefined();
  expect(calls).toEqual(['list --format json']);
});
