import { expect, test } from '@jest/globals';
import { foundObjects, nameOf, objectsIn, toWords } from './object-ref.ts';

const MANIFEST = `
apiVersion: v1
kind: Namespace
metadata: { name: hub }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: homes }
---
apiVersion: v1
kind: Secret
metadata: { name: users, namespace: hub }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: motd }
`;
const wanted = objectsIn(MANIFEST);
const made = [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'hub', name: 'hub' }];
const ALL = [
  'v1                  Namespace      <none>    hub     <none>',
  'storage.k8s.io/v1   StorageClass   <none>    homes   <none>',
  'v1                  Secret         hub       users   <none>',
  'v1                  ConfigMap      default   motd    <none>',
  'apps/v1             Deployment     hub       hub     <none>',
];
const missing = (lines: readonly string[]) => {
  const found = foundObjects(lines, wanted, [made]);
  return found && [found.missing.map(nameOf), found.missingOfReleases.flat().map(nameOf), found.leaving.map(nameOf)];
};

test('the objects of a manifest', () => {
  expect(wanted.map(toWords)).toEqual([
    'v1 Namespace - hub',
    'storage.k8s.io/v1 StorageClass - homes',
    'v1 Secret hub users',
    'v1 ConfigMap - motd',
  ]);
  expect(objectsIn('')).toEqual([]);
  expect(objectsIn('# nothing\n---\n')).toEqual([]);
  expect(objectsIn('kind: [')).toEqual([]);
});

test.each([
  ['all is there', [...ALL, 'ended 0'], [[], [], []]],
  ['an object is gone', [...ALL.slice(0, 2), ...ALL.slice(3), 'ended 0'], [['Secret hub/users'], [], []]],
  ['one of the release is gone', [...ALL.slice(0, 4), 'ended 0'], [[], ['Deployment hub/hub'], []]],
  [
    'one of that name elsewhere',
    [...ALL.slice(0, 3), 'v1 ConfigMap other motd <none>', ALL[4] ?? '', 'ended 0'],
    [['ConfigMap motd'], [], []],
  ],
  [
    'one is being deleted',
    ['v1 Namespace <none> hub 2026-11-26T04:00:00Z', ...ALL.slice(1), 'ended 0'],
    [[], [], ['Namespace hub']],
  ],
  [
    'a kind that the cluster does not know',
    [
      'error: resource mapping not found for name: "homes" namespace: "" from "STDIN": no matches for kind "StorageClass" in version "storage.k8s.io/v1"',
      'ensure CRDs are installed first',
      ...ALL.filter((it) => !it.includes('StorageClass')),
      'ended 1',
    ],
    [['StorageClass homes'], [], []],
  ],
])('%s', (_, lines, expected) => {
  expect(missing(lines)).toEqual(expected);
});

test('a Job that is done may be gone', () => {
  const jobs = [{ apiVersion: 'batch/v1', kind: 'Job', namespace: 'hub', name: 'migrate' }];
  expect(foundObjects(['ended 0'], jobs, [jobs])).toEqual({ missing: [], missingOfReleases: [[]], leaving: [] });
});

test.each([
  ['nothing', []],
  ['an end half-way', ALL.slice(0, 1)],
  ['a limit that was reached', [...ALL.slice(0, 2), 'ended 124']],
  ['a refusal', ['Error from server (Forbidden): secrets is forbidden', 'ended 1']],
  ['a lost connection', ['The connection to the server 127.0.0.1:6443 was refused', 'ended 1']],
])('nothing counts as missing after %s', (_, lines) => {
  expect(missing(lines)).toBeUndefined();
});
