import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import type { NodeNow } from '../nodes.ts';
import { targetNodes } from './targets.ts';

const { platform } = load({
  cluster: {
    provider: 'ssh',
    name: 'test',
    servers: [{ name: 's1', address: '10.0.0.1', taints: [{ key: 'own', effect: 'NoSchedule' }] }],
    agents: ['a1', 'a2', 'a3', 'a4'].map((name, i) => ({ name, address: `10.0.0.${i + 2}` })),
  },
});
const node = (name: string, changes: Partial<NodeNow> = {}) => ({ name, isReady: true, isCordoned: false, ...changes });
const NODES = ['s1', 'a1', 'a2'].map((it) => node(it));

test.each<[string, NodeNow[], string[] | undefined, string[] | string]>([
  ['those where servers run', NODES, undefined, ['a2']],
  ['not one that is off', [...NODES, node('a3', { isReady: false })], undefined, ['a2']],
  ['not one that is cordoned', [...NODES, node('a3', { isCordoned: true }), node('a4')], undefined, ['a2', 'a4']],
  ['not one of others', [...NODES, node('x')], undefined, ['a2']],
  ['those that are named, each once', [...NODES, node('a3')], ['a3', 'a3'], ['a3']],
  ['one that is named and has taints', NODES, ['s1'], ['s1']],
  [
    'none',
    [node('s1'), node('a1'), node('a3', { isCordoned: true })],
    undefined,
    'no other node can have the homes of a1\n  no size of a server runs on s1\n  no server starts on a3: it is cordoned',
  ],
  [
    'all that is wrong with those named',
    [...NODES, node('a3', { isReady: false })],
    ['a1', 'a2', 'a3', 'a4', 'x'],
    'a1 is the node to be emptied\nthe node a3 is not ready\nthere is no node a4\nx is not in platform.yaml',
  ],
])('%s', (_, nodes, to, expected) => {
  const choose = () => targetNodes(platform, nodes, { node: 'a1', to });
  if (typeof expected === 'string') expect(choose).toThrow(expected);
  else expect(choose()).toEqual(expected);
});
