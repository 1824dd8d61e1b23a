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

const IMPORTS = '; k3s on a1 imports science.tar';

/** What the cluster says of the agent: nothing yet, what it knows of before, or that it is ready. */
const AGENT = { absent: [], unready: [{ isReady: false }], ready: [{}], older: [{ version: 'v1.36.4+k3s1' }] } as const;

test.each([
  ['has not joined', 'absent', LOG, `a1 to join${IMPORTS}`],
  ['has not joined and imports nothing', 'absent', 'active\n\n', 'a1 to join'],
  ['has not joined and does not answer', 'absent', undefined, 'a1 to join'],
  ['is not ready', 'unready', LOG, `a1 to be ready${IMPORTS}`],
  ['runs the release of before', 'older', LOG, `a1 to run v1.36.5+k3s1 (now v1.36.4+k3s1)${IMPORTS}`],
  ['is called ready, as it was before it was started again', 'ready', LOG, `a1 to import its images${IMPORTS}`],
] as const)('a node that %s', async (_, state, answer, said) => {
  if (first === undefined) throw new Error('There is no server');
  const agent = fakeHost('a1', {
    run: async (argv) => {
      if (answer === undefined) throw new HostError(agent, { reason: 'unreachable', argv });
      return { exitCode: 0, stdout: answer, stderr: '' };
    },
  });
  const controller = new AbortController();
  const shown: string[] = [];
  const [server] = LOOK.nodes ?? [];
  if (server === undefined) throw new Error('There is no node');
  const there = [{ ...server, name: 's1' }, ...AGENT[state].map((it) => ({ ...server, ...it, name: 'a1' }))];
  const context = contextOn(fakeHost('s1'), {
    known: { restarted: new Set(['a1']), look: { changes: 0, found: { ...LOOK, nodes: there } } },
    hosts: new Map([['a1', agent]]),
    signal: controller.signal,
    progress: (text) => {
      shown.push(text);
      controller.abort();
    },
  });
  const step = nodesReady(first, nodes, { platform, manifests: new Map() } as unknown as PlanInput);
  await expect(step.actions[0]?.run(context)).rejects.toThrow('aborted');
  expect(shown).toEqual([`waiting: ${said}`]);
});
