import { describe, expect, test } from '@jest/globals';
import { roundTrip } from '../testing.ts';

const SINGLEUSER = { image: { name: 'quay.io/jupyter/scipy-notebook', tag: '2026-08-10' } };
const imported = (singleuser: object) => roundTrip({ singleuser: { ...SINGLEUSER, ...singleuser } });
const volume = (source: object, mount: object = {}) => ({
  storage: {
    extraVolumes: [{ name: 'extra', ...source }],
    extraVolumeMounts: [{ name: 'extra', mountPath: '/data/', ...mount }],
  },
});
/** What nothing of is lost, and the chart gets the same of. */
function settingsOf(singleuser: object) {
  const { draft, missing, comparison } = imported(singleuser);
  expect([missing, comparison?.different]).toEqual([[], []]);
  return draft;
}

test.each([
  [{ configMap: { name: 'a' } }, {}, { configMap: 'a' }],
  [{ secret: { secretName: 'a' } }, { readOnly: true }, { secret: 'a', readOnly: true }],
  [{ hostPath: { path: '/srv/a' } }, {}, { hostPath: '/srv/a' }],
  [{ hostPath: { path: '/srv/a/', type: '' } }, {}, { hostPath: '/srv/a' }],
  [
    { persistentVolumeClaim: { claimName: 'a', readOnly: true } },
    { subPath: 'b/{username}' },
    { claim: 'a', readOnly: true, subPath: 'b/{username}' },
  ],
  [{ emptyDir: {} }, {}, { empty: {} }],
  [{ emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }, {}, { empty: { memory: true, size: '1Gi' } }],
])('the volume %j with the mount %j is a setting', (source, mount, expected) => {
  const draft = settingsOf(volume(source, mount));
  if (!JSON.stringify(source).includes('/srv/a/'))
    expect(draft.get(['servers', 'volumes'])).toEqual([{ name: 'extra', path: '/data', ...expected }]);
  expect(draft.get(['hub', 'values', 'singleuser', 'storage'])).toBeUndefined();
});

test.each([
  ['keys of a ConfigMap', { configMap: { name: 'a', items: [{ key: 'b', path: 'b' }] } }, {}],
  ['no whole number of MiB', { emptyDir: { sizeLimit: '1500K' } }, {}],
  ['a mount of another kind', { configMap: { name: 'a' } }, { mountPropagation: 'None' }],
  ['a system folder', { configMap: { name: 'a' } }, { mountPath: '/opt' }],
  ['the home in it', { emptyDir: {} }, { mountPath: '/home' }],
  ['a name of the chart', { name: 'files', emptyDir: {} }, { name: 'files' }],
])('a volume with %s stays as it is', (_, source, mount) => {
  const { draft } = imported(volume(source, mount));
  expect(draft.get(['servers', 'volumes'])).toBeUndefined();
});

test('what has to be there is said', () => {
  expect(settingsOf(volume({ configMap: { name: 'a' } })).remarks).toContainEqual(
    expect.objectContaining({ kind: 'decide', text: 'the ConfigMap "a" has to be in the new cluster' }),
  );
  expect(settingsOf(volume({ hostPath: { path: '/srv/a' } })).remarks).toContainEqual(
    expect.objectContaining({ kind: 'decide', text: expect.stringContaining('has to be on every node') }),
  );
});

describe('files', () => {
  test('are settings where they are texts', () => {
    const extraFiles = {
      one: { mountPath: '/etc/one', stringData: 'a\n', mode: 493 },
      two: { mountPath: '/etc/two', stringData: '{user}' },
      formatted: { mountPath: '/etc/three.json', data: { a: 1 } },
    };
    const draft = settingsOf({ extraFiles });
    expect(draft.get(['servers', 'files'])).toEqual([
      { path: '/etc/one', content: 'a\n', mode: '0755' },
      { path: '/etc/two', content: '{user}' },
    ]);
    expect(draft.get(['hub', 'values', 'singleuser', 'extraFiles'])).toEqual({ formatted: extraFiles.formatted });
  });

  test('that are larger together than settings take stay as they are', () => {
    const extraFiles = { one: { mountPath: '/etc/one', stringData: 'a'.repeat(101 * 1024) } };
    const { draft } = imported({ extraFiles });
    expect(draft.get(['servers', 'files'])).toBeUndefined();
    expect(draft.remarks).toContainEqual(expect.objectContaining({ kind: 'raw', keys: ['singleuser.extraFiles'] }));
  });
});

const container = {
  name: 'clone',
  image: 'acme/git:1',
  command: ['clone', '{username}'],
  env: [
    { name: 'A', value: 'b' },
    { name: 'DB_PASSWORD', value: 'not-a-real-one-7' },
  ],
  securityContext: { runAsUser: 0 },
  resources: { requests: { cpu: '100m' }, limits: { cpu: 1, memory: '64Mi' } },
  volumeMounts: [
    { name: 'volume-{user_server}', mountPath: '/home/jovyan' },
    { name: 'extra', mountPath: '/a', readOnly: true },
  ],
};

test.each([
  ['initContainers', 'initContainers'],
  ['extraContainers', 'sidecars'],
])('%s are servers.%s', (key, list) => {
  const draft = settingsOf({ ...volume({ configMap: { name: 'a' } }), [key]: [container] });
  expect(draft.get(['servers', list])).toEqual([
    {
      name: 'clone',
      image: 'acme/git:1',
      command: ['clone', '{username}'],
      environment: { A: 'b', DB_PASSWORD: { env: 'CLONE_DB_PASSWORD' } },
      user: 0,
      resources: { cpu: { guarantee: '100m', limit: 1 }, memory: { guarantee: '64Mi', limit: '64Mi' } },
      mounts: [
        { volume: 'home', path: '/home/jovyan' },
        { volume: 'extra', path: '/a', readOnly: true },
      ],
    },
  ]);
  expect(JSON.stringify(draft.settings)).not.toContain('not-a-real-one-7');
  expect(draft.get(['hub', 'values'])).toBeUndefined();
});

const { env: _, ...simple } = container;

test.each([
  ['a port', { ports: [{ containerPort: 80 }] }],
  ['a privilege', { securityContext: { privileged: true } }],
  ['a value from elsewhere', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] }],
  ['a GPU', { resources: { limits: { 'nvidia.com/gpu': 1 } } }],
  ['a volume that stays', { volumeMounts: [{ name: 'other', mountPath: '/a' }] }],
])('an init container with %s stays as it is, and those after it', (_, others) => {
  const initContainers = ['a', 'b', 'c'].map((name, i) => ({
    ...simple,
    volumeMounts: [],
    name,
    ...(i === 1 && others),
  }));
  const { draft } = imported({ initContainers });
  expect(draft.get(['servers', 'initContainers'])).toMatchObject([{ name: 'a' }]);
  expect(draft.remarks).toContainEqual({
    kind: 'raw',
    keys: ['singleuser.initContainers'],
    text: 'settings do not say all of it: b, c',
  });
});
