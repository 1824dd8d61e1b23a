import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeTree, fileTree, makeTree } from '../../testbed/file-tree.ts';
import { describeMove } from './describe-move.ts';
import { Here } from './hosts-testing.ts';
import { Moves } from './moves-testing.ts';
import { homeInPlace, oldCopies } from './old-copies.ts';
import type { MovePlan } from './plan-move.ts';

/** Owners take root. */
(process.getuid?.() === 0 ? describe : describe.skip)('a home that moves', () => {
  let moves: Moves;
  let counter = 0;
  const begin = (options: ConstructorParameters<typeof Moves>[0] = {}) => {
    moves = new Moves(options);
  };
  beforeEach(() => begin());

  test('its server is stopped, the copy is compared, the claim switched, and the old copy kept', async () => {
    const planned = await moves.plan();
    expect(
      describeMove(planned as MovePlan)
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
    const { path } = await moves.run(planned);
    expect(path).toMatch(/pvc-ada_jupyterhub_claim-ada\.moved-20261126T143\d{3}Z$/);
    expect(moves.cluster.done).toEqual([
      ...['create', 'delete pod', 'rm', 'stage', 'put'],
      ...['create', 'patch persistentvolume', 'delete persistentvolumeclaim', 'create', 'delete persistentvolume'],
      ...['keep', 'delete secret'],
    ]);
    expect([...moves.cluster.pods]).toEqual(['jupyter-grace']);
    await moves.expectMoved();
  });

  test('a server that starts while it is copied is stopped, and what it wrote is moved too', async () => {
    let isFirst = true;
    moves.cluster.before = (what) => {
      if (what !== 'after put' || !isFirst) return;
      isFirst = false;
      moves.cluster.pods.add('jupyter-ada');
      writeFileSync(join(moves.home, 'work', 'late.txt'), 'late');
    };
    await moves.move();
    expect(moves.read('late.txt')).toBe('late');
    await moves.expectMoved();
  });

  test('a copy that differs is given up: the home stays where it was, and servers may start', async () => {
    moves.cluster.before = (what) => {
      if (what === 'after stage') writeFileSync(join(moves.home, 'work', 'notes.ipynb'), 'written meanwhile');
    };
    await expect(moves.move()).rejects.toThrow(/^the copy on a2 differs from the original on a1: work \(/);
    expect(readdirSync(moves.cluster.storage)).toEqual(['pvc-ada_jupyterhub_claim-ada']);
    expect(moves.cluster.get('PersistentVolumeClaim', 'claim-ada')?.spec.volumeName).toBe('pvc-ada');
    expect(await moves.holds()).toEqual([]);
  });

  test('a claim that the hub makes in the middle gets the copy', async () => {
    moves.cluster.before = (what) => {
      if (what !== 'after delete persistentvolumeclaim') return;
      const claim = structuredClone(moves.cluster.get('Secret', 'hubwright-hold-claim-ada')) as {
        data: { record: string };
      };
      const { move: record } = JSON.parse(Buffer.from(claim.data.record, 'base64').toString());
      const { volumeName: _, ...spec } = record.objects.claim.spec;
      moves.cluster.kubectl(['k3s', 'kubectl', 'create'], JSON.stringify({ ...record.objects.claim, spec }));
    };
    await moves.move();
    moves.cluster.before = () => {};
    await moves.expectMoved();
  });

  test('with a storage class that deletes volumes, the old copy is kept too', async () => {
    begin({ reclaimPolicy: 'Delete' });
    const { path } = await moves.move();
    expect(readFileSync(join(path ?? '', 'work', 'notes.ipynb'), 'utf8')).toBe('mine');
    await moves.expectMoved();
  });

  test('an old copy that is gone is not said to be kept', async () => {
    moves.cluster.before = (what) => {
      if (what === 'keep') rmSync(moves.home, { recursive: true });
    };
    expect(await moves.move()).toEqual({});
  });

  test('old copies are deleted only of a home that is seen to be in its place', async () => {
    const request = { user: 'ada', server: '', to: 'a2' };
    const { path } = await moves.move();
    const found = await homeInPlace(moves.asked(), request);
    expect(await oldCopies(new Here('a1', moves.cluster), found, moves.signal)).toEqual([path]);
    moves.cluster.off.add('a2');
    await expect(homeInPlace(moves.asked(), request)).rejects.toThrow('a2 cannot be reached');
    moves.cluster.off.clear();
    rmSync(found.path ?? '', { recursive: true });
    await expect(homeInPlace(moves.asked(), request)).rejects.toThrow(`a2 has no folder ${found.path}`);
  });

  test.each([
    ['eve', 'a2', 'there is no home of "eve" that is in use'],
    ['adda', 'a2', 'there is no home of "adda" that is in use; did you mean "ada"?'],
    ['ada', 'a9', 'there is no node a9'],
  ])('what cannot be moved is said before anything is changed: %s to %s', async (user, to, message) => {
    await expect(moves.plan(user, to)).rejects.toThrow(message);
    expect(moves.cluster.done).toEqual([]);
  });

  test('any tree of files arrives unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fileTree, async (entries) => {
        const user = `user${counter++}`;
        const path = moves.cluster.addHome(user);
        await makeTree(path, entries);
        const before = await describeTree(path);
        await moves.move(user);
        const volume = moves.cluster
          .list('PersistentVolume')
          .find((it) => it.metadata.name.startsWith(`moved-claim-${user}-`));
        expect(await describeTree(volume?.spec.hostPath.path)).toEqual(before);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
