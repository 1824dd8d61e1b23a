import { expect, test } from '@jest/globals';
import { describeLoss } from '../bootstrap/loss.ts';
import { fakeHost } from '../bootstrap/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { identityOf } from './claim.ts';
import { otherNamespaces } from './other-namespaces.ts';

const { signal } = new AbortController();
const identity = identityOf('lab', 'id', {});
const MARK = JSON.stringify({ version: 1, cluster: 'lab', id: 'id', node: 's1' });
/** A server with pods in these namespaces. */
const server = (namespaces: readonly string[] | undefined) =>
  fakeHost('s1', {
    run: async (argv) => {
      if (!argv.includes('kubectl')) return { exitCode: 0, stdout: `mark\t${MARK}\nend\tok`, stderr: '' };
      if (namespaces === undefined) throw new HostError(fakeHost('s1'), { reason: 'exit', argv, exitCode: 1 });
      return { exitCode: 0, stdout: namespaces.map((it) => `${it}\n`).join(''), stderr: '' };
    },
  });
const found = (namespaces: readonly string[] | undefined) =>
  otherNamespaces({ servers: [server(namespaces)], recorded: [], identity, signal }, 'jupyterhub');

test.each<[readonly string[] | undefined, readonly [string, number][]]>([
  [['jupyterhub', 'kube-system', 'default'], []],
  [
    ['gitlab', 'jupyterhub', 'apps', 'gitlab'],
    [
      ['apps', 1],
      ['gitlab', 2],
    ],
  ],
  [undefined, []],
])('of pods in %j, these are not of the hub: %j', async (namespaces, others) => {
  expect((await found(namespaces)).map(({ name, pods }) => [name, pods])).toEqual(others);
});

test('they are named before a cluster is deleted', () => {
  const hosts = [{ name: 's1', role: 'server', provider: 'ssh', address: '10.0.0.1' } as const];
  expect(describeLoss(hosts, 'lab', [{ name: 'gitlab', pods: 2 }])).toContain(
    '  what is not of the hub: the namespace gitlab, with 2 pods\n',
  );
});
