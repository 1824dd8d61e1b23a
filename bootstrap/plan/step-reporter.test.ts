import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { Step } from './step.ts';
import { listedSteps, plainSteps } from './step-reporter.ts';

const ROOT = join(import.meta.dirname, '../..');
const STEP: Step = { id: 'snapshot/a', title: 'Keep the node as it is', host: 'a', needs: [], actions: [] };

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

/** What steps and the programs that they run on nodes say of their progress: `saving` of `saving: the datastore`. */
function progressWords(): string[] {
  const files = ['bootstrap', 'operate'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(ROOT, folder, file)),
  );
  const texts = files.filter((it) => /(?<!test)\.(ts|py)$/.test(it)).map((it) => readFileSync(it, 'utf8'));
  const said = texts.flatMap((it) => [...it.matchAll(/(?:\bprint\(f?["']|progress\([`'])([a-z]+ing): /g)]);
  return [...new Set(said.map(([, word = '']) => word))].sort();
}

test('plain output has a line for whatever a step says of its progress, once, and none for what its commands print', () => {
  const words = progressWords();
  expect(words).toEqual(expect.arrayContaining(['saving', 'sending', 'waiting']));
  const lines: string[] = [];
  const { progress } = plainSteps({ progress: (text) => lines.push(text) });
  progress(STEP, 'Reading package lists...');
  for (const word of words) for (let i = 0; i < 2; i++) progress(STEP, `${word}: the datastore`);
  expect(lines).toEqual(words.map((it) => `${it.padEnd(9)}  snapshot/a: the datastore`));
});
