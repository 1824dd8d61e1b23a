import { expect, test } from '@jest/globals';
import { formatPath } from '../../system/problem.ts';
import { complaints, load } from '../testing.ts';
import { checkTypedSettings } from './typed-settings.ts';

const servers = {
  environment: { A: '1' },
  defaultUrl: '/lab',
  command: ['start-singleuser.sh'],
  startTimeout: '5m',
  pullPolicy: 'Always',
  user: 1001,
  group: 101,
  namedServers: 3,
  postStart: ['true'],
};
const found = (values: object, settings: object = { servers, storage: { home: { path: '/home/a' } } }) =>
  checkTypedSettings(load({ ...settings, hub: { values } }).platform).map(
    ({ path, message, fix, severity }) => `${severity}: ${formatPath(path.slice(2))}: ${message}; ${fix}`,
  );

test.each([
  [{ singleuser: { extraEnv: { A: '2' } } }, 'singleuser.extraEnv.A: replaces servers.environment.A'],
  [{ singleuser: { extraEnv: [{ name: 'A', value: '2' }] } }, 'singleuser.extraEnv[0]: replaces servers.environment.A'],
  [{ singleuser: { defaultUrl: '/tree' } }, 'singleuser.defaultUrl: replaces servers.defaultUrl'],
  [{ singleuser: { cmd: ['a'] } }, 'singleuser.cmd: replaces servers.command'],
  [{ singleuser: { startTimeout: 60 } }, 'singleuser.startTimeout: replaces servers.startTimeout'],
  [{ singleuser: { image: { pullPolicy: 'Never' } } }, 'singleuser.image.pullPolicy: replaces servers.pullPolicy'],
  [{ singleuser: { uid: 5 } }, 'singleuser.uid: replaces servers.user'],
  [
    { singleuser: { lifecycleHooks: { postStart: { exec: { command: ['a'] } } } } },
    'singleuser.lifecycleHooks.postStart: replaces servers.postStart',
  ],
  [
    { hub: { config: { KubeSpawner: { lifecycle_hooks: { postStart: { exec: { command: ['a'] } } } } } } },
    'hub.config.KubeSpawner.lifecycle_hooks: replaces servers.postStart',
  ],
  [{ singleuser: { fsGid: 5 } }, 'singleuser.fsGid: replaces servers.group'],
  [
    { singleuser: { storage: { homeMountPath: '/h' } } },
    'singleuser.storage.homeMountPath: replaces storage.home.path',
  ],
  [{ hub: { allowNamedServers: false } }, 'hub.allowNamedServers: replaces servers.namedServers'],
  [{ hub: { namedServerLimitPerUser: 1 } }, 'hub.namedServerLimitPerUser: replaces servers.namedServers'],
  [
    { hub: { config: { JupyterHub: { allow_named_servers: true } } } },
    'hub.config.JupyterHub.allow_named_servers: replaces servers.namedServers',
  ],
  [{ hub: { config: { KubeSpawner: { uid: 5 } } } }, 'hub.config.KubeSpawner.uid: replaces servers.user'],
])('%j', (values, text) => expect(found(values)).toEqual([`warning: ${text}; keep one of the two`]));

const mount = { name: 'shm', mountPath: '/dev/shm' };
const shm = { name: 'shm', emptyDir: { medium: 'Memory' } };

test.each([
  ['[0]', { extraVolumes: [shm], extraVolumeMounts: [mount] }],
  ['.shm', { extraVolumes: { shm }, extraVolumeMounts: { shm: mount } }],
])('another volume for the shared memory: %s', (at, storage) => {
  const settings = { servers: { sharedMemory: '64Mi' }, hub: { values: { singleuser: { storage } } } };
  expect(complaints(() => load(settings)).join('\n')).toContain(
    `hub.values.singleuser.storage.extraVolumeMounts${at}: mounts another volume on /dev/shm than servers.sharedMemory: Kubernetes refuses the pod; remove it and its volume, or remove servers.sharedMemory`,
  );
  expect(found({ singleuser: { storage } }, {})).toEqual([]);
});

test('another file in the place of one', () => {
  const extraFiles = { own: { mountPath: '/etc/a', stringData: 'x' } };
  const settings = {
    servers: { files: [{ path: '/etc/a', content: 'x' }] },
    hub: { values: { singleuser: { extraFiles } } },
  };
  expect(complaints(() => load(settings)).join('\n')).toContain(
    'hub.values.singleuser.extraFiles.own.mountPath: is "/etc/a", as is one of servers.files: Kubernetes refuses the pod; keep one of the two',
  );
});

test('raw values alone replace nothing', () => {
  expect(found({ singleuser: { uid: 5, cmd: ['a'], extraEnv: { A: '2' } } }, {})).toEqual([]);
});

test('the class of the Ingress', () => {
  const settings = { hub: { ingress: { className: 'nginx' }, values: { ingress: { ingressClassName: 'haproxy' } } } };
  expect(load(settings).warnings.map(({ path, message }) => `${formatPath(path)}: ${message}`)).toContain(
    'hub.values.ingress.ingressClassName: replaces hub.ingress.className',
  );
});

test('services and roles: raw values may add to them', () => {
  const hub = {
    services: [{ name: 'board', url: 'http://a', command: ['a'], oauthNoConfirm: true }],
    roles: [{ name: 'readers', scopes: ['list:users'], services: ['board'] }],
    values: {
      hub: {
        services: { board: { url: 'http://b', command: ['b'], oauth_no_confirm: false, cwd: '/tmp' } },
        loadRoles: { readers: { scopes: ['list:groups'], users: ['ada'] } },
      },
    },
  };
  const { warnings } = load({ hub: { ...hub, services: [{ ...hub.services[0], url: 'http://hub:9000' }] } });
  expect(warnings.map(({ path, message, fix }) => `${formatPath(path.slice(2))}: ${message}; ${fix}`)).toEqual(
    expect.arrayContaining([
      'hub.services.board.url: replaces url of "board" in hub.services; keep one of the two',
      'hub.services.board.command: drops what the other settings put there: a; give yours another name',
      'hub.services.board.oauth_no_confirm: replaces oauth_no_confirm of "board" in hub.services; keep one of the two',
    ]),
  );
  expect(warnings.filter(({ message }) => message.startsWith('replaces'))).toHaveLength(2);
});
