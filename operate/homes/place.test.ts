import { expect, test } from '@jest/globals';
import type { LocatedVolume } from '../../cluster/volumes.ts';
import { UserError } from '../../system/user-error.ts';
import { freshPlace } from '../restore/plan.ts';
import { homeSnapshot } from '../restore/testing.ts';
import { type PlaceQuestion, placeOf, volumeOf } from './place.ts';

const STORAGE = '/var/lib/rancher/k3s/storage';

const volume = (name: string, phase: string, changes: Partial<LocatedVolume> = {}): LocatedVolume => ({
  ...{
    kind: 'home',
    user: 'ada',
    server: '',
    namespace: 'jupyterhub',
    claim: 'claim-ada',
    hasClaim: phase === 'Bound',
  },
  ...{ volume: name, phase, capacity: '10Gi', node: 'agent-2', path: `${STORAGE}/${name}` },
  ...changes,
});
const place = (volumes: readonly LocatedVolume[], changes: Partial<PlaceQuestion> = {}) =>
  placeOf({
    ...{ nodes: ['server-1', 'agent-1', 'agent-2'], volumes, user: 'ada', namespace: 'jupyterhub' },
    ...{ to: undefined, hasOwnClass: false, fresh: freshPlace(homeSnapshot(), 'ada') },
    otherwise: 'Restore it into a folder on this machine: --to-folder DIR.',
    ...changes,
  });

test.each([
  ['the volume that its claim has', [volume('a', 'Released'), volume('b', 'Bound')], 'b', 'bound'],
  ['one that is kept for its claim', [volume('a', 'Released'), volume('b', 'Available')], 'b', 'free'],
  ['the only one that lost its claim', [volume('a', 'Released')], 'a', 'released'],
])('%s', (_, volumes, name, state) => {
  expect(place(volumes)).toEqual({ node: 'agent-2', folder: `${STORAGE}/${name}`, volume: name, state });
});

const NEW = {
  ...{ node: 'agent-1', volume: 'restored-claim-ada-aa11bb22', state: 'new' },
  folder: `${STORAGE}/restored-claim-ada-aa11bb22_jupyterhub_claim-ada`,
};
test.each<[string, readonly LocatedVolume[], Partial<PlaceQuestion>, object]>([
  ['none', [], {}, NEW],
  ['none, on the node that is named', [], { to: 'agent-2' }, { ...NEW, node: 'agent-2' }],
  ['several that lost their claim', [volume('a', 'Released'), volume('b', 'Released')], {}, NEW],
  [
    'those of others',
    [volume('a', 'Bound', { claim: 'claim-bob' }), volume('b', 'Bound', { namespace: 'x' })],
    {},
    NEW,
  ],
])('a new volume where there is: %s', (_, volumes, changes, expected) => {
  expect(place(volumes, changes)).toEqual(expected);
});

test.each<[readonly LocatedVolume[], Partial<PlaceQuestion>, string, string]>([
  [
    [volume('a', 'Bound', { node: undefined })],
    {},
    'the home of ada is not a folder on one node (volume a)',
    'Restore it into a folder on this machine: --to-folder DIR.',
  ],
  [
    [volume('a', 'Bound')],
    { nodes: ['server-1'] },
    'the home of ada is on agent-2, which is no longer in the cluster',
    'If it is gone for good, `npx hubwright node drain agent-2 --lost` restores all its homes onto other nodes.',
  ],
  [
    [volume('a', 'Released')],
    { nodes: ['server-1'] },
    'the home of ada is on agent-2, which is no longer in the cluster',
    'If it is gone for good, delete the volume, `kubectl delete pv a`, and run the same command with --to NODE.',
  ],
  [
    [volume('a', 'Bound')],
    { to: 'agent-1' },
    'the home of ada is on agent-2, not on agent-1',
    'Leave out --to: it is put where it is now.',
  ],
  [
    [],
    { nodes: ['server-1', 'agent-2'] },
    'agent-1, which made the backup, is no longer in the cluster',
    'Name the node for the home with --to: server-1, agent-2.',
  ],
  [
    [],
    { to: 'agent-9' },
    'there is no node agent-9',
    'Name the node for the home with --to: server-1, agent-1, agent-2.',
  ],
  [
    [],
    { hasOwnClass: true },
    'the home of ada has no volume',
    'Start a server of this user once, which makes one, and run the same command again.',
  ],
])('refused: %#', (volumes, changes, message, fix) => {
  expect(() => place(volumes, changes)).toThrow(expect.objectContaining({ name: UserError.name, message, fix }));
});

test('a new volume waits for its claim, on its node, and outlives it', () => {
  const props = { namespace: 'jupyterhub', claim: 'claim-ada', storageClass: 'hubwright-home', size: '10Gi' };
  expect(volumeOf(place([]), props)).toMatchObject({
    metadata: { name: NEW.volume },
    spec: {
      capacity: { storage: '10Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'hubwright-home',
      claimRef: { namespace: 'jupyterhub', name: 'claim-ada' },
      hostPath: { path: NEW.folder, type: 'Directory' },
    },
  });
});
