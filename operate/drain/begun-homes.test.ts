import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { takeHold } from '../homes/holds.ts';
import { MoveCluster } from '../move/cluster-testing.ts';
import { askedCluster, Here } from '../move/hosts-testing.ts';
import { newHold } from '../move/new-hold.ts';
import { leaveLost } from '../move/switch-volume.ts';
import { listNodes } from '../nodes.ts';
import { homeSnapshot } from '../restore/testing.ts';
import { askTargets } from './begun-homes.ts';
import { homesLeftOn } from './drain.ts';

const { signal } = new AbortController();
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** The home of ada on a1, with an unfinished move to a2. */
async function begun(work: 'move' | 'recover' = 'move') {
  const cluster = new MoveCluster();
  made.push(cluster.storage);
  const path = cluster.addHome('ada');
  const server = new Here('s1', cluster);
  const home = {
    ...({
      kind: 'home',
      user: 'ada',
      server: '',
      namespace: 'jupyterhub',
      claim: 'claim-ada',
      hasClaim: true,
    } as const),
    ...{ volume: 'pvc-ada', phase: 'Bound', capacity: '10Gi', node: 'a1', path },
  };
  const hold = await newHold(server, home, { work, user: 'ada', to: 'a2', now: new Date(), signal });
  await takeHold(server, 'jupyterhub', hold, signal);
  return { cluster, server, asked: askedCluster(cluster, signal), hold, path };
}

const loseClaim = (cluster: MoveCluster) =>
  cluster.kubectl(['k3s', 'kubectl', 'delete', 'persistentvolumeclaim', 'claim-ada']);

async function answer(
  { cluster, server, asked, hold, path }: Awaited<ReturnType<typeof begun>>,
  { isLost, isBackedUp }: { readonly isLost: boolean; readonly isBackedUp: boolean },
): Promise<string[]> {
  const snapshot = isBackedUp ? homeSnapshot() : undefined;
  const leaving = ['eve', 'ada'].map((user) => ({
    ...{ user, server: '', claim: `claim-${user}`, path, snapshot },
    from: user === 'ada' ? { hold } : { home: {} as never },
  }));
  if (isLost) cluster.off.add('a1');
  const nodes = await listNodes(server, signal);
  const { going, stuck } = await askTargets(asked, { server, nodes }, { isLost }, leaving);
  return [
    ...going.map(({ user, from, target }) => `${user}: ${Object.keys(from)[0]} ${target?.name}`),
    ...stuck.map((it) => it.replace(/that .* is unfinished/, 'is unfinished')),
  ];
}

const STUCK =
  'ada: the move to a2 is unfinished, and no server of this home starts: a2 cannot be reached. Switch it on, and run the same command again';

test.each<[string, { isOff?: boolean; hasNoClaim?: boolean; isLost?: boolean; isBackedUp?: boolean }, string]>([
  ['answers', {}, 'ada: hold a2'],
  [
    'is lost, and nothing is switched',
    { isOff: true },
    `${STUCK}; if it is lost, give it up with \`npx hubwright home release ada\` and run the same command again.`,
  ],
  [
    'is lost, and there is no way back',
    { isOff: true, hasNoClaim: true },
    `${STUCK}; if it is lost, \`npx hubwright home move ada --to OTHER\`.`,
  ],
  ['answers, of a lost node', { isLost: true, isBackedUp: true }, 'ada: hold a2'],
  ['is lost too', { isOff: true, isLost: true, isBackedUp: true }, 'ada: replaced undefined'],
  ['is lost too, without a backup', { isOff: true, isLost: true, hasNoClaim: true }, `${STUCK}.`],
])('a home whose target %s keeps no other from leaving', async (_, { isOff, hasNoClaim, ...rest }, expected) => {
  const it = await begun();
  if (isOff) it.cluster.off.add('a2');
  if (hasNoClaim) loseClaim(it.cluster);
  const found = await answer(it, { isLost: false, isBackedUp: false, ...rest });
  expect(found).toEqual(['eve: home undefined', expected]);
});

test('it counts as left on the node, wherever its claim is', async () => {
  const { cluster, asked } = await begun();
  loseClaim(cluster);
  cluster.objects.delete('persistentvolume/pvc-ada');
  expect(await homesLeftOn(asked, 'a1')).toEqual(['ada']);
  expect(await homesLeftOn(asked, 'a2')).toEqual([]);
});

test.each([true, false])('the volume on a lost node may be deleted already: %s', async (isDeleted) => {
  const { cluster, server, hold } = await begun('recover');
  loseClaim(cluster);
  for (const object of Object.values(hold.move.objects)) {
    cluster.kubectl(['k3s', 'kubectl', 'create'], JSON.stringify(object));
  }
  if (isDeleted) cluster.objects.delete(`persistentvolume/${hold.move.to.volume}`);
  await leaveLost({ server, namespace: 'jupyterhub', hold, move: hold.move, signal });
  expect(cluster.get('PersistentVolumeClaim', 'claim-ada')).toBeUndefined();
  expect(cluster.get('PersistentVolume', hold.move.to.volume)).toBeUndefined();
});
