import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { serverChanges } from './server-changes.ts';

const platform = (servers: object) => load({ servers }, undefined, { secrets: 'mask' }).platform;
const next = "Takes effect at each server's next start.";

test('what JupyterLab shows', () => {
  const old = platform({});
  const now = { ...old, labExtension: [{ path: 'static/remoteEntry.js', content: 'other' }] };
  expect(serverChanges(old, now)).toEqual([
    { topic: 'Servers', text: `What JupyterLab shows of the hub changes. ${next}` },
  ]);
});

test.each([
  [{ user: 5 }, { user: 6 }, 'Servers run as the user id 6 (was 5).'],
  [{}, { user: 6 }, 'Servers run as the user id 6 (was 1000).'],
  [{ user: 6 }, {}, 'Servers run as the user id 1000 (was 6).'],
])('another user, to whom homes do not belong: %j, %j', (old, now, text) => {
  const owner =
    'Homes that exist keep their owner, and servers may not start there until that is changed on their nodes.';
  expect(serverChanges(platform(old), platform(now))).toEqual([
    { topic: 'Servers', text: `${text} ${next} ${owner}`, caution: true },
  ]);
  expect(serverChanges(platform({}), platform({ user: 1000 }))).toEqual([]);
});

test.each([
  [{}, { defaultUrl: '/lab' }, 'Servers open /lab (was the page that the image chooses).'],
  [{ command: ['a', 'b'] }, {}, 'Servers are started with jupyterhub-singleuser (was a b).'],
  [{}, { postStart: ['sh', '-c', 'true'] }, 'When a server starts, it runs sh -c true (was nothing else).'],
  [{}, { startTimeout: '5m' }, 'A server may take this long to start: 5m (was 10m).'],
  [{}, { pullPolicy: 'Always' }, 'Nodes pull images of servers: Always (was as their tags need it).'],
  [{}, { group: 101 }, "Servers' volumes belong to the group id 101 (was 100)."],
  [{}, { sharedMemory: '1Gi' }, 'Shared memory (/dev/shm) of servers may grow to 1Gi (was 64Mi).'],
  [{}, { files: [{ path: '/a', content: '1' }] }, 'The file /a is added.'],
  [{ files: [{ path: '/a', content: '1' }] }, {}, 'The file /a is gone.'],
  [{ files: [{ path: '/a', content: '1' }] }, { files: [{ path: '/a', content: '2' }] }, 'The file /a changes.'],
  [
    { files: [{ path: '/a', content: '1' }] },
    { files: [{ path: '/a', content: '1', mode: '755' }] },
    'The file /a changes.',
  ],
  [
    {},
    { volumes: [{ name: 'a', path: '/a', claim: 'b', readOnly: true }] },
    'The volume "a" is added: the claim "b" at /a, read-only.',
  ],
  [
    {},
    { volumes: [{ name: 'a', path: '/a', empty: { memory: true, size: '1Gi' } }] },
    'The volume "a" is added: an empty folder in memory of at most 1Gi at /a.',
  ],
  [
    { volumes: [{ name: 'a', path: '/a', configMap: 'b' }] },
    {},
    'The volume "a" is gone (was the ConfigMap "b" at /a).',
  ],
  [
    { volumes: [{ name: 'a', path: '/a', secret: 'b', subPath: 'c' }] },
    { volumes: [{ name: 'a', path: '/a', hostPath: '/srv/b' }] },
    'The volume "a" is the folder /srv/b of the node at /a (was "c" in the Secret "b" at /a).',
  ],
  [{}, { initContainers: [{ name: 'a', image: 'a:1' }] }, 'The init container "a" is added, with the image a:1.'],
  [{ sidecars: [{ name: 'a', image: 'a:1' }] }, {}, 'The sidecar "a" is gone.'],
  [
    { sidecars: [{ name: 'a', image: 'a:1', environment: { A: 'b' } }] },
    { sidecars: [{ name: 'a', image: 'a:2', user: 5 }] },
    'The sidecar "a" changes: the image is a:2 (was a:1), environment, user.',
  ],
  [
    { initContainers: ['a', 'b'].map((name) => ({ name, image: 'a:1' })) },
    { initContainers: ['b', 'a'].map((name) => ({ name, image: 'a:1' })) },
    'Init containers run in another order: b, a.',
  ],
  [{}, { environment: { A: 'b' } }, 'The variable A is "b".'],
  [{ environment: { A: 'b' } }, {}, 'The variable A is gone (was "b").'],
  [
    { environment: { A: 'b' } },
    { environment: { A: { env: 'X' } } },
    'The variable A is a secret, the environment variable X (was "b").',
  ],
])('%j → %j', (before, after, text) => {
  const changes = serverChanges(platform(before), platform(after));
  expect(changes).toEqual([{ topic: 'Servers', text: `${text} ${next}` }]);
});

test.each([
  [{}, { namedServers: 3 }, { text: 'Named servers that each user may have: 3 (was none).' }],
  [
    { namedServers: 3 },
    { namedServers: 1 },
    { text: 'Named servers that each user may have: 1 (was 3). Users who have more keep them.' },
  ],
  [
    { namedServers: 3 },
    {},
    {
      text: 'Named servers that each user may have: none (was 3). Stop them first: those that run then, neither users nor culling can stop. Their homes stay.',
      caution: true,
    },
  ],
])('%j → %j', (before, after, change) => {
  expect(serverChanges(platform(before), platform(after))).toEqual([{ topic: 'Servers', ...change }]);
});

test('what is the default anyway is no change', () => {
  const spelt = {
    startTimeout: '600s',
    user: 1000,
    command: ['jupyterhub-singleuser'],
    sharedMemory: '64Mi',
  };
  expect(serverChanges(platform({}), platform(spelt))).toEqual([]);
});
