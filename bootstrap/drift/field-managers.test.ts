import { expect, test } from '@jest/globals';
import { writersOf } from './field-managers.ts';

const WRITTEN = {
  'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"a"}': {} } } } },
};
const by = (...managers: string[]) => ({
  metadata: { name: 'a', managedFields: managers.map((manager) => ({ manager, fieldsV1: WRITTEN })) },
});

test.each<[title: string, object: object, path: string[], expected: string]>([
  ['k3s, from a manifest', by('deploy@server-1'), ['spec', 'replicas'], 'deployed'],
  ['kubectl', by('kubectl'), ['spec', 'replicas'], 'by hand'],
  ['kubectl in an editor', by('kubectl-edit'), ['spec', 'replicas'], 'by hand'],
  ['a person after k3s, beneath the field', by('deploy@server-1', 'k9s'), ['spec', 'template'], 'by hand'],
  ['a controller of k3s', by('k3s'), ['spec', 'replicas'], ''],
  ['a controller whose name begins alike', by('kubectlish-operator'), ['spec', 'replicas'], ''],
  ['an operator after k3s', by('deploy@server-1', 'keda'), ['spec', 'replicas'], ''],
  ['nobody', by('kubectl-edit'), ['spec', 'paused'], ''],
  ['who is not told', { metadata: { name: 'a' } }, ['spec', 'replicas'], ''],
  ['who is told in an unknown form', { metadata: { managedFields: [{ manager: 1 }] } }, ['spec'], ''],
])('a field was written by %s', (_, object, path, expected) => {
  const { isByHand, isDeployed } = writersOf({ ...object }, path);
  expect([isByHand ? 'by hand' : '', isDeployed ? 'deployed' : ''].join('')).toBe(expected);
});
