import { expect, test } from '@jest/globals';
import { homeClaim } from '../../platform/slug.ts';
import { oldHomes } from './old-cluster.ts';
import { type OldHub, oldKubectl } from './old-cluster-testing.ts';

const { signal } = new AbortController();
const homes = { 'claim-ada': { user: 'ada' }, 'claim-grace': { user: 'grace' } };

async function found(hub: OldHub, changes: Partial<Parameters<typeof oldHomes>[0]> = {}, calls: string[] = []) {
  const question = { run: oldKubectl(hub, calls), note: () => {}, users: [], known: [], isInUse: false, target: 'x' };
  const { sources, left } = await oldHomes({ ...question, ...changes });
  return { sources, left, owners: sources.map((it) => [it.user, it.server, it.where].join(' ')) };
}

test('everybody, or those who are named, with their named servers', async () => {
  const all = { ...homes, 'claim-ada--gpu': { user: 'ada', server: 'gpu' } };
  expect((await found({ homes: all })).owners).toEqual([
    'ada  claim-ada',
    'grace  claim-grace',
    'ada gpu claim-ada--gpu',
  ]);
  expect((await found({ homes: all }, { users: ['grace'] })).owners).toEqual(['grace  claim-grace']);
});

test('a claim that says not whose it is: told by the users of the new hub, or left and named', async () => {
  const claim = homeClaim('eve@example.com');
  const old = { homes: { [claim]: { user: '' }, 'claim-new': { user: 'new', phase: 'Pending' } } };
  expect((await found(old, { known: ['ada', 'eve@example.com'] })).owners).toEqual([`eve@example.com  ${claim}`]);
  const { owners, left } = await found(old);
  expect([owners, left]).toEqual([
    [],
    [
      'claim-new: it has no volume, so nothing is in it',
      `${claim}: nothing says whose home it is; docs/move-over.md has how to copy it by hand`,
    ],
  ]);
});

const STOP = 'kubectl --context old --namespace jhub';
test.each<[string, OldHub, Partial<Parameters<typeof oldHomes>[0]>, string, string]>([
  [
    'the hub runs',
    { homes, replicas: 1 },
    {},
    'the old hub still runs in namespace jhub: what users write meanwhile would be missing in the copy',
    `${STOP} scale deployment/hub --replicas=0`,
  ],
  [
    'a server runs',
    { homes, pods: { 'jupyter-ada': 'claim-ada' } },
    {},
    'homes are in use there, by jupyter-ada: what',
    `${STOP} delete pod --selector component=singleuser-server`,
  ],
  [
    'both',
    { homes, replicas: 1, pods: { 'jupyter-ada': 'claim-ada' } },
    { users: ['ada'] },
    'the old hub still runs in namespace jhub, and homes are in use there, by jupyter-ada',
    `${STOP} delete pod`,
  ],
  [
    'users without a home there',
    { homes },
    { users: ['adda', 'zed', 'ada'] },
    'adda has no home in namespace jhub; did you mean "ada"?\nzed has no home in namespace jhub',
    'Homes there: ada, grace.',
  ],
  [
    'the hub that homes go to, by a wrong context',
    { homes, replicas: 1 },
    { target: 'uid-of-jhub' },
    'the context "old" leads to the hub that homes go to',
    '--context',
  ],
  ['no home at all', { homes: {} }, { users: ['ada'] }, 'ada has no home', 'No claim there is the home of a user.'],
  [
    'the deployment of the hub is gone',
    { homes, replicas: undefined },
    {},
    'the deployment of the hub is gone from namespace jhub, and with it its image',
    '--image',
  ],
])('refused: %s', async (_, hub, changes, message, fix) => {
  const calls: string[] = [];
  await expect(found(hub, { context: 'old', ...changes }, calls)).rejects.toMatchObject({
    message: expect.stringContaining(message),
    fix: expect.stringContaining(fix),
  });
  expect(calls.filter((it) => !it.startsWith('get '))).toEqual([]);
});

test('servers of others, and a hub that runs, matter not to a trial', async () => {
  const others = await found({ homes, pods: { 'jupyter-grace': 'claim-grace' } }, { users: ['ada'] });
  expect(others.owners).toEqual(['ada  claim-ada']);
  const used = await found({ homes, replicas: 1, pods: { 'jupyter-ada': 'claim-ada' } }, { isInUse: true });
  expect(used.owners).toHaveLength(2);
});

test('a pod that does not start is removed, with the reason that Kubernetes gives', async () => {
  const calls: string[] = [];
  const stuck = 'Scheduled to node-1\nFailed to pull image "hub:1": not found';
  const { sources } = await found({ homes, stuck }, { image: 'hub:1' }, calls);
  await expect(sources[0]?.open({ progress: () => {}, signal })).rejects.toMatchObject({
    message: 'the pod that reads the home does not start: Failed to pull image "hub:1": not found',
    fix: expect.stringContaining('--image'),
  });
  expect(calls.slice(-3)).toEqual(['wait --for=condition=Ready', 'get events', 'delete pods']);
});

test.each([
  ['pods "hubwright-copy-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot', 'enforce=baseline'],
  ['pods is forbidden: User "ada" cannot create resource "pods"', 'It takes the right to make pods there'],
])('a pod that may not be made: %s', async (said, fix) => {
  const { sources } = await found({ homes, refused: `Error from server (Forbidden): ${said}` });
  await expect(sources[0]?.open({ progress: () => {}, signal })).rejects.toMatchObject({
    message: expect.stringMatching(/^kubectl cannot make a pod that reads a home in the current context of kubectl: /),
    fix: expect.stringContaining(fix),
  });
});
