import { expect, test } from '@jest/globals';
import { LocalHost } from '../../providers/local/local-host.ts';
import { HostError, type HostFailure } from '../../system/hosts/host.ts';
import { MoveCluster } from '../move/cluster-testing.ts';
import { askedCluster } from '../move/hosts-testing.ts';
import { lookAtNode, refuseLiving } from './look.ts';

const { signal } = new AbortController();

test.each<[string, string, boolean | undefined, boolean, string | undefined]>([
  ['which is ready', 'a1', true, true, 'a1 is not lost: Kubernetes says that it is ready'],
  ['on which only k3s has ended', 'a1', false, false, 'a1 (this machine) still answers'],
  ['which is off', 'a1', false, true, undefined],
  ['which is off, and was removed', 'a1', undefined, true, undefined],
  ['of others, which is off', 'x', false, true, 'x is not in platform.yaml, so whether it is off cannot be checked'],
  ['of others, which was removed', 'x', undefined, true, undefined],
])('a node %s', async (_, name, isReady, isOff, message) => {
  const cluster = new MoveCluster();
  if (isOff) cluster.off.add(name);
  const now = isReady === undefined ? undefined : { name, isReady, isCordoned: false };
  const refused = refuseLiving(askedCluster(cluster, signal), name, now);
  if (message === undefined) await refused;
  else await expect(refused).rejects.toThrow(message);
});

test.each<[HostFailure, string | undefined]>([
  ['unreachable', undefined],
  ['timeout', 'a1 (this machine) still answers'],
  ['cut', 'a1 (this machine) still answers'],
  ['sudo', 'without a password'],
])('only silence counts as lost, not a question that fails with %s', async (reason, message) => {
  const cluster = askedCluster(new MoveCluster(), signal);
  class Failing extends LocalHost {
    override run = async (argv: readonly string[]) => {
      throw new HostError(this, { reason, argv });
    };
  }
  const now = { name: 'a1', isReady: false, isCordoned: false };
  const refused = refuseLiving({ ...cluster, hosts: [new Failing('a1')] }, 'a1', now);
  if (message === undefined) await refused;
  else await expect(refused).rejects.toThrow(message);
});

test.each([
  ['is not of the cluster', 'x', false, 'the cluster has no node x'],
  ['is not of the cluster and has no home', 'x', true, 'the cluster has no node x'],
  ['is off', 'a1', false, 'the node a1 is not ready'],
])('a node that %s', async (_, node, isLost, message) => {
  const cluster = new MoveCluster();
  cluster.off.add('a1');
  await expect(lookAtNode(askedCluster(cluster, signal), { node, isLost })).rejects.toThrow(message);
});
