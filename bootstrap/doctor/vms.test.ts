import { expect, test } from '@jest/globals';
import { CommandError, type Run } from '../exec.ts';
import { told } from './testing.ts';
import { vmChecks } from './vms.ts';

const NAMES = ['hubwright-server-1', 'hubwright-agent-1', 'hubwright-agent-2', 'hubwright-agent-3'];
const listed = {
  list: NAMES.slice(0, 3).map((name, i) => ({ name, state: ['Running', 'Stopped', 'Deleted'][i], ipv4: [] })),
};
const answer: Run = async () => ({ exitCode: 0, stdout: JSON.stringify(listed), stderr: '' });

test('the states of the VMs', async () => {
  expect((await vmChecks(NAMES, answer)).map(told)).toEqual([
    ['well: Running'],
    [
      'found: Stopped',
      'warning: hubwright-agent-1: the VM is in the state Stopped | the node is not in the cluster | `multipass start hubwright-agent-1`',
    ],
    [
      'found: Deleted',
      'error: hubwright-agent-2: the VM is in the state Deleted | its name is taken and no VM can be made under it | ' +
        '`multipass recover hubwright-agent-2`, or `multipass purge` to give it up.',
    ],
    ['not yet: there is no such VM yet'],
  ]);
});

test('Multipass that does not answer', async () => {
  const fail =
    (reason: 'missing' | 'timeout'): Run =>
    async () => {
      throw new CommandError('multipass list', reason, undefined, '', '');
    };
  expect((await vmChecks(['vm'], fail('missing'))).map(told)).toEqual([['not made: multipass is not installed']]);
  expect((await vmChecks(['vm'], fail('timeout'))).map(told)).toEqual([
    ['not made: multipass list: took too long and was ended'],
  ]);
});
