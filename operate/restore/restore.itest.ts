import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { homeClaim } from '../../platform/slug.ts';
import { describeTree, fileTree, makeTree } from '../../testbed/file-tree.ts';
import { takeHold } from '../homes/holds.ts';
import { askedCluster, Cluster, Here, platform } from './cluster-testing.ts';
import { findSource, planRestore, type RestoreRequest } from './plan.ts';
import { putBack } from './put-back.ts';
import { canRestore } from './repository-testing.ts';
import { checkFolder, copyToFolder } from './to-folder.ts';

(canRestore ? describe : describe.skip)('restore with a real restic', () => {
  let cluster: Cluster;
  let counter = 0;
  const HOME = 'pvc-1_jupyterhub_claim-ada';
  const at = (...names: string[]) => join(cluster.storage, ...names);
  const read = (...names: string[]) => readFileSync(at(...names), 'utf8');
  const beside = (name: string, folder = cluster.storage) =>
    readdirSync(folder).filter((it) => it.startsWith(`${name}.before-restore-`));

  beforeAll(async () => {
    cluster = new Cluster();
    await cluster.begin();
    mkdirSync(at(HOME, 'work', 'deep'), { recursive: true });
    for (const name of ['notes.ipynb', 'note[s].ipynb', 'deep/a.txt'])
      writeFileSync(at(HOME, 'work', name), `old ${name}`);
    await cluster.repository.backUp(at(HOME), 'ada');
  });
  afterAll(() => rmSync(cluster.folder, { recursive: true, force: true }));
  /** Today: the notes are ruined, the rest is gone, and something is new. */
  beforeEach(() => {
    for (const name of readdirSync(cluster.storage)) rmSync(at(name), { recursive: true });
    mkdirSync(at(HOME, 'work'), { recursive: true });
    writeFileSync(at(HOME, 'work', 'notes.ipynb'), 'ruined');
    cluster.volumes = [{ name: 'pvc-1', phase: 'Bound', path: at(HOME), claim: 'claim-ada' }];
    cluster.pods = new Set(['jupyter-ada', 'jupyter-grace']);
    cluster.done.length = 0;
    cluster.holds.clear();
    cluster.left = Number.POSITIVE_INFINITY;
  });

  const asked = () => askedCluster(cluster);
  async function restore(parts: string[] = [], request: Partial<RestoreRequest> = {}): Promise<string | undefined> {
    const { signal, ...rest } = asked();
    // Each try is at another time.
    const now = new Date(Date.UTC(2026, 10, 26, 12, 0, counter++));
    const plan = await planRestore({ ...rest, signal }, { user: 'ada', parts, ...request }, now);
    return putBack(plan, { platform, progress: () => {}, signal });
  }

  test('a whole home is swapped while no server runs, and what was there stays beside it', async () => {
    const kept = await restore();
    expect(read(HOME, 'work', 'deep', 'a.txt')).toBe('old deep/a.txt');
    expect(read(HOME, 'work', 'notes.ipynb')).toBe('old notes.ipynb');
    expect(kept).toBe(at(beside(HOME)[0] ?? ''));
    expect(readFileSync(join(kept ?? '', 'work', 'notes.ipynb'), 'utf8')).toBe('ruined');
    expect(cluster.done).toEqual(['delete pod', 'copy', 'swap']);
    expect(cluster.holds.size).toBe(0);
    expect([...cluster.pods]).toEqual(['jupyter-grace']);
    expect(readdirSync(cluster.storage).sort()).toEqual([HOME, ...beside(HOME)].sort());
  });

  test('killed after any step and run again, it ends the same, and the present work is kept', async () => {
    for (const steps of [1, 2, 3]) {
      rmSync(at(HOME, 'work'), { recursive: true });
      mkdirSync(at(HOME, 'work'));
      writeFileSync(at(HOME, 'work', 'notes.ipynb'), `ruined ${steps}`);
      cluster.pods.add('jupyter-ada');
      cluster.left = steps;
      await expect(restore()).rejects.toThrow('does not answer');
      cluster.left = Number.POSITIVE_INFINITY;
      expect([...cluster.holds.keys()]).toEqual(['hubwright-hold-claim-ada']);
      await restore();
      expect(cluster.holds.size).toBe(0);
      expect(read(HOME, 'work', 'notes.ipynb')).toBe('old notes.ipynb');
      const kept = beside(HOME).map((it) => read(it, 'work', 'notes.ipynb'));
      expect(kept).toContain(`ruined ${steps}`);
      expect(readdirSync(cluster.storage).filter((it) => it.startsWith('.'))).toEqual([]);
    }
  });

  test.each([
    ['its own hold, and servers may start', undefined, 0],
    ['not the hold of a restore that was there before', 'root@laptop', 1],
  ])('one that fails lifts %s', async (_, other, left) => {
    const { signal, ...rest } = asked();
    const plan = await planRestore({ ...rest, signal }, { user: 'ada', parts: [] }, new Date());
    if (other !== undefined) {
      const whose = { work: 'restore', user: 'ada', server: '', claim: 'claim-ada' } as const;
      const hold = { ...whose, since: '2026-11-26T11:00:00.000Z', holder: other };
      await takeHold(new Here('s1', cluster), 'jupyterhub', hold, signal);
    }
    cluster.repository.setPassword('wrong');
    await expect(putBack(plan, { platform, progress: () => {}, signal })).rejects.toThrow('password');
    cluster.repository.setPassword('right');
    expect(cluster.holds.size).toBe(left);
  });

  test('one file is put back under a running server, whatever is in its name', async () => {
    writeFileSync(at(HOME, 'work', 'notes.ipynb'), 'still mine');
    expect(await restore(['work', 'note[s].ipynb'])).toBeUndefined();
    expect(read(HOME, 'work', 'note[s].ipynb')).toBe('old note[s].ipynb');
    expect(read(HOME, 'work', 'notes.ipynb')).toBe('still mine');
    const kept = await restore(['work', 'notes.ipynb']);
    expect(kept).toBe(at(HOME, 'work', beside('notes.ipynb', at(HOME, 'work'))[0] ?? ''));
    expect(readFileSync(kept ?? '', 'utf8')).toBe('still mine');
    expect(cluster.pods.has('jupyter-ada')).toBe(true);
    rmSync(at(HOME, 'work'), { recursive: true });
    await restore(['work', 'deep', 'a.txt']);
    expect(readdirSync(at(HOME, 'work', 'deep'))).toEqual(['a.txt']);
    expect(readdirSync(at(HOME, 'work'))).toEqual(['deep']);
  });

  test('a link that a user has put in the way is not followed', async () => {
    rmSync(at(HOME, 'work'), { recursive: true });
    mkdirSync(at('elsewhere'));
    symlinkSync(at('elsewhere'), at(HOME, 'work'));
    await expect(restore(['work', 'notes.ipynb'])).rejects.toThrow(
      'a1: it could not be put in place: work is a folder in the backup, and a file or a link in the home now',
    );
    expect(readdirSync(at('elsewhere'))).toEqual([]);
  });

  test('a user who was removed and made again, and a home that is nowhere any more', async () => {
    const again = 'pvc-2_jupyterhub_claim-ada';
    mkdirSync(at(again));
    cluster.volumes = [{ name: 'pvc-2', phase: 'Bound', path: at(again), claim: 'claim-ada' }];
    await restore();
    expect(read(again, 'work', 'notes.ipynb')).toBe('old notes.ipynb');
    expect(read(HOME, 'work', 'notes.ipynb')).toBe('ruined');

    cluster.volumes = [];
    expect(await restore()).toBeUndefined();
    const [made] = cluster.volumes;
    expect(made).toMatchObject({ phase: 'Available', claim: 'claim-ada' });
    expect(readFileSync(join(made?.path ?? '', 'work', 'notes.ipynb'), 'utf8')).toBe('old notes.ipynb');
    // Another try finds it.
    await restore();
    expect(cluster.volumes).toEqual([made]);
  });

  test('into a folder of this machine, replacing nothing', async () => {
    const into = join(cluster.folder, 'found');
    const copy = async (...parts: string[]) => {
      const { signal, ...rest } = asked();
      const source = await findSource({ ...rest, signal }, { user: 'ada', parts });
      checkFolder(into, source);
      return copyToFolder(into, source, { progress: () => {}, signal });
    };
    expect(readFileSync(await copy('work', 'notes.ipynb'), 'utf8')).toBe('old notes.ipynb');
    expect(readFileSync(join(await copy(), 'work', 'deep', 'a.txt'), 'utf8')).toBe('old deep/a.txt');
    await expect(copy()).rejects.toThrow(`${into}/ada exists; nothing is overwritten`);
    expect(readdirSync(into).sort()).toEqual(['ada', 'notes.ipynb']);
  });

  test('what cannot be restored is said before anything is changed', async () => {
    await expect(restore(['work', 'dep', 'a.txt'])).rejects.toThrow(
      /^"work\/dep\/a.txt" is not in the backup of .*; did you mean "work\/deep\/a.txt"\?$/,
    );
    await expect(restore([], { at: 0 })).rejects.toThrow('the first backup of the home of ada is of ');
    cluster.repository.setPassword('wrong');
    await expect(restore()).rejects.toThrow('s1: the password does not open the repository');
    cluster.repository.setPassword('right');
    expect(cluster.done).toEqual([]);
  });

  test('any tree of files comes back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fileTree, async (entries) => {
        const user = `user${counter++}`;
        const home = `pvc-3_jupyterhub_${homeClaim(user)}`;
        cluster.volumes = [{ name: 'pvc-3', phase: 'Bound', path: at(home), claim: homeClaim(user) }];
        await makeTree(at(home), entries);
        const before = await describeTree(at(home));
        await cluster.repository.backUp(at(home), user);
        rmSync(at(home), { recursive: true });
        mkdirSync(at(home));
        await restore([], { user });
        expect(await describeTree(at(home))).toEqual(before);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
