import { expect, test } from '@jest/globals';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { Choice } from './chosen-steps.ts';
import { demandOf } from './demand.ts';

const node = (name: string, role: 'server' | 'agent') => ({ name, role }) as K3sNode;
const NODES = [node('s1', 'server'), node('s2', 'server'), node('a1', 'agent'), node('a2', 'agent')];
const ALL = 's1 s2 a1 a2';

test.each<[Choice, string, boolean, boolean]>([
  [{}, ALL, true, true],
  [{ from: 'mark' }, ALL, true, true],
  [{ from: 'images' }, ALL, true, true],
  [{ from: 'config' }, ALL, true, true],
  [{ from: 'token' }, ALL, true, true],
  [{ from: 'vm' }, ALL, true, true],
  [{ only: 'images' }, ALL, true, true],
  [{ only: 'import/a1' }, 's1 s2 a1', true, true],
  [{ only: 'mark/a1' }, 's1 s2 a1', true, false],
  [{ only: 'install' }, ALL, true, false],
  [{ only: 'start/a1' }, 's1 s2 a1', true, false],
  [{ only: 'config/s2' }, 's1 s2', true, false],
  ...['token', 'nodes', 'labels', 'manifests', 'restore', 'applied', 'release', 'hub', 'kubeconfig'].map(
    (only): [Choice, string, boolean, boolean] => [{ only }, 's1', false, false],
  ),
  ...['nodes', 'manifests', 'hub'].map((from): [Choice, string, boolean, boolean] => [{ from }, 's1', false, false]),
])('%j needs the hosts %s', (choice, nodes, isSetup, hasImages) => {
  expect(demandOf(choice, NODES, false)).toEqual({ nodes: new Set(nodes.split(' ')), isSetup, hasImages });
});

test.each(['config', 'start', 'install'])(
  'behind a proxy, %s of one node needs all hosts, past which it goes',
  (kind) => {
    expect(demandOf({ only: `${kind}/a1` }, NODES, true).nodes).toEqual(new Set(ALL.split(' ')));
    expect(demandOf({ only: 'hub' }, NODES, true).nodes).toEqual(new Set(['s1']));
  },
);
