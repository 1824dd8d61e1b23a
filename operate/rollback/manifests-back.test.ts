import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { databaseType, manifestChanges, manifestsBack } from './manifests-back.ts';

const HUB = 'hub.yaml';
const release = (version: string, db: object = {}) =>
  stringify({
    ...{ apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart' },
    ...{ metadata: { name: 'jupyterhub', namespace: 'kube-system' } },
    spec: { chart: 'jupyterhub', version, valuesContent: stringify({ hub: { db } }) },
  });
const claim = (name: string) =>
  stringify({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'mlflow' } });
const users = (all: object, shard = '0') =>
  stringify({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: `hubwright-users-${shard}`, namespace: 'jupyterhub' } },
    stringData: { 'users.json': JSON.stringify(all) },
  });
const both = (...texts: readonly string[]) => texts.join('---\n');
const texts = (all: Readonly<Record<string, string>>) => new Map(Object.entries(all));

describe('the manifests that a rollback leaves', () => {
  const before = texts({ [HUB]: release('4.4.0'), 'users.yaml': users({ eve: { hash: 'old' } }) });
  const now = texts({
    ...{ [HUB]: release('5.0.0'), 'users.yaml': users({ ada: { hash: 'new' } }), 'mlflow.yaml': claim('data') },
  });

  test('with the datastore: all those of before, and what came since is emptied', () => {
    expect(manifestsBack({ before, now }, true, HUB)).toEqual(new Map([...before, ['mlflow.yaml', '']]));
  });

  test("without it: only the hub's; users and what came since stay", () => {
    expect(manifestsBack({ before, now }, false, HUB)).toEqual(new Map([...now, [HUB, release('4.4.0')]]));
  });

  test('without it, and with the same hub: those of now', () => {
    expect(manifestsBack({ before, now }, false, undefined)).toEqual(now);
  });

  test.each<[what: string, before: string, now: string, after: string]>([
    [
      'what came since in the same file stays',
      both(claim('a'), release('4.4.0')),
      both(release('5.0.0'), claim('a'), claim('b')),
      both(claim('a'), release('4.4.0'), claim('b')),
    ],
    [
      'users in the same file are those of now',
      both(users({ eve: {} }), users({ ada: {} }, '1'), release('4.4.0')),
      both(users({ bob: {} }), release('5.0.0')),
      both(release('4.4.0'), users({ bob: {} })),
    ],
    ['a file that is gone comes back', release('4.4.0'), '', release('4.4.0')],
  ])('%s', (_, then, today, after) => {
    const sides = { before: texts({ [HUB]: then }), now: texts({ [HUB]: today }) };
    expect(manifestsBack(sides, false, HUB).get(HUB)).toBe(after);
  });
});

test('what a rollback changes: objects by name, and accounts', () => {
  const now = texts({
    a: users({ ada: { hash: 'new' }, gone: { hash: 'x', disabled: true }, since: { hash: 'y' }, same: { hash: 's' } }),
    ...{ b: claim('data'), c: '', d: 'by hand, nothing of Kubernetes' },
  });
  const after = texts({
    a: users({ ada: { hash: 'old' }, gone: { hash: 'x' }, eve: { hash: 'z' }, same: { hash: 's' } }),
    ...{ b: '', c: claim('old') },
  });
  expect(manifestChanges(now, after)).toEqual({
    added: ['PersistentVolumeClaim mlflow/old'],
    changed: ['Secret jupyterhub/hubwright-users-0'],
    removed: ['PersistentVolumeClaim mlflow/data'],
    ...{ returning: ['gone', 'eve'], olderPassword: ['ada'], missing: ['since'] },
  });
  expect(Object.values(manifestChanges(now, now)).flat()).toEqual([]);
});

test.each([
  [release('4.4.0'), 'sqlite-pvc'],
  [release('4.4.0', { type: 'postgres' }), 'postgres'],
  [claim('a'), 'sqlite-pvc'],
])("where the hub's database is", (manifest, type) => {
  expect(databaseType(manifest)).toBe(type);
});
