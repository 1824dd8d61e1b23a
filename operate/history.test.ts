import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Entry } from '../cluster/record/entry.ts';
import { readChanges } from '../cluster/record/recorded-changes.ts';
import { recordPlatform } from '../cluster/record/recorded-platform.ts';
import { FolderHost } from '../cluster/record/testing.ts';
import { load } from '../settings/testing.ts';
import { changesOfNumber, effectsOf } from './history.ts';

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
  serversOf: () => [new FolderHost('s-1')],
};

test.each([
  [3, 'It did not deploy manifests.'],
  [1, 'It is the first one that deployed manifests.'],
  [4, 'What it deployed, or what was there before, is no longer kept.'],
])('of change %i it says why there is nothing to show', async (revision, note) => {
  const [found] = changesOfNumber(revision, HISTORY);
  expect(found && (await effectsOf(found, HISTORY))).toMatchObject({ changes: [], note });
});

test.each([
  [HISTORY, 'Choose one of up to 4: `npx hubwright history`.'],
  [{ ...HISTORY, entries: [] }, 'None is recorded yet.'],
])('a change that is not recorded is an error', (history, fix) => {
  expect(() => changesOfNumber(9, history)).toThrow(
    expect.objectContaining({ message: 'there is no change 9 of this cluster', fix, exitCode: 2 }),
  );
});

test('two changes of one number are told apart by the servers that have them', async () => {
  const [one, two] = [new FolderHost('s-1'), new FolderHost('s-2')];
  const put = (host: FolderHost, it: Entry, ...secrets: readonly string[]) => {
    const folder = join(host.folder, 'revisions', `00000${it.revision}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'entry.json'), `${JSON.stringify({ version: 1, ...it })}\n`);
    writeFileSync(join(folder, 'platform.json'), recordPlatform(load().platform));
    const texts = secrets.map((name) => `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: own}\n`);
    writeFileSync(join(folder, 'manifests.json'), JSON.stringify({ 'own.yaml': texts.join('---\n') }));
  };
  const [first, ada, bo] = [entry(1, true), entry(2, true), { ...entry(2, true), change: 'bo', operator: 'bo@b' }];
  for (const it of [one, two]) put(it, first, 'a', 'b');
  put(one, ada, 'b');
  put(two, bo, 'a');
  const { entries, serversOf } = await readChanges([one, two], undefined, new AbortController().signal);
  const history = { entries: [...entries].reverse(), serversOf };
  const found = changesOfNumber(2, history);
  const effects = await Promise.all(
    found.map(async (it) => [it.operator, JSON.stringify((await effectsOf(it, history)).changes)] as const),
  );
  expect(new Map(effects)).toEqual(
    new Map([
      ['ada@laptop', expect.stringContaining('k3s deletes: Secret own/a.')],
      ['bo@b', expect.stringContaining('k3s deletes: Secret own/b.')],
    ]),
  );
});
