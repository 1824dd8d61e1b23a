import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { sha256 } from '../system/sha256.ts';
import { isKubeconfigOf, kubeconfigFor } from './kubeconfig.ts';

const OF_K3S = `apiVersion: v1
kind: Config
clusters: [{ name: default, cluster: { server: https://127.0.0.1:6443, certificate-authority-data: Q0E= } }]
contexts: [{ name: default, context: { cluster: default, user: default } }]
current-context: default
users: [{ name: default, user: { client-key-data: S0VZ } }]
`;

test('gets the address and the name of the cluster', () => {
  const text = kubeconfigFor(OF_K3S, 'lab', 'fd00::4');
  expect(parse(text)).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server: 'https://[fd00::4]:6443', 'certificate-authority-data': 'Q0E=' } }],
    users: [{ name: 'lab', user: { 'client-key-data': 'S0VZ' } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
    'current-context': 'lab',
  });
  expect(isKubeconfigOf(text, sha256(OF_K3S), 'fd00::4')).toBe(true);
  expect(isKubeconfigOf(text, sha256(OF_K3S), 'fd00::5')).toBe(false);
  expect(isKubeconfigOf(text, sha256('another'), 'fd00::4')).toBe(false);
});
