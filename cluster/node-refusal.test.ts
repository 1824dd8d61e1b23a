import { expect, test } from '@jest/globals';
import { fakeHost } from '../bootstrap/testing.ts';
import { readmissionOf, refuseNode } from './node-refusal.ts';

test('a node is refused by a password that fits none, until it is let in again', async () => {
  const commands: string[] = [];
  const server = fakeHost('s1', {
    run: async (argv, { input = '' } = {}) => {
      commands.push(`${argv.join(' ')}${input === '' ? '' : ` < ${input}`}`);
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  });
  await refuseNode(server, 'a1', new AbortController().signal);
  expect(commands).toEqual([
    'k3s kubectl delete secret a1.node-password.k3s -n kube-system --ignore-not-found --wait=false',
    'k3s kubectl create -f - < {"apiVersion":"v1","kind":"Secret","metadata":{"name":"a1.node-password.k3s",' +
      '"namespace":"kube-system","finalizers":["hubwright.io/refused"]}}',
  ]);
  expect(readmissionOf('a1').map((it) => it.join(' '))).toEqual([
    'k3s kubectl patch secret a1.node-password.k3s -n kube-system --type=merge -p {"metadata":{"finalizers":null}}',
    'k3s kubectl delete secret a1.node-password.k3s -n kube-system --ignore-not-found',
  ]);
});
