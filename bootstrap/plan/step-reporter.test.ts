import { expect, jest, test } from '@jest/globals';
import type { Step } from './step.ts';
import { listedSteps } from './step-reporter.ts';

test('a list that is drawn leaves the notes of its steps below it', async () => {
  // What it draws is for nobody here.
  const drawn = [process.stdout, process.stderr].map((it) => jest.spyOn(it, 'write').mockReturnValue(true));
  const notes: string[] = [];
  const step: Step = { id: 'cordon/a', title: 'Cordon the node', host: 'a', needs: [], actions: [] };
  const reporter = listedSteps([step], { note: (text) => notes.push(text) });
  reporter.begin(step);
  reporter.note(step, 'a is not cordoned');
  reporter.progress(step, 'something else');
  expect(notes).toEqual([]);
  reporter.end(step, 'done', 1);
  await reporter.finish();
  for (const it of drawn) it.mockRestore();
  expect(notes).toEqual(['note: cordon/a: a is not cordoned']);
});
