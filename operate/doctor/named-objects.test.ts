import { expect, test } from '@jest/globals';
import type { ObjectRef } from '../../cluster/object-ref.ts';
import { load } from '../../settings/testing.ts';
import { namedObjects, namedObjectsCheck } from './named-objects.ts';
import { reportOf } from './testing.ts';

const SETTINGS = {
  storage: { home: { class: 'longhorn' }, shared: [{ name: 'data', claim: 'data' }] },
  servers: {
    volumes: [
      { name: 'notes', path: '/srv/notes', configMap: 'notes' },
      { name: 'keys', path: '/srv/keys', secret: 'keys' },
      { name: 'cache', path: '/srv/cache', claim: 'cache' },
      { name: 'scratch', path: '/srv/scratch', empty: {} },
    ],
  },
  hub: {
    database: { type: 'sqlite', class: 'fast' },
    host: 'hub.example.com',
    tls: { type: 'certManager', issuer: 'company' },
    ingress: { className: 'nginx' },
  },
};
const HOMES_ON_A_CLAIM = {
  storage: { home: { claim: 'homes' } },
  hub: { host: 'hub.lan', tls: { type: 'secret', name: 'hub-tls' } },
};
const platformOf = (settings: object) => load(settings).platform;
const found = (settings: object, missing: readonly ObjectRef[]) =>
  namedObjectsCheck(platformOf(settings), { objects: { missing, leaving: [] } }).map(reportOf);

test.each<[object, string[]]>([
  [
    SETTINGS,
    [
      'storage.home.class: StorageClass longhorn',
      'storage.shared[0].claim: PersistentVolumeClaim jupyterhub/data',
      'servers.volumes[0].configMap: ConfigMap jupyterhub/notes',
      'servers.volumes[1].secret: Secret jupyterhub/keys',
      'servers.volumes[2].claim: PersistentVolumeClaim jupyterhub/cache',
      'hub.database.class: StorageClass fast',
      'hub.ingress.className: IngressClass nginx',
      'hub.tls.issuer: ClusterIssuer company',
    ],
  ],
  [
    HOMES_ON_A_CLAIM,
    ['storage.home.claim: PersistentVolumeClaim jupyterhub/homes', 'hub.tls.name: Secret jupyterhub/hub-tls'],
  ],
  [{}, []],
])('%j names these', (settings, named) => {
  const all = namedObjects(platformOf(settings));
  expect(
    all.map(
      ({ setting, ref: { kind, namespace, name } }) =>
        `${setting}: ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    ),
  ).toEqual(named);
});

test('each that is missing is said, with the setting that names it', () => {
  const missing = namedObjects(platformOf(SETTINGS)).map(({ ref }) => ref);
  const problems = found(SETTINGS, missing)[0] ?? [];
  expect(problems).toHaveLength(1 + missing.length);
  expect(problems[2]).toBe(
    'error: storage.shared[0].claim: there is no PersistentVolumeClaim jupyterhub/data in the cluster | servers stay pending | Create it, by hand or in main.ts, or name another.',
  );
});

test('none is missing, none is named, and the API does not say', () => {
  const other = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'jupyterhub', name: 'of-a-manifest' };
  expect(found(HOMES_ON_A_CLAIM, [other])).toEqual([
    ['ok: PersistentVolumeClaim jupyterhub/homes, Secret jupyterhub/hub-tls'],
  ]);
  expect(found({}, [])).toEqual([]);
  expect(namedObjectsCheck(platformOf(SETTINGS), { objects: undefined }).map(reportOf)).toEqual([
    [expect.stringContaining('the Kubernetes API does not say')],
  ]);
});
