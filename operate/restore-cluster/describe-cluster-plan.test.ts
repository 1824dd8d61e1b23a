import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import type { Snapshot } from '../backup/repository.ts';
import { assignNodes, lostNodes, type NewNode } from './assign-nodes.ts';
import { chooseBackup, withKept } from './choose-backup.ts';
import { describeClusterPlan } from './describe-cluster-plan.ts';
import { homeOf, listed, NIGHT, snapshotOf } from './testing.ts';

const HOUR = 3_600_000;
const disk = { free: 80 * 2 ** 30, total: 100 * 2 ** 30 };
const nodes: NewNode[] = [
  { name: 'new-1', isServer: true, disk },
  { name: 'new-2', isServer: false, disk },
];

const LAB = load({ cluster: { provider: 'local', name: 'lab' } }).platform;

function describe(...others: readonly Snapshot[]): string {
  const backup = chooseBackup(listed(snapshotOf('datastore', 's1'), ...others), Number.POSITIVE_INFINITY, 'lab');
  const lost = lostNodes(backup);
  const assigned = assignNodes(lost, nodes, new Map());
  return describeClusterPlan(
    { backup, lost, nodes, assigned, kept: [], until: 0, isBegun: false },
    LAB,
    NIGHT + 9 * HOUR,
  );
}

test('an agent that stays', () => {
  const all = listed(snapshotOf('datastore', 's1'), homeOf('ada', 'new-2'));
  const folder = {
    node: 'new-2',
    namespace: 'jupyterhub',
    claim: 'claim-ada',
    path: homeOf('ada', 'a1').paths[0] ?? '',
  };
  const backup = withKept(chooseBackup(all, Number.POSITIVE_INFINITY, 'lab'), [folder]);
  const lost = lostNodes(backup);
  const assigned = assignNodes(lost, nodes, new Map());
  const plan = { backup, lost, nodes, assigned, kept: ['new-2'], until: 0, isBegun: false };
  const lines = describeClusterPlan(plan, LAB, NIGHT).split('\n');
  expect(lines).toContain('  new-2    stays as it is, with 1 volume');
  expect(lines).toContain('  new-2  80.0 GiB (80 %) free, 0 KB to restore');
  expect(lines).toContain('Servers that still run on new-2 end.');
  const backups = { repository: '/mnt/backup', password: { env: 'P' }, restoreOnly: true };
  const copy = load({ cluster: { provider: 'local' }, backup: backups }, undefined, { secrets: 'mask' }).platform;
  expect(describeClusterPlan(plan, copy, NIGHT).split('\n').at(-1)).toBe(
    'It will be a copy, of which nothing is backed up. Its users and their tokens are those of the original.',
  );
});

test('what will be restored where', () => {
  expect(describe(snapshotOf('hub-database', 's1'), homeOf('ada', 'a1'))).toMatchInlineSnapshot(`
    "Restores the whole cluster lab from its backups:
      cluster  2026-11-26 02:13 by s1, 9 hours old
      hub      2026-11-26 02:13 by s1, 9 hours old
      volumes  1, the newest of 2026-11-26 02:13 by a1, 9 hours old
      s1       to new-1, at most 1 MB
      a1       to new-2, at most 2.0 GB
    The new nodes:
      new-1  80.0 GiB (80 %) free, 1 MB to restore
      new-2  80.0 GiB (80 %) free, 2.0 GB to restore
    Switch off what is left of the old cluster first: both would be the same cluster, with the same users. To practise beside it, set \`backup.restoreOnly\`."
  `);
});

test('parts of different times', () => {
  expect(describe(homeOf('ada', 'a1', 3)).split('\n')).toContain(
    'The cluster is 3 days older than the newest volume: homes made since get new volumes, servers and settings of that time are missing.',
  );
  const old = describe(snapshotOf('hub-database', 's1', -4), homeOf('ada', 'a1', -2));
  expect(old).toContain('The newest volume is 2 days older than the cluster: what users did since is missing.');
  expect(old).toContain("The hub's database is 4 days apart from the cluster");
});
