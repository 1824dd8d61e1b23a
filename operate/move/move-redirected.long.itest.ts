import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { describeMove } from './describe-move.ts';
import { Moves } from './moves-testing.ts';
import type { MovePlan } from './plan-move.ts';

/** Owners take root. */
(process.getuid?.() === 0 ? describe : describe.skip)('a move whose target is lost', () => {
  let moves: Moves;
  const begin = () => {
    moves = new Moves();
  };
  beforeEach(begin);

  /** Kills a move to a2, and loses a2 with the copy. */
  const loseTarget = async (when: string) => {
    await moves.killedAt(when);
    const [hold] = await moves.holds();
    rmSync(hold?.move?.to.path ?? '', { recursive: true });
    moves.cluster.off.add('a2');
  };

  test.each([
    ['the claim is gone', 'after delete persistentvolumeclaim'],
    ['the claim has the copy', 'keep'],
    ['all but the hold is done', 'delete secret'],
  ])('once %s, it goes to another node with the old copy', async (_, when) => {
    await loseTarget(when);
    const planned = (await moves.plan('ada', 's1')) as MovePlan;
    expect(describeMove(planned)).toMatch(/^ {2}earlier {2}replaces the move to a2, which is lost, that .* began at /m);
    await moves.run(planned);
    moves.cluster.off.clear();
    await moves.expectMoved('s1');
  });

  test('killed before any step and run again, it ends the same', async () => {
    // What comes after a step comes before the next.
    for (let [isKilled, step] = [true, 1]; isKilled; step += 2) {
      begin();
      await loseTarget('delete secret');
      isKilled = await moves.killed(step, 's1');
      const again = await moves.plan('ada', 's1');
      if (again !== undefined) await moves.run(again);
      moves.cluster.off.clear();
      await moves.expectMoved('s1');
    }
  });

  test('it stays as it is where the only copy is lost', async () => {
    await loseTarget('keep');
    rmSync(moves.home, { recursive: true });
    const done = moves.cluster.done.length;
    await expect(moves.plan('ada', 's1')).rejects.toThrow('a1 has no old copy of the home any more');
    expect(moves.cluster.done.slice(done)).toEqual([]);
  });

  test('what was finished while the question was open is left alone', async () => {
    await moves.killedAt('delete secret');
    moves.cluster.off.add('a2');
    const planned = (await moves.plan('ada', 's1')) as MovePlan;
    moves.cluster.off.clear();
    await moves.move();
    await expect(moves.run(planned)).rejects.toThrow('was finished or given up meanwhile');
    await moves.expectMoved();
  });

  test('it goes nowhere else while its target answers', async () => {
    await moves.killedAt('after delete persistentvolumeclaim');
    await expect(moves.plan('ada', 's1')).rejects.toThrow('the move to a2 that');
  });
});
