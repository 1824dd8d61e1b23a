import { expect, test } from '@jest/globals';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import type { StepContext } from '../plan/step.ts';
import { bareFacts, fakeHost } from '../testing.ts';
import { waitUntilUpgraded } from './upgraded.ts';

const { platform } = load({});
const [node] = k3sNodes(platform);
const RELEASE = 'v1.36.5+k3s1';
const START = Date.parse('2026-11-27T10:00:00Z');

test.each([
  ['before it was started', '2026-11-27T09:59:59Z', 'to report its state'],
  // The clocks of nodes differ, and the cluster calls a node ready for a while whose kubelet has ended.
  ['while its k3s imports images', '2026-11-27T10:00:00Z', 'to import its images'],
])('what a node said %s does not count', async (_, first, missing) => {
  const heard = [first, '2026-11-27T10:00:00Z'];
  const logs = ['active\n5000 k3s.tar', 'active\n\n'];
  const run = async () => {
    const ready = { type: 'Ready', status: 'True', lastHeartbeatTime: heard.shift() };
    const status = { conditions: [ready], nodeInfo: { kubeletVersion: RELEASE } };
    return { stdout: JSON.stringify({ metadata: { name: 's1' }, status }), stderr: '', exitCode: 0 };
  };
  if (node === undefined) throw new Error('There is no node');
  const said: string[] = [];
  // Of an agent, a server is asked, and of what the agent imports, the agent itself.
  const own = fakeHost(node.name, {
    run: async () => ({ stdout: logs.shift() ?? '', stderr: '', exitCode: 0 }),
  });
  const context = {
    host: fakeHost('s1', { run }),
    hosts: new Map([[node.name, own]]),
    signal: new AbortController().signal,
    progress: (it: string) => said.push(it),
  };
  const waiting = waitUntilUpgraded({ node, facts: bareFacts('10.0.0.1') }, RELEASE, () => START);
  await waiting.run(context as unknown as StepContext);
  expect(said).toEqual([`waiting: ${node.name} ${missing}; k3s on ${node.name} imports k3s.tar`]);
  expect(heard).toEqual([]);
  expect(logs).toEqual([]);
});
