import { expect, test } from '@jest/globals';
import type { Entry } from '../cluster/record/entry.ts';
import { FolderHost } from '../cluster/record/testing.ts';
import { changesOf } from './history.ts';

const entry = (revision: number, deploys: boolean): Entry => ({
  ...{
    revision,
    change: `${revision}`,
    after: [`${revision - 1}`],
    deploys,
    command: 'up',
    operator: 'ada@laptop',
    from: 0,
    result: 'done',
    hubwright: '1.2.3',
    k3s: {},
  },
});
const HISTORY = {
  entries: [entry(4, true), entry(3, false), entry(2, true), entry(1, true)],
  servers: [new FolderHost('s-1')],
};

test.each([
  [3, 'It did not deploy manifests.'],
  [1, 'It is the first one that deployed manifests.'],
  [4, 'What it deployed, or what was there before, is no longer kept.'],
])('of change %i it says why there is nothing to show', async (revision, note) => {
  expect(await changesOf(revision, HISTORY)).toMatchObject({ changes: [], note });
});

test.each([
  [HISTORY, 'Choose one of up to 4: `npx hubwright history`.'],
  [{ ...HISTORY, entries: [] }, 'None is recorded yet.'],
])('a change that is not recorded is an error', async (history, fix) => {
  await expect(changesOf(9, history)).rejects.toMatchObject({
    message: 'there is no change 9 of this cluster',
    fix,
    exitCode: 2,
  });
});
