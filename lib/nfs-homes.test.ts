import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { serverValues } from './server-values.ts';

const NFS = { server: 'nas.example.com', path: '/export/homes {1}' };
const singleuser = (storage: object, values: object = {}) =>
  serverValues(load({ storage, hub: { values } }).platform).singleuser;

test('a folder of the export for each user, and no claim; databases of Jupyter are not on it', () => {
  const shared = [{ name: 'data', nfs: { server: 'nas.example.com', path: '/export/data' } }];
  const found = singleuser({ home: { nfs: NFS }, shared });
  expect(found?.storage).toEqual({
    type: 'none',
    extraVolumes: [
      { name: 'home', nfs: { server: 'nas.example.com', path: '/export/homes {{1}}', readOnly: false } },
      { name: 'shared-data', nfs: { server: 'nas.example.com', path: '/export/data', readOnly: false } },
    ],
    extraVolumeMounts: [
      { name: 'home', mountPath: '/home/jovyan', subPath: '{username}' },
      { name: 'shared-data', mountPath: '/srv/shared/data', readOnly: false },
    ],
  });
  expect(found?.extraFiles).toMatchObject({
    'hubwright-ipython': { mountPath: '/etc/ipython/ipython_kernel_config.json' },
    'hubwright-jupyter': { mountPath: '/etc/jupyter/jupyter_config.json' },
  });
});

test('homes are mounted where raw values have them', () => {
  const found = singleuser({ home: { nfs: NFS } }, { singleuser: { storage: { homeMountPath: '/home/{username}' } } });
  expect(found?.storage?.extraVolumeMounts).toMatchObject([{ name: 'home', mountPath: '/home/{username}' }]);
});

test('a folder of one claim for each user, with the same settings of Jupyter', () => {
  const found = singleuser({ home: { claim: 'homes', path: '/home/ada' } });
  expect(found?.storage).toEqual({
    type: 'static',
    static: { pvcName: 'homes', subPath: '{username}' },
    homeMountPath: '/home/ada',
  });
  expect(found?.extraFiles).toEqual(singleuser({ home: { nfs: NFS } })?.extraFiles);
});

test('without homes, neither a claim nor a folder', () => {
  const found = singleuser({ home: { ephemeral: true } });
  expect(found?.storage).toEqual({ type: 'none' });
  expect(found?.extraFiles).not.toHaveProperty('hubwright-ipython');
});

test('without an export, neither', () => {
  expect(singleuser({})).toMatchObject({ storage: { capacity: '10Gi' } });
  expect(singleuser({})?.extraFiles).not.toHaveProperty('hubwright-ipython');
});
