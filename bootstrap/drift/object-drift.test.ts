import { expect, test } from '@jest/globals';
import { refOf } from '../../cluster/object-ref.ts';
import { describeRestored } from './drift.ts';
import { parseLive } from './live-objects.ts';
import { editedObjects, objectDrift } from './object-drift.ts';

const secret = (data: object) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'hubwright-users-0', namespace: 'hub' },
  data,
});
const chart = (spec: object) => ({
  apiVersion: 'helm.cattle.io/v1',
  kind: 'HelmChart',
  metadata: { name: 'jupyterhub', namespace: 'kube-system' },
  spec,
});
const manifests = new Map([
  ['users.k8s.yaml', JSON.stringify(secret({ ada: 'YQ==' }))],
  ['hub.k8s.yaml', `${JSON.stringify(chart({ valuesContent: 'a' }))}\n---\n`],
  ['wrong.k8s.yaml', '{'],
]);
const live = (...objects: object[]) =>
  objects.map((object) => ({ ...(refOf(object) as NonNullable<ReturnType<typeof refOf>>), object: { ...object } }));

test('objects that others have changed, by the names of their fields', () => {
  const edited = editedObjects(
    manifests,
    live(secret({ ada: 'c2VjcmV0', eve: 'eA==' }), chart({ valuesContent: 'b' })),
  );
  const drifts = objectDrift(edited);
  expect(drifts.map((it) => `${it.where}: ${it.what}`)).toEqual([
    'users.k8s.yaml: Secret hub/hubwright-users-0 has another data.ada and has data.eve in addition',
    'hub.k8s.yaml: HelmChart kube-system/jupyterhub has another spec.valuesContent',
  ]);
  expect(JSON.stringify(drifts)).not.toContain('c2VjcmV0');
});

test('objects as they should be, and such as are not there', () => {
  expect(editedObjects(manifests, live(secret({ ada: 'YQ==' })))).toEqual([]);
});

test('an `up` tells what it puts back, if it runs the steps that do', () => {
  const drifts = objectDrift(editedObjects(manifests, live(chart({ valuesContent: 'b' }))));
  expect(describeRestored(drifts, [{ id: 'labels' }])).toEqual([]);
  expect(describeRestored(drifts, [{ id: 'restore' }])).toEqual([
    'changed by others, and put back:',
    '  hub.k8s.yaml: HelmChart kube-system/jupyterhub has another spec.valuesContent',
  ]);
});

test('what kubectl prints: nothing, one object, a list, and no answer', () => {
  const one = secret({});
  const named = (text: string) => parseLive(text)?.map((it) => it.name);
  expect(named('')).toEqual([]);
  expect(named(JSON.stringify(one))).toEqual(['hubwright-users-0']);
  expect(named(JSON.stringify({ kind: 'List', items: [one, chart({})] }))).toEqual(['hubwright-users-0', 'jupyterhub']);
  expect(named('{"kind": "Secret", "da')).toBeUndefined();
});
