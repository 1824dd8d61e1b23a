import { expect, test } from '@jest/globals';
import type { Snapshot } from '../backup/repository.ts';
import { chooseBackup, withKept } from './choose-backup.ts';
import { folderOf } from './kept-agents.ts';
import { planVolumes } from './plan-volumes.ts';
import { homeOf, listed, snapshotOf } from './testing.ts';

const BASE = [snapshotOf('datastore', 's1')];
const DATABASE = snapshotOf('hub-database', 's1');

/** A PersistentVolume as Kubernetes gives it. */
function volume(name: string, claim: string, node: string, { phase = 'Bound', folder = '' } = {}) {
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
  return {
    ...{ apiVersion: 'v1', kind: 'PersistentVolume' },
    metadata: {
      name,
      uid: 'u1',
      resourceVersion: '7',
      finalizers: ['kubernetes.io/pv-protection'],
      annotations: { a: 'b' },
    },
    spec: {
      ...{ capacity: { storage: '10Gi' }, storageClassName: 'hubwright-home' },
      claimRef: { namespace: 'jupyterhub', name: claim, uid: 'c1', resourceVersion: '9' },
      local: { path: folder || `/var/lib/rancher/k3s/storage/${name}_jupyterhub_${claim}` },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
    },
    status: { phase },
  };
}

function plan(objects: readonly object[], snapshots: readonly Snapshot[], size: string | undefined = '10Gi') {
  return planVolumes({
    ...{ objects, size, fallback: 'x', namespace: 'jupyterhub', users: ['ada'] },
    backup: chooseBackup(listed(...BASE, ...snapshots), Number.POSITIVE_INFINITY, 'lab'),
    nodes: new Map([
      ['s1', 'x'],
      ['a1', 'y'],
    ]),
  });
}
const brief = ({ volumes, left }: ReturnType<typeof plan>) => {
  return [...volumes.map((it) => `${it.name} ${it.node} ${it.source?.snapshot}`), ...left];
};

test('the same volume for another node: its name, its claim and its folder stay', () => {
  const { volumes, left } = plan([volume('pvc-ada', 'claim-ada', 'a1')], [homeOf('ada', 'a1')]);
  expect(left).toEqual([]);
  expect(volumes).toEqual([
    {
      ...{ name: 'pvc-ada', namespace: 'jupyterhub', claim: 'claim-ada', node: 'y', isDatabase: false },
      path: '/var/lib/rancher/k3s/storage/pvc-ada_jupyterhub_claim-ada',
      source: {
        ...{ snapshot: 'ada-a1-0', bytes: 2_000_000_000 },
        path: '/var/lib/rancher/k3s/storage/pvc-ada_jupyterhub_claim-ada',
      },
      object: {
        ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pvc-ada', annotations: { a: 'b' } } },
        spec: {
          ...{ capacity: { storage: '10Gi' }, storageClassName: 'hubwright-home' },
          claimRef: { namespace: 'jupyterhub', name: 'claim-ada', uid: 'c1' },
          local: { path: '/var/lib/rancher/k3s/storage/pvc-ada_jupyterhub_claim-ada' },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['y'] }] },
              ],
            },
          },
        },
      },
    },
  ]);
});

test.each<[string, object[], Snapshot[], string[]]>([
  [
    'the database of the hub, from its own backup',
    [volume('h', 'hub-db-dir', 's1')],
    [DATABASE],
    ['h x hub-database-s1-0'],
  ],
  [
    'a database whose claim has another one now',
    [volume('old', 'hub-db-dir', 's1', { phase: 'Released' }), volume('h', 'hub-db-dir', 's1')],
    [DATABASE],
    [
      'old x undefined',
      'h x hub-database-s1-0',
      "The hub's database is in no backup up to then: it starts empty, on x.",
    ],
  ],
  [
    'a database that waits for its claim',
    [volume('h', 'hub-db-dir', 's1', { phase: 'Released' })],
    [DATABASE],
    ['h x hub-database-s1-0'],
  ],
  [
    'a database that the cluster has no volume for',
    [],
    [DATABASE],
    [
      "The hub's database, backed up 2026-11-26 02:13 on s1, has no volume in the cluster: it stays in the backups (hub-data).",
    ],
  ],
  [
    'a home that no backup has',
    [volume('pvc-ada', 'claim-ada', 'a1')],
    [],
    ['pvc-ada y undefined', 'The home of ada is in no backup up to then: it starts empty, on y.'],
  ],
  [
    'a folder that backups leave alone, on a node that they do not know',
    [volume('data', 'shared', 'a9', { folder: '/data' })],
    [],
    ['data x undefined', 'The volume of jupyterhub/shared is in /data, which is not backed up: put it on x.'],
  ],
  [
    'a home that is newer than the datastore',
    [],
    [homeOf('eve', 'a1', 1)],
    ['pvc-eve y eve-a1-1', 'The home of eve is newer than the backup of the cluster: it is kept for the next server.'],
  ],
  [
    'a volume that was replaced before the datastore was backed up',
    [volume('pvc-2', 'claim-ada', 'a1'), volume('pvc-1', 'claim-ada', 'a1', { phase: 'Released' })],
    [homeOf('ada', 'a1', 1, { id: 'ada3', paths: ['/s/pvc-3_n_claim-ada'] })],
    [
      'pvc-2 y ada3',
      'pvc-1 y undefined',
      'The home of ada was replaced after the backup of the cluster: the newer one is restored.',
      'The home of ada is in no backup up to then: it starts empty, on y.',
    ],
  ],
  [
    'a home that was deleted before is given to nobody; one that has moved since comes back as it is now',
    [volume('pvc-ada', 'claim-ada', 'a1')],
    [
      homeOf('ada', 'a1'),
      homeOf('zoe', 'a1', -9),
      homeOf('ada', 'a1', 1, { id: 'ada2', paths: ['/s/pvc-2_n_claim-ada'] }),
    ],
    [
      'pvc-ada y ada2',
      'The home of ada was replaced after the backup of the cluster: the newer one is restored.',
      'The home of zoe, backed up 2026-11-17 02:13 on a1, has no volume in the cluster: it stays in the backups (zoe-a1--).',
    ],
  ],
  [
    'a home that had moved when the datastore was backed up: its older backups are no lost home',
    [volume('pvc-2', 'claim-ada', 'a1')],
    [
      homeOf('ada', 's1', -9),
      homeOf('ada', 'a1', 0, { id: 'ada2', paths: ['/var/lib/rancher/k3s/storage/pvc-2_jupyterhub_claim-ada'] }),
    ],
    [
      'pvc-2 y ada2',
      'From before it was moved or replaced, the backups also have: the home of ada of 2026-11-17 02:13 on s1.',
    ],
  ],
])('%s', (_, objects, snapshots, expected) => {
  expect(brief(plan(objects, snapshots))).toEqual(expected);
});

/** The plan where agents a1 and a2 stay, and these folders are on them: `a1:pvc-1_jupyterhub_claim-ada`. */
function planKept(objects: readonly object[], snapshots: readonly Snapshot[], folders: readonly string[]) {
  const kept = folders.flatMap((it) => folderOf(it.split(':')[1] ?? '', it.split(':')[0] ?? ''));
  const { volumes, left } = planVolumes({
    ...{ objects, size: '10Gi', fallback: 'x', namespace: 'jupyterhub', users: ['ada'] },
    backup: withKept(chooseBackup(listed(...BASE, ...snapshots), Number.POSITIVE_INFINITY, 'lab'), kept),
    nodes: new Map([
      ['s1', 'x'],
      ['a1', 'a1'],
      ['a2', 'a2'],
    ]),
  });
  const told = volumes.map(
    (it) => `${it.name} ${it.node} ${it.source?.snapshot ?? 'kept'} ${it.path.split('/').at(-1)}`,
  );
  return [...told, ...left];
}
const ADA = 'pvc-ada_jupyterhub_claim-ada';
const ADA_2 = 'pvc-2_jupyterhub_claim-ada';
const path = (folder: string) => ({ paths: [`/var/lib/rancher/k3s/storage/${folder}`] });

test.each<[string, object[], Snapshot[], string[], string[]]>([
  [
    'a home where the datastore has it is used as it is, whether or not a backup has it',
    [volume('pvc-ada', 'claim-ada', 'a1'), volume('h', 'hub-db-dir', 'a1')],
    [homeOf('ada', 'a1', 1)],
    [`a1:${ADA}`, 'a1:h_jupyterhub_hub-db-dir'],
    [`pvc-ada a1 kept ${ADA}`, 'h a1 kept h_jupyterhub_hub-db-dir'],
  ],
  [
    'a home that moved to an agent that stays, before the datastore was backed up',
    [volume('pvc-ada', 'claim-ada', 'a1')],
    [homeOf('ada', 's1', -3, { id: 'old', ...path(ADA_2) }), homeOf('ada', 'a1')],
    [`a1:${ADA}`],
    [
      `pvc-ada a1 kept ${ADA}`,
      'From before it was moved or replaced, the backups also have: the home of ada of 2026-11-23 02:13 on s1.',
    ],
  ],
  [
    'a home that is on the lost server is restored',
    [volume('pvc-ada', 'claim-ada', 's1')],
    [homeOf('ada', 's1')],
    [],
    [`pvc-ada x ada-s1-0 ${ADA}`],
  ],
  [
    'a home that has moved from the server to the agent since',
    [volume('pvc-ada', 'claim-ada', 's1')],
    [homeOf('ada', 's1'), homeOf('eve', 'a1', -3)],
    [`a1:${ADA}`, 'a1:pvc-eve_jupyterhub_claim-eve'],
    [
      `pvc-ada a1 kept ${ADA}`,
      'The home of ada was replaced after the backup of the cluster: the one on a1 is used.',
      'The home of eve has no volume in the cluster: it stays on a1, in /var/lib/rancher/k3s/storage/pvc-eve_jupyterhub_claim-eve.',
    ],
  ],
  [
    'a folder on an agent that has never made a backup may be old',
    [volume('pvc-ada', 'claim-ada', 's1')],
    [homeOf('ada', 's1')],
    [`a1:${ADA}`],
    [
      `pvc-ada x ada-s1-0 ${ADA}`,
      `The home of ada is also on a1, in /var/lib/rancher/k3s/storage/${ADA}: that folder stays, and is not used.`,
    ],
  ],
  [
    'a copy that was on the agent before, when the home was on the server',
    [volume('pvc-ada', 'claim-ada', 's1')],
    [homeOf('ada', 's1'), homeOf('ada', 'a1', -1)],
    [`a1:${ADA}`],
    [
      `pvc-ada x ada-s1-0 ${ADA}`,
      `The home of ada is also on a1, in /var/lib/rancher/k3s/storage/${ADA}: that folder stays, and is not used.`,
    ],
  ],
  [
    'a home that was made again on the same agent since',
    [volume('pvc-ada', 'claim-ada', 'a1')],
    [homeOf('ada', 'a1'), homeOf('ada', 'a1', 1, { id: 'ada2', ...path(ADA_2) })],
    [`a1:${ADA_2}`],
    [
      `pvc-ada a1 kept ${ADA_2}`,
      'The home of ada was replaced after the backup of the cluster: the one on a1 is used.',
    ],
  ],
  [
    'a home that is new, and in no backup',
    [],
    [],
    ['a2:pvc-eve_jupyterhub_claim-eve'],
    [
      'pvc-eve a2 kept pvc-eve_jupyterhub_claim-eve',
      'The home of eve is newer than the backup of the cluster: it is kept for the next server.',
    ],
  ],
  [
    'two folders of one claim: the newer one',
    [],
    [homeOf('ada', 'a1', 1)],
    [`a1:${ADA}`, `a2:${ADA_2}`],
    [
      `pvc-2 a2 kept ${ADA_2}`,
      'The home of ada is newer than the backup of the cluster: it is kept for the next server.',
      `The home of ada is also on a1, in /var/lib/rancher/k3s/storage/${ADA}: that folder stays, and is not used.`,
    ],
  ],
  [
    'a home that has gone from the agent and is in the backups comes back there',
    [volume('pvc-ada', 'claim-ada', 'a1')],
    [homeOf('ada', 'a1')],
    [],
    [`pvc-ada a1 ada-a1-0 ${ADA}`],
  ],
])('agents that stay: %s', (_, objects, snapshots, folders, expected) => {
  expect(planKept(objects, snapshots, folders)).toEqual(expected);
});

test('homes of a StorageClass of the company, and volumes of the network, are left alone', () => {
  const nfs = { kind: 'PersistentVolume', metadata: { name: 'nfs' }, spec: { nfs: { server: 'a', path: '/b' } } };
  expect(
    planVolumes({
      ...{ objects: [nfs], size: undefined, fallback: 'x', namespace: 'jupyterhub', users: [], nodes: new Map() },
      backup: chooseBackup(listed(...BASE, homeOf('eve', 'a1', 1)), Number.POSITIVE_INFINITY, 'lab'),
    }),
  ).toEqual({
    volumes: [],
    left: [
      'The home of eve, backed up 2026-11-27 02:13 on a1, has no volume in the cluster: it stays in the backups (eve-a1-1).',
    ],
  });
});
