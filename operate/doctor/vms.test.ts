import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import { hostChecks } from './hosts.ts';
import { reportOf } from './testing.ts';
import { findVms } from './vms.ts';

const { platform } = load({ cluster: { provider: 'multipass', agents: { count: 4 } } });
const NAMES = ['hubwright-server-1', ...[1, 2, 3, 4].map((it) => `hubwright-agent-${it}`)];
const STATES = ['Running', 'Stopped', 'Deleted', 'Running'];
const { signal } = new AbortController();

/** VMs in these states, of which the last that is there is not of this cluster. */
async function checks(run: Run) {
  const recorded = NAMES.slice(0, 3).map((name) => {
    return { name, role: 'agent', provider: 'multipass', machineId: `machine-${name}` } as const;
  });
  const { off, assumed, problems } = await findVms({ platform, recorded, run, signal });
  expect([...assumed.keys()]).toEqual([...off.keys()]);
  const nodes = [...off.keys()].map((name) => ({ name }));
  return hostChecks(nodes, new Map(), problems, off).map((it) => [it.id, ...reportOf(it)]);
}

test('VMs that do not run, and one of others, are not looked into', async () => {
  const list = STATES.map((state, i) => ({ name: NAMES[i], state, ipv4: [] }));
  const answer: Run = async () => ({ exitCode: 0, stdout: JSON.stringify({ list }), stderr: '' });
  const up = '`up` does not start on any host until it is fixed';
  expect(await checks(answer)).toEqual([
    [
      'host/hubwright-agent-1',
      'problems: Stopped',
      'warning: hubwright-agent-1: the VM is in the state Stopped | the node is not in the cluster, and servers on it are unavailable | ' +
        '`multipass start hubwright-agent-1`, or `npx hubwright up`',
    ],
    [
      'host/hubwright-agent-2',
      'problems: Deleted',
      expect.stringMatching(/^error: hubwright-agent-2: a VM of this name is deleted and not purged/),
    ],
    [
      'host/hubwright-agent-3',
      'problems: Running',
      expect.stringMatching(
        `^error: hubwright-agent-3: a VM of this name is there already, and not from this cluster \\| ${up}`,
      ),
    ],
    ['host/hubwright-agent-4', 'no cluster yet: the VM does not exist yet'],
  ]);
});

test('Multipass that does not answer', async () => {
  const fail: Run = async () => {
    throw new CommandError('multipass list', 'missing', undefined, '', '');
  };
  expect(await checks(fail)).toEqual(
    NAMES.map((name) => [`host/${name}`, 'skipped: Multipass is not installed on this machine']),
  );
});

test('other hosts are none of its', async () => {
  const never: Run = async () => {
    throw new Error('Multipass is not asked');
  };
  const found = await findVms({ platform: load().platform, recorded: [], run: never, signal });
  expect(found).toMatchObject({ off: new Map(), assumed: new Map(), problems: [] });
});
