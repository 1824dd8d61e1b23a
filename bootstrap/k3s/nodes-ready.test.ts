import { expect, test } from '@jest/globals';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { bareFacts, contextOn, fakeHost, LOOK } from '../testing.ts';
import { nodesReady } from './nodes-ready.ts';

const { platform } = load({
  cluster: {
    provider: 'ssh',
    servers: [{ name: 's1', address: '10.0.0.1', cpus: 4, memory: '8Gi' }],
    agents: [{ name: 'a1', address: '10.0.0.2', cpus: 4, memory: '8Gi' }],
  },
});
const nodes = k3sNodes(platform).map((node) => ({ node, facts: bareFacts(node.name) }));
const [first] = nodes;
const LOG = 'active\n5000000000 science.tar\nlevel=error msg="not yet"';

test.each([
  ['says what it imports', LOG, '; k3s on a1 imports science.tar'],
  ['that imports nothing', 'active\n\n', ''],
  ['that does not answer', undefined, ''],
])('a node that has not joined and %s', async (_, answer, said) => {
  if (first === undefined) throw new Error('There is no server');
  const agent = fakeHost('a1', {
    run: async (argv) => {
      if (answer === undefined) throw new HostError(agent, { reason: 'unreachable', argv });
      return { exitCode: 0, stdout: answer, stderr: '' };
    },
  });
  const controller = new AbortController();
  const shown: string[] = [];
  const there = LOOK.nodes?.map((it) => ({ ...it, name: 's1' }));
  const context = contextOn(fakeHost('s1'), {
    known: { look: { changes: 0, found: { ...LOOK, nodes: there } } },
    hosts: new Map([['a1', agent]]),
    signal: controller.signal,
    progress: (text) => {
      shown.push(text);
      controller.abort();
    },
  });
  const step = nodesReady(first, nodes, { platform, manifests: new Map() } as unknown as PlanInput);
  await expect(step.actions[0]?.run(context)).rejects.toThrow('aborted');
  expect(shown).toEqual([`waiting: a1 to join${said}`]);
});
