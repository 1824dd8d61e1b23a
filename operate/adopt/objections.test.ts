import { expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import { identityOf } from '../../cluster/claim.ts';
import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { formatProblem } from '../../system/problem.ts';
import { sha256 } from '../../system/sha256.ts';
import type { AskedHost } from './ask-hosts.ts';
import { clusterIds, objections } from './objections.ts';

const ID = 'a1fa0000';
const OTHER_ID = 'be7a0000';
const TOKEN = 'token';
const FAILURE = { why: 'the host does not answer', fix: 'Check that the host is switched on.' };
const units = new Map([['k3s', { state: 'active', isEnabled: true }]]);
const k3s = { units, hasToken: true, origins: new Set([sha256(TOKEN)]) };

const marked = (
  node: string,
  { cluster = 'lab', id = ID, ...facts }: Partial<HostFacts> & { cluster?: string; id?: string } = {},
) => ({
  ...k3s,
  mark: { cluster, id, node },
  ...facts,
});

/** A host, with what it says; nothing if it is silent. */
function asked(name: string, facts?: Partial<HostFacts>, record: Partial<RecordedHost> = {}): AskedHost {
  return {
    record: { name, role: name.startsWith('s') ? 'server' : 'agent', provider: 'ssh', ...record },
    host: fakeHost(name),
    ...(facts === undefined ? { facts: undefined, failure: FAILURE } : { facts: bareFacts(name, facts) }),
  };
}

function said(hosts: readonly AskedHost[], recorded: readonly string[] = []): string[] {
  const ids = clusterIds(hosts, 'lab');
  const id = ids.size === 1 ? [...ids.keys()][0] : undefined;
  const identity = identityOf('lab', id, id === undefined ? {} : { token: TOKEN });
  return objections(hosts, { ids, identity, recorded: new Set(recorded) }).map(
    (it) => formatProblem(it).split('\n')[0]?.replace('error: ', '') ?? '',
  );
}

const S1 = asked('s1', marked('s1'));
const A1 = asked('a1', marked('a1'));
const SILENT = 's1: root@s1 over SSH: the host does not answer';
const REINSTALLED = 'its k3s is not from this cluster: it was reinstalled';

test.each<[string, readonly AskedHost[], readonly string[], readonly string[]]>([
  ['a cluster', [S1, A1], [], []],
  [
    'a cluster that has stopped',
    [asked('s1', marked('s1', { units: new Map([['k3s', { state: 'inactive', isEnabled: true }]]) })), A1],
    [],
    [],
  ],
  ['a host that is to join', [S1, asked('a1', {})], [], []],
  ['one that has a mark left, and no k3s', [S1, asked('a1', { mark: { cluster: 'x', id: 'y', node: 'z' } })], [], []],
  ['hosts without k3s', [asked('s1', {}), asked('a1', {})], [], ['s1: there is no k3s']],
  ['no answer at all', [asked('s1')], [], [SILENT]],
  ['a server that does not answer', [asked('s1'), asked('s2', marked('s2')), A1], [], [SILENT]],
  ['the same where another server has it recorded', [asked('s1'), asked('s2', marked('s2')), A1], ['s1', 's2'], []],
  ['an agent that does not answer', [S1, asked('a1')], [], ['a1: root@a1 over SSH: the host does not answer']],
  [
    'another cluster',
    [asked('s1', marked('s1', { cluster: 'beta' }))],
    [],
    ['s1: it belongs to the cluster beta (a1fa0000)'],
  ],
  [
    'two clusters of the same name',
    [S1, asked('s2', marked('s2', { id: OTHER_ID }))],
    [],
    ['s1, s2: these are 2 clusters called lab: a1fa0000 (s1) and be7a0000 (s2)'],
  ],
  [
    'an agent of another cluster of the same name',
    [S1, asked('a1', marked('a1', { id: OTHER_ID, origins: new Set(['x']) }))],
    [],
    ['a1: it belongs to another cluster called lab (be7a0000)'],
  ],
  ['a host that is another node', [S1, asked('a1', marked('a2'))], [], ['a1: it is a2 of this cluster']],
  [
    'k3s without a mark',
    [S1, asked('a1', k3s)],
    [],
    ['a1: k3s is installed, and nothing shows that it is of this cluster'],
  ],
  [
    'k3s that was installed again',
    [S1, asked('a1', marked('a1', { origins: new Set(['x']) }))],
    [],
    [`a1: ${REINSTALLED}`],
  ],
  [
    'another machine than the one that is recorded',
    [S1, asked('a1', marked('a1'), { machineId: 'x' })],
    ['a1'],
    ['a1: a different machine answers than the one that was set up'],
  ],
  [
    'all of them at once',
    [
      asked('s1'),
      asked('s2', marked('s2', { cluster: 'beta' })),
      asked('a1', k3s),
      asked('a2', marked('a2', { cluster: 'gamma' })),
    ],
    [],
    [
      SILENT,
      's2: it belongs to the cluster beta (a1fa0000)',
      'a1: k3s is installed, and nothing shows that it is of this cluster',
      'a2: it belongs to the cluster gamma (a1fa0000)',
    ],
  ],
])('%s', (_, hosts, recorded, expected) => {
  expect(said(hosts, recorded)).toEqual(expected);
});
