import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Hold, MoveRecord } from '../homes/holds.ts';
import { describeMove } from './describe-move.ts';
import { Here } from './hosts-testing.ts';
import { Moves } from './moves-testing.ts';
import { keptPath } from './new-hold.ts';
import { homeInPlace } from './old-copies.ts';
import { type MovePlan, planMove } from './plan-move.ts';
import { giveUp } from './relocate.ts';
import { switchState } from './switch-volume.ts';

/** Owners take root. */
(process.getuid?.() === 0 ? describe : describe.skip)('a move that is interrupted', () => {
  let moves: Moves;
  const begin = () => {
    moves = new Moves();
  };
  beforeEach(begin);

  test('killed before or after any step and run again, it ends the same', async () => {
    const steps = 12;
    for (let step = 1; step <= 2 * steps; step++) {
      begin();
      await moves.killedAt(step);
      // Somebody has the home at each moment: its volume and its folder are there.
      const paths = moves.cluster.list('PersistentVolume').map((it) => (it.spec.local ?? it.spec.hostPath).path);
      expect(paths.some((it) => existsSync(join(it, 'work', 'notes.ipynb')))).toBe(true);
      const again = await moves.plan();
      if (again !== undefined) await moves.run(again);
      await moves.expectMoved();
    }
  });

  test.each(['before', 'after'])(
    'a server that gets the claim right %s the last look is not left behind',
    async (when) => {
      moves.cluster.before = (what) => {
        if (what === (when === 'before' ? 'patch persistentvolume' : 'delete persistentvolumeclaim')) {
          moves.cluster.pods.add('jupyter-ada');
        }
      };
      await expect(moves.move()).rejects.toThrow(
        'Kubernetes does not delete the persistentvolumeclaim claim-ada: something still uses it',
      );
      moves.cluster.before = () => {};
      writeFileSync(join(moves.home, 'work', 'late.txt'), 'late');
      await moves.move();
      expect(moves.read('late.txt')).toBe('late');
      await moves.expectMoved();
    },
  );

  test('a claim that was deleted while the question was open is not made again, and servers may start', async () => {
    const planned = (await moves.plan()) as MovePlan;
    moves.cluster.pods.delete('jupyter-ada');
    moves.cluster.kubectl(['k3s', 'kubectl', 'delete', 'persistentvolumeclaim', 'claim-ada']);
    await expect(moves.run(planned)).rejects.toThrow('the claim of the home of ada was deleted meanwhile');
    expect(await moves.holds()).toEqual([]);
    expect(moves.cluster.list('PersistentVolume').map((it) => it.metadata.name)).toEqual(['pvc-ada']);
  });

  test('halfway through the switch, neither a cordon nor a full disk nor a node that is off keeps it from its end', async () => {
    await moves.killedAt('after delete persistentvolumeclaim');
    moves.cluster.cordoned.add('a2');
    moves.cluster.isFull = true;
    expect((await moves.plan())?.isSwitched).toBe(false);
    await moves.killedAt('after create');
    await moves.killedAt('delete persistentvolume');
    moves.cluster.off.add('a1');
    const planned = (await moves.plan()) as MovePlan;
    const [title, earlier, ...others] = describeMove(planned).split('\n');
    expect(title).toBe('Moves the home of ada from a1 to a2:');
    expect(earlier).toMatch(
      /^ {2}earlier {2}continues the move that .* began at 2026-11-26 14:3\d UTC; nobody else may be running it$/,
    );
    expect(others).toEqual(['  copied   the claim has the copy on a2; the rest is tidied up']);
    expect(await moves.run(planned)).toEqual({ path: moves.home, problem: 'a1 cannot be reached' });
    expect(await moves.holds()).toEqual([]);
    moves.cluster.off.clear();
    moves.cluster.cordoned.clear();
    moves.cluster.isFull = false;
    expect(await moves.plan()).toBeUndefined();
  });

  test.each<[string, (record: MoveRecord) => unknown, string]>([
    [
      'the hold is lifted',
      () => moves.cluster.objects.delete('secret/hubwright-hold-claim-ada'),
      'the move of the home of ada was finished or given up meanwhile',
    ],
    ['the copy is deleted', ({ to }) => rmSync(to.path, { recursive: true }), 'the copy on a2 is gone: /'],
  ])('right before the claim goes, %s: it stays', async (_, change, message) => {
    const planned = (await moves.plan()) as MovePlan;
    moves.cluster.before = (what) => {
      if (what === 'after patch persistentvolume') change(planned.hold.move as MoveRecord);
    };
    await expect(moves.run(planned)).rejects.toThrow(message);
    expect(moves.cluster.get('PersistentVolumeClaim', 'claim-ada')?.metadata.deletionTimestamp).toBeUndefined();
    expect(existsSync(join(moves.home, 'work', 'notes.ipynb'))).toBe(true);
  });

  test('of two that begin in the same second, the second touches nothing of the first', async () => {
    const second = new Date(Date.UTC(2026, 10, 26, 15, 0, 0, 1));
    const request = { user: 'ada', server: '', to: 'a2' };
    const first = (await planMove(moves.asked(), request, new Date(+second + 1))) as MovePlan;
    const other = (await planMove(moves.asked(), request, second)) as MovePlan;
    moves.cluster.before = (what) => {
      if (what === 'stage') throw new Error('killed');
    };
    await expect(moves.run({ ...first, isResumed: true })).rejects.toThrow('killed');
    moves.cluster.before = () => {};
    const done = moves.cluster.done.length;
    await expect(moves.run(other)).rejects.toThrow('another move of the home of ada began at 2026-11-26T15:00:00.002Z');
    expect(await giveUp({ ...other, namespace: 'jupyterhub', move: other.hold.move as MoveRecord }, other.to)).toEqual(
      [],
    );
    expect(moves.cluster.done.slice(done)).toEqual([]);
    expect(await moves.holds()).toEqual([first.hold]);
  });

  test('old copies of a home that is held stay', async () => {
    await moves.killedAt('stage');
    await expect(homeInPlace(moves.asked(), { user: 'ada', server: '', to: 'a2' })).rejects.toThrow('is unfinished');
  });

  test('one that is given up while the other node is off names what is left there', async () => {
    await moves.killedAt('after stage');
    const [hold] = await moves.holds();
    const record = hold?.move as MoveRecord;
    const begun = { server: new Here('s1', moves.cluster), namespace: 'jupyterhub', hold: hold as Hold, move: record };
    expect(await giveUp(begun, undefined)).toEqual([
      join(moves.cluster.storage, '.hubwright-copy-claim-ada'),
      record.to.path,
    ]);
    expect(await moves.holds()).toEqual([]);
  });

  test('one that was left unfinished is named, keeps others out, and can be given up before the claim changes', async () => {
    const planned = (await moves.plan()) as MovePlan;
    moves.cluster.before = (what) => {
      if (what === 'stage' || what === 'rm') throw new Error('killed');
    };
    await expect(moves.run(planned)).rejects.toThrow('killed');
    moves.cluster.before = () => {};
    await expect(moves.plan('ada', 's1')).rejects.toThrow(
      /^ada: the move to a2 that .* began at 2026-11-26 14:3\d UTC is unfinished/,
    );
    // Whoever goes on with it does not give it up: the one who began may be at it.
    moves.cluster.before = (what) => {
      if (what === 'stage') throw new Error('no room');
    };
    await expect(moves.move()).rejects.toThrow('no room');
    moves.cluster.before = () => {};
    const [hold] = await moves.holds();
    const { move: record } = hold ?? {};
    if (hold === undefined || record === undefined) throw new Error('no hold');
    const it = { server: new Here('s1', moves.cluster), namespace: 'jupyterhub', hold, move: record };
    expect(await switchState(it)).toBe('before');
    expect(await giveUp(it, new Here('a2', moves.cluster))).toEqual([]);
    expect(await moves.holds()).toEqual([]);
    expect(readdirSync(moves.cluster.storage)).toEqual(['pvc-ada_jupyterhub_claim-ada']);
    expect(keptPath(record)).toContain('.moved-');
  });
});
