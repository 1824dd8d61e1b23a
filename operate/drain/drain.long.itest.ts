import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { platform } from '../move/cluster-testing.ts';
import { Here } from '../move/hosts-testing.ts';
import { moveHome } from '../move/move-home.ts';
import { planMove } from '../move/plan-move.ts';
import { giveUp } from '../move/relocate.ts';
import { canRestore, TestRepository } from '../restore/repository-testing.ts';
import { homesLeftOn } from './drain.ts';
import { Drains, fillHome } from './drains-testing.ts';

(canRestore ? describe : describe.skip)('a node that is emptied', () => {
  let drains: Drains;
  let repository: TestRepository;
  const made: string[] = [];
  const USERS = ['ada', 'grace'];

  beforeAll(async () => {
    repository = new TestRepository();
    made.push(repository.folder);
    await repository.begin();
    for (const user of USERS) {
      const home = join(repository.folder, `pvc-${user}_jupyterhub_claim-${user}`);
      fillHome(home, `backup of ${user}`);
      await repository.backUp(home, user);
    }
  });
  beforeEach(() => begin());
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });

  function begin(users = USERS): void {
    drains = new Drains(users, repository);
    made.push(drains.cluster.storage);
  }

  test('is cordoned first, and every home moves with its old copy kept', async () => {
    const lines = await drains.drain();
    expect(drains.cluster.done[0]).toBe('cordon');
    expect(lines.map((it) => it.replaceAll(/[\d.]+ \wB/g, 'SIZE'))).toEqual([
      'moved to a2; 1 of 2 homes, SIZE of SIZE',
      'moved to a2; 2 of 2 homes, SIZE of SIZE',
    ]);
    expect(drains.homes()).toEqual(['claim-ada: work of ada on a2, Bound', 'claim-grace: work of grace on a2, Bound']);
    expect(readdirSync(drains.cluster.storage).filter((it) => it.includes('.moved-'))).toHaveLength(2);
    expect([await homesLeftOn(drains.asked(), 'a1'), await drains.holds()]).toEqual([[], []]);
    expect((await drains.plan(false)).homes).toEqual([]);
  });

  test('a failure leaves that home where it was, the others move, and another try moves it', async () => {
    let isFirst = true;
    drains.cluster.before = (what) => {
      if (what !== 'stage' || !isFirst) return;
      isFirst = false;
      throw new Error('no room');
    };
    expect(await drains.drain()).toEqual(['no room', expect.stringContaining('moved to a2; 1 of 2 homes')]);
    expect(await homesLeftOn(drains.asked(), 'a1')).toHaveLength(1);
    expect(await drains.drain()).toEqual([expect.stringContaining('1 of 1 homes')]);
    expect(await homesLeftOn(drains.asked(), 'a1')).toEqual([]);
  });

  test('continues a move that was cut off after the claim was switched', async () => {
    const revive = drains.killAt('keep');
    await expect(
      moveHome(await drains.planOf('ada'), { platform, progress: () => {}, signal: drains.signal }),
    ).rejects.toThrow('killed');
    revive();
    expect(await homesLeftOn(drains.asked(), 'a1')).toEqual(['grace', 'ada']);
    expect(await drains.drain()).toHaveLength(2);
    expect(await drains.holds()).toEqual([]);
  });

  test('a home whose claim was deleted stays, and counts as left', async () => {
    drains.cluster.kubectl(['k3s', 'kubectl', 'delete', 'persistentvolumeclaim', 'claim-grace']);
    expect(await drains.drain()).toHaveLength(1);
    expect(await homesLeftOn(drains.asked(), 'a1')).toHaveLength(1);
  });

  /** Kills a drain at each of its commands in turn. */
  async function killedAnywhere(isLost: boolean, then: () => Promise<void>): Promise<void> {
    for (let [isKilled, step] = [true, 1]; isKilled; step++) {
      begin(['ada']);
      if (isLost) drains.cluster.off.add('a1');
      const revive = drains.killAt(step);
      await drains.drain(isLost).catch(() => {});
      isKilled = revive();
      await then();
      expect(await drains.holds()).toEqual([]);
      expect(readdirSync(drains.cluster.storage).filter((it) => it.startsWith('.'))).toEqual([]);
    }
  }

  test.each([
    ['is there', false, 'work of'],
    ['is lost', true, 'backup of'],
  ])('killed at any step and run again, it ends the same, where the node %s', async (_, isLost, text) => {
    await killedAnywhere(isLost, async () => {
      expect(drains.hasHome('ada')).toBe(true);
      await drains.drain(isLost);
      expect(drains.homes()).toEqual([`claim-ada: ${text} ada on a2, Bound`]);
      expect([...drains.cluster.cordoned]).toEqual(['a1']);
    });
  });

  describe('and is lost', () => {
    beforeEach(() => {
      drains.cluster.off.add('a1');
    });

    test('its homes come from their backups, and the old folders belong to no claim, also when it is back', async () => {
      expect(await drains.drain(true)).toHaveLength(2);
      expect(drains.homes()).toEqual([
        'claim-ada: backup of ada on a2, Bound',
        'claim-grace: backup of grace on a2, Bound',
      ]);
      expect([...drains.cluster.pods]).toEqual([]);
      expect([await homesLeftOn(drains.asked(), 'a1'), await drains.holds()]).toEqual([[], []]);
      drains.cluster.off.clear();
      expect((await drains.plan(false)).homes).toEqual([]);
      const old = join(drains.cluster.storage, 'pvc-ada_jupyterhub_claim-ada', 'work', 'notes.ipynb');
      expect(readFileSync(old, 'utf8')).toBe('work of ada');
    });

    test('killed at any step, and the node comes back: what the claim has not left yet moves as it is', async () => {
      await killedAnywhere(true, async () => {
        const volume = drains.cluster.get('PersistentVolumeClaim', 'claim-ada')?.spec.volumeName;
        const text = volume?.startsWith('moved-') ? 'backup of' : 'work of';
        drains.cluster.off.clear();
        await expect(drains.plan(true)).rejects.toThrow('a1 is not lost');
        await drains.drain();
        expect(drains.homes()).toEqual([`claim-ada: ${text} ada on a2, Bound`]);
      });
    });

    test('a node that comes back while a backup is restored keeps its homes', async () => {
      drains.cluster.before = (what) => {
        if (what === 'after put') drains.cluster.off.clear();
      };
      const back = expect.stringContaining('a1 is not lost: Kubernetes says that it is ready');
      expect(await drains.drain(true)).toEqual([back, back]);
      expect(drains.homes()).toEqual([
        'claim-ada: work of ada on a1, Bound',
        'claim-grace: work of grace on a1, Bound',
      ]);
      expect(await drains.holds()).toEqual([]);
    });

    test('a home in no backup is named and left', async () => {
      fillHome(drains.cluster.addHome('eve'), 'work of eve');
      const { homes: leaving, staying } = await drains.plan(true);
      expect(leaving.map((it) => it.user).sort()).toEqual(['ada', 'grace']);
      expect(staying).toEqual(['the home of eve: it is in no backup']);
    });

    test.each([
      ['after its copy was whole', 'after put', 'work of ada'],
      ['before', 'stage', 'backup of ada'],
    ])('while a home moved away from it: %s', async (_, what, text) => {
      drains.cluster.off.clear();
      const revive = drains.killAt(what);
      const dying = moveHome(
        { ...(await drains.planOf('ada')), isResumed: true },
        { platform, progress: () => {}, signal: drains.signal },
      );
      await expect(dying).rejects.toThrow('killed');
      revive();
      drains.cluster.off.add('a1');
      await drains.drain(true);
      expect(drains.homes()[0]).toBe(`claim-ada: ${text} on a2, Bound`);
      expect(await drains.holds()).toEqual([]);
    });

    test.each(['stage', 'delete persistentvolumeclaim', 'after delete persistentvolumeclaim', 'delete secret'])(
      'as is the node that a home was on its way to, at %s: it goes elsewhere, from its backup again',
      async (step) => {
        begin(['ada']);
        drains.cluster.off.add('a1');
        const revive = drains.killAt(step);
        await drains.drain(true);
        expect(revive()).toBe(true);
        drains.cluster.off.add('a2');
        for (const path of readdirSync(drains.cluster.storage)) {
          if (path.startsWith('moved-')) rmSync(join(drains.cluster.storage, path), { recursive: true });
        }
        expect(await drains.drain(true, 's1')).toEqual([expect.stringContaining('restored onto s1; 1 of 1 homes')]);
        expect(drains.homes()).toEqual(['claim-ada: backup of ada on s1, Bound']);
        expect([await homesLeftOn(drains.asked(), 'a1'), await drains.holds()]).toEqual([[], []]);
      },
    );

    test('what was begun is named, and can be given up', async () => {
      const revive = drains.killAt('stage');
      await drains.drain(true);
      revive();
      const [hold] = await drains.holds();
      if (hold?.move === undefined) throw new Error('there is no hold');
      await expect(planMove(drains.asked(), { user: hold.user, server: '', to: 's1' }, new Date())).rejects.toThrow(
        `${hold.user}: the restore onto a2 that`,
      );
      const it = { server: new Here('s1', drains.cluster), namespace: 'jupyterhub', hold, move: hold.move };
      expect(await giveUp(it, new Here('a2', drains.cluster))).toEqual([]);
      expect((await drains.holds()).length).toBeLessThan(2);
      expect((await drains.plan(true)).homes).toHaveLength(2);
    });

    test('not while it answers', async () => {
      drains.cluster.off.clear();
      await expect(drains.plan(true)).rejects.toThrow('a1 is not lost: Kubernetes says that it is ready');
      expect(drains.cluster.done).toEqual([]);
    });

    test('otherwise it has to answer', async () => {
      await expect(drains.plan(false)).rejects.toThrow('the node a1 is not ready');
    });
  });
});
