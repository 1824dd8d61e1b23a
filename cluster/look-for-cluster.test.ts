import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { CommandError, type Run } from '../system/exec.ts';
import { lookForCluster } from './look-for-cluster.ts';
import { markText } from './mark.ts';

const { signal } = new AbortController();
const MARK = markText({ cluster: 'lab', id: 'a1fa', node: 's1' });

test('hosts over SSH are asked at once, and their keys are not kept', async () => {
  const answers: Record<string, string | undefined> = {
    s1: MARK,
    s2: '',
    s3: MARK.replace('lab', 'other'),
    s4: undefined,
  };
  const keys = new Set<string>();
  const exec: Run = async (_, args) => {
    const address = args.find((it) => it in answers) ?? '';
    keys.add(args.find((it) => it.startsWith('UserKnownHostsFile=')) ?? '');
    const stdout = answers[address];
    if (stdout === undefined) throw new CommandError('ssh', 'exit', 255, '', 'Connection refused');
    return { exitCode: 0, stdout, stderr: '' };
  };
  const agents = ['s2', 's3', 's4'].map((name) => ({ name, address: name }));
  const { platform } = load({
    cluster: { provider: 'ssh', name: 'lab', servers: [{ name: 's1', address: 's1' }], agents },
  });
  expect(await lookForCluster(platform, { directory: '/project', exec, signal })).toEqual({
    running: ['s1'],
    silent: ['s4 (the host does not answer)'],
  });
  expect([...keys].filter((it) => it.includes('/project'))).toEqual([]);
});

test.each<[string, readonly object[] | undefined, object]>([
  ['without Multipass', undefined, { running: [], silent: [] }],
  ['without VMs', [], { running: [], silent: [] }],
  [
    'with VMs of which one is off',
    [
      { name: 'lab-server-1', state: 'Running' },
      { name: 'lab-agent-1', state: 'Stopped' },
    ],
    { running: ['lab-server-1'], silent: ['lab-agent-1 (the VM is Stopped)'] },
  ],
])('VMs that are off are not started: %s', async (_, list, expected) => {
  const exec: Run = async (command, args) => {
    if (list === undefined) throw new CommandError(command, 'missing', undefined, '', '');
    if (args[0] === 'exec' && args[1] !== 'lab-server-1') throw new Error(`${args[1]} was started`);
    return { exitCode: 0, stdout: args[0] === 'list' ? JSON.stringify({ list }) : MARK, stderr: '' };
  };
  const { platform } = load({ cluster: { provider: 'multipass', name: 'lab', agents: { count: 1 } } });
  expect(await lookForCluster(platform, { directory: '/project', exec, signal })).toEqual(expected);
});
