import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeTree, fileTree, makeTree } from '../../testbed/file-tree.ts';
import { listHolds } from '../homes/holds.ts';
import { Here, MoveCluster, platform } from './cluster-testing.ts';
import { describeMove } from './describe-move.ts';
import { giveUp, keptPath, moveHome } from './move-home.ts';
import { type MovePlan, planMove } from './plan-move.ts';
import { hasBegunSwitch } from './switch-volume.ts';

/** Owners take root. */
(process.getuid?.() === 0 ? describe : describe.skip)('a home that moves', () => {
  let cluster: MoveCluster;
  let home: string;
  let counter = 0;
  const { signal } = new AbortController();
  const made: string[] = [];

  beforeEach(() => {
    cluster = new MoveCluster();
    made.push(cluster.storage);
    home = cluster.addHome('ada');
    mkdirSync(join(home, 'work'), { recursive: true });
    writeFileSync(join(home, 'work', 'notes.ipynb'), 'mine');
    cluster.pods = new Set(['jupyter-ada', 'jupyter-grace']);
  });
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });

  const asked = () => ({
    platform,
    hosts: ['s1', 'a1', 'a2'].map((name) => new Here(name, cluster)),
    recorded: ['s1', 'a1', 'a2'].map((name) => ({
      ...{ name, provider: 'ssh', machineId: `of-${name}` },
      role: name === 's1' ? ('server' as const) : ('agent' as const),
    })),
    identity: { cluster: 'test', id: 'a1fa', origins: new Set<string>() },
    signal,
  });
  const plan = (user = 'ada', to = 'a2') =>
    planMove(asked(), { user, server: '', to }, new Date(Date.UTC(2026, 10, 26, 14, 30, counter++)));
  const run = (it: MovePlan) => moveHome(it, { platform, progress: () => {}, signal });
  const move = async (user = 'ada', to = 'a2') => run((await plan(user, to)) as MovePlan);
  const holds = () => listHolds(new Here('s1', cluster), 'jupyterhub', signal);
  /** All is as after a move, whatever happened on the way. */
  const expectMoved = async () => {
    const volumes = cluster.list('PersistentVolume');
    expect(volumes).toHaveLength(1);
    const [{ spec, metadata, status }] = volumes as [(typeof volumes)[0]];
    expect([status?.phase, metadata.labels]).toEqual(['Bound', { a: 'b' }]);
    expect(spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values).toEqual(['a2']);
    expect(cluster.get('PersistentVolumeClaim', 'claim-ada')).toMatchObject({
      metadata: {
        labels: { component: 'singleuser-storage' },
        annotations: { 'hub.jupyter.org/username': 'ada', 'volume.kubernetes.io/selected-node': 'a2' },
      },
      spec: { volumeName: metadata.name, resources: { requests: { storage: '10Gi' } } },
      status: { phase: 'Bound' },
    });
    expect(readFileSync(join(spec.hostPath.path, 'work', 'notes.ipynb'), 'utf8')).toBe('mine');
    const names = readdirSync(cluster.storage);
    expect(names).toHaveLength(2);
    expect(names.filter((it) => /^pvc-ada_.*\.moved-\d{8}T\d{6}Z$/.test(it))).toHaveLength(1);
    expect(await holds()).toEqual([]);
    expect(await plan()).toBeUndefined();
  };

  test('its server is stopped, the copy is compared, the claim switched, and the old copy kept', async () => {
    const planned = (await plan()) as MovePlan;
    expect(
      describeMove(planned)
        .replace(/(disk +).*/, '$1…')
        .replace(/(size +).*/, '$1…'),
    ).toBe(
      [
        'Moves the home of ada from a1 to a2:',
        '  size     …',
        '  disk     …',
        '  server   jupyter-ada is running and will be stopped: unsaved work in it is lost',
      ].join('\n'),
    );
    const { kept } = await run(planned);
    expect(kept).toMatch(/pvc-ada_jupyterhub_claim-ada\.moved-20261126T143\d{3}Z$/);
    expect(cluster.done).toEqual([
      ...['create', 'delete pod', 'rm', 'stage', 'put'],
      ...['create', 'delete persistentvolumeclaim', 'create', 'delete persistentvolume', 'keep', 'delete secret'],
    ]);
    expect([...cluster.pods]).toEqual(['jupyter-grace']);
    await expectMoved();
  });

  test('killed before or after any step and run again, it ends the same', async () => {
    const steps = 11;
    for (let left = 1; left <= 2 * steps; left++) {
      rmSync(cluster.storage, { recursive: true });
      cluster.objects.clear();
      home = cluster.addHome('ada');
      mkdirSync(join(home, 'work'), { recursive: true });
      writeFileSync(join(home, 'work', 'notes.ipynb'), 'mine');
      cluster.pods.add('jupyter-ada');
      let count = left;
      cluster.before = () => {
        count -= 1;
        if (count <= 0) throw new Error('killed');
      };
      await expect(move()).rejects.toThrow('killed');
      cluster.before = () => {};
      // Somebody has the home at each moment: its volume and its folder are there.
      const paths = cluster.list('PersistentVolume').map((it) => (it.spec.local ?? it.spec.hostPath).path);
      expect(paths.some((it) => existsSync(join(it, 'work', 'notes.ipynb')))).toBe(true);
      const again = await plan();
      if (again !== undefined) await run(again);
      await expectMoved();
    }
  });

  test('a server that starts while it is copied is stopped, and what it wrote is moved too', async () => {
    let isFirst = true;
    cluster.before = (what) => {
      if (what !== 'after put' || !isFirst) return;
      isFirst = false;
      cluster.pods.add('jupyter-ada');
      writeFileSync(join(home, 'work', 'late.txt'), 'late');
    };
    await move();
    const [volume] = cluster.list('PersistentVolume');
    expect(readFileSync(join(volume?.spec.hostPath.path, 'work', 'late.txt'), 'utf8')).toBe('late');
    await expectMoved();
  });

  test('a copy that differs is given up: the home stays where it was, and servers may start', async () => {
    cluster.before = (what) => {
      if (what === 'after stage') writeFileSync(join(home, 'work', 'notes.ipynb'), 'written meanwhile');
    };
    await expect(move()).rejects.toThrow(/^the copy on a2 differs from the original on a1: work \(/);
    expect(readdirSync(cluster.storage)).toEqual(['pvc-ada_jupyterhub_claim-ada']);
    expect(cluster.get('PersistentVolumeClaim', 'claim-ada')?.spec.volumeName).toBe('pvc-ada');
    expect(await holds()).toEqual([]);
  });

  test('a claim that the hub makes in the middle gets the copy', async () => {
    cluster.before = (what) => {
      if (what !== 'after delete persistentvolumeclaim') return;
      const claim = structuredClone(cluster.get('Secret', 'hubwright-hold-claim-ada')) as { data: { record: string } };
      const { move: record } = JSON.parse(Buffer.from(claim.data.record, 'base64').toString());
      const { volumeName: _, ...spec } = record.objects.claim.spec;
      cluster.kubectl(['k3s', 'kubectl', 'create'], JSON.stringify({ ...record.objects.claim, spec }));
    };
    await move();
    cluster.before = () => {};
    await expectMoved();
  });

  test('one that was left unfinished is named, keeps others out, and can be given up before the claim changes', async () => {
    const planned = (await plan()) as MovePlan;
    cluster.before = (what) => {
      if (what === 'stage' || what === 'rm') throw new Error('killed');
    };
    await expect(run(planned)).rejects.toThrow('killed');
    cluster.before = () => {};
    await expect(plan('ada', 's1')).rejects.toThrow(
      /^ada: the move to a2 that .* began at 2026-11-26 14:3\d UTC is unfinished/,
    );
    // Whoever goes on with it does not give it up: the one who began may be at it.
    cluster.before = (what) => {
      if (what === 'stage') throw new Error('no room');
    };
    await expect(move()).rejects.toThrow('no room');
    cluster.before = () => {};
    const [hold] = await holds();
    const { move: record } = hold ?? {};
    if (hold === undefined || record === undefined) throw new Error('no hold');
    const it = { server: new Here('s1', cluster), namespace: 'jupyterhub', hold, move: record };
    expect(await hasBegunSwitch({ ...it, signal })).toBe(false);
    await giveUp(it, new Here('a2', cluster));
    expect(await holds()).toEqual([]);
    expect(readdirSync(cluster.storage)).toEqual(['pvc-ada_jupyterhub_claim-ada']);
    expect(keptPath(record)).toContain('.moved-');
  });

  test.each([
    ['eve', 'a2', 'there is no home of "eve" that is in use'],
    ['adda', 'a2', 'there is no home of "adda" that is in use; did you mean "ada"?'],
    ['ada', 'a9', 'there is no node a9'],
  ])('what cannot be moved is said before anything is changed: %s to %s', async (user, to, message) => {
    await expect(plan(user, to)).rejects.toThrow(message);
    expect(cluster.done).toEqual([]);
  });

  test('any tree of files arrives unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fileTree, async (entries) => {
        const user = `user${counter++}`;
        const path = cluster.addHome(user);
        await makeTree(path, entries);
        const before = await describeTree(path);
        await move(user);
        const volume = cluster
          .list('PersistentVolume')
          .find((it) => it.metadata.name.startsWith(`moved-claim-${user}-`));
        expect(await describeTree(volume?.spec.hostPath.path)).toEqual(before);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
