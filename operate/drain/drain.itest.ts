import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listHolds } from '../homes/holds.ts';
import { MoveCluster, platform } from '../move/cluster-testing.ts';
import { askedCluster, Here } from '../move/hosts-testing.ts';
import { moveHome } from '../move/move-home.ts';
import { type MovePlan, planMove } from '../move/plan-move.ts';
import { giveUp } from '../move/relocate.ts';
import { canRestore, TestRepository } from '../restore/repository-testing.ts';
import { beginDrain, drainTasks, homesLeftOn } from './drain.ts';
import { planDrain } from './plan-drain.ts';

(canRestore ? describe : describe.skip)('a node that is emptied', () => {
  let cluster: MoveCluster;
  let repository: TestRepository;
  const made: string[] = [];
  const { signal } = new AbortController();
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
    cluster = new MoveCluster();
    cluster.backupScript = repository.script;
    made.push(cluster.storage);
    for (const user of users) fillHome(cluster.addHome(user), `work of ${user}`);
    cluster.pods = new Set(['jupyter-ada']);
  }

  function fillHome(path: string, text: string): void {
    mkdirSync(join(path, 'work'), { recursive: true });
    writeFileSync(join(path, 'work', 'notes.ipynb'), text);
  }

  const asked = () => askedCluster(cluster, signal);
  const plan = (isLost: boolean) => planDrain(asked(), { node: 'a1', to: ['a2'], isLost }, () => {});
  /** One home after the other, and on after a failure, as they are run. */
  async function drain(isLost = false): Promise<string[]> {
    const planned = await plan(isLost);
    await beginDrain(asked(), planned);
    const lines: string[] = [];
    for (const task of drainTasks(asked(), planned)) {
      lines.push(await task.run(() => {}).catch((error: Error) => error.message));
    }
    return lines;
  }
  const holds = () => listHolds(new Here('s1', cluster), 'jupyterhub', signal);
  const planOf = async (user: string) =>
    (await planMove(asked(), { user, server: '', to: 'a2' }, new Date())) as MovePlan;
  /** What each user has now, and on which node; a second volume of the same claim is shown as well. */
  const homes = () =>
    cluster
      .list('PersistentVolume')
      .map(({ spec, status }) => {
        const [node] = spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values;
        const { path } = spec.hostPath ?? spec.local;
        const text = readFileSync(join(path, 'work', 'notes.ipynb'), 'utf8');
        return `${spec.claimRef.name}: ${text} on ${node}, ${status?.phase}`;
      })
      .sort();
  /** From this command on nothing is done any more. */
  const killAt = (step: string | number) => {
    let [isKilled, count] = [false, 0];
    cluster.before = (what) => {
      if (!what.startsWith('after ')) count += 1;
      isKilled ||= what === step || count === step;
      if (isKilled) throw new Error('killed');
    };
    return () => {
      cluster.before = () => {};
      return isKilled;
    };
  };
  /** Whether a volume that is meant for a user has a home. */
  const hasHome = (user: string) =>
    cluster
      .list('PersistentVolume')
      .filter((it) => it.spec.claimRef.name === `claim-${user}`)
      .some(({ spec }) => existsSync(join((spec.hostPath ?? spec.local).path, 'work', 'notes.ipynb')));

  test('is cordoned first, and every home moves with its old copy kept', async () => {
    const lines = await drain();
    expect(cluster.done[0]).toBe('cordon');
    expect(lines.map((it) => it.replaceAll(/[\d.]+ \wB/g, 'SIZE'))).toEqual([
      'moved to a2; 1 of 2 homes, SIZE of SIZE',
      'moved to a2; 2 of 2 homes, SIZE of SIZE',
    ]);
    expect(homes()).toEqual(['claim-ada: work of ada on a2, Bound', 'claim-grace: work of grace on a2, Bound']);
    expect(readdirSync(cluster.storage).filter((it) => it.includes('.moved-'))).toHaveLength(2);
    expect([await homesLeftOn(asked(), 'a1'), await holds()]).toEqual([[], []]);
    expect((await plan(false)).homes).toEqual([]);
  });

  test('a failure leaves that home where it was, the others move, and another try moves it', async () => {
    let isFirst = true;
    cluster.before = (what) => {
      if (what !== 'stage' || !isFirst) return;
      isFirst = false;
      throw new Error('no room');
    };
    expect(await drain()).toEqual(['no room', expect.stringContaining('moved to a2; 1 of 2 homes')]);
    expect(await homesLeftOn(asked(), 'a1')).toHaveLength(1);
    expect(await drain()).toEqual([expect.stringContaining('1 of 1 homes')]);
    expect(await homesLeftOn(asked(), 'a1')).toEqual([]);
  });

  test('continues a move that was cut off after the claim was switched', async () => {
    const revive = killAt('keep');
    await expect(moveHome(await planOf('ada'), { platform, progress: () => {}, signal })).rejects.toThrow('killed');
    revive();
    expect(await homesLeftOn(asked(), 'a1')).toEqual(['grace']);
    expect(await drain()).toHaveLength(2);
    expect(await holds()).toEqual([]);
  });

  /** Kills a drain at each of its commands in turn. */
  async function killedAnywhere(isLost: boolean, then: () => Promise<void>): Promise<void> {
    for (let [isKilled, step] = [true, 1]; isKilled; step++) {
      begin(['ada']);
      if (isLost) cluster.off.add('a1');
      const revive = killAt(step);
      await drain(isLost).catch(() => {});
      isKilled = revive();
      await then();
      expect(await holds()).toEqual([]);
      expect(readdirSync(cluster.storage).filter((it) => it.startsWith('.'))).toEqual([]);
    }
  }

  test.each([
    ['is there', false, 'work of'],
    ['is lost', true, 'backup of'],
  ])('killed at any step and run again, it ends the same, where the node %s', async (_, isLost, text) => {
    await killedAnywhere(isLost, async () => {
      expect(hasHome('ada')).toBe(true);
      await drain(isLost);
      expect(homes()).toEqual([`claim-ada: ${text} ada on a2, Bound`]);
      expect([...cluster.cordoned]).toEqual(['a1']);
    });
  });

  describe('and is lost', () => {
    beforeEach(() => {
      cluster.off.add('a1');
    });

    test('its homes come from their backups, and the old folders belong to no claim, also when it is back', async () => {
      expect(await drain(true)).toHaveLength(2);
      expect(homes()).toEqual(['claim-ada: backup of ada on a2, Bound', 'claim-grace: backup of grace on a2, Bound']);
      expect([...cluster.pods]).toEqual([]);
      expect([await homesLeftOn(asked(), 'a1'), await holds()]).toEqual([[], []]);
      cluster.off.clear();
      expect((await plan(false)).homes).toEqual([]);
      const old = join(cluster.storage, 'pvc-ada_jupyterhub_claim-ada', 'work', 'notes.ipynb');
      expect(readFileSync(old, 'utf8')).toBe('work of ada');
    });

    test('killed at any step, and the node comes back: what the claim has not left yet moves as it is', async () => {
      await killedAnywhere(true, async () => {
        const volume = cluster.get('PersistentVolumeClaim', 'claim-ada')?.spec.volumeName;
        const text = volume?.startsWith('moved-') ? 'backup of' : 'work of';
        cluster.off.clear();
        await expect(plan(true)).rejects.toThrow('a1 is not lost');
        await drain();
        expect(homes()).toEqual([`claim-ada: ${text} ada on a2, Bound`]);
      });
    });

    test('a node that comes back while a backup is restored keeps its homes', async () => {
      cluster.before = (what) => {
        if (what === 'after put') cluster.off.clear();
      };
      const back = expect.stringContaining('a1 is not lost: Kubernetes says that it is ready');
      expect(await drain(true)).toEqual([back, back]);
      expect(homes()).toEqual(['claim-ada: work of ada on a1, Bound', 'claim-grace: work of grace on a1, Bound']);
      expect(await holds()).toEqual([]);
    });

    test('a home in no backup is named and left', async () => {
      fillHome(cluster.addHome('eve'), 'work of eve');
      const { homes: leaving, staying } = await plan(true);
      expect(leaving.map((it) => it.user).sort()).toEqual(['ada', 'grace']);
      expect(staying).toEqual(['the home of eve: it is in no backup']);
    });

    test.each([
      ['after its copy was whole', 'after put', 'work of ada'],
      ['before', 'stage', 'backup of ada'],
    ])('while a home moved away from it: %s', async (_, what, text) => {
      cluster.off.clear();
      const revive = killAt(what);
      const dying = moveHome({ ...(await planOf('ada')), isResumed: true }, { platform, progress: () => {}, signal });
      await expect(dying).rejects.toThrow('killed');
      revive();
      cluster.off.add('a1');
      await drain(true);
      expect(homes()[0]).toBe(`claim-ada: ${text} on a2, Bound`);
      expect(await holds()).toEqual([]);
    });

    test('what was begun is named, and can be given up', async () => {
      const revive = killAt('stage');
      await drain(true);
      revive();
      const [hold] = await holds();
      if (hold?.move === undefined) throw new Error('there is no hold');
      await expect(planMove(asked(), { user: hold.user, server: '', to: 's1' }, new Date())).rejects.toThrow(
        `${hold.user}: the restore onto a2 that`,
      );
      const it = { server: new Here('s1', cluster), namespace: 'jupyterhub', hold, move: hold.move };
      expect(await giveUp(it, new Here('a2', cluster))).toEqual([]);
      expect((await holds()).length).toBeLessThan(2);
      expect((await plan(true)).homes).toHaveLength(2);
    });

    test('not while it answers', async () => {
      cluster.off.clear();
      await expect(plan(true)).rejects.toThrow('a1 is not lost: Kubernetes says that it is ready');
      expect(cluster.done).toEqual([]);
    });

    test('otherwise it has to answer', async () => {
      await expect(plan(false)).rejects.toThrow('the node a1 is not ready');
    });
  });
});
