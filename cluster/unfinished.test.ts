import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RESTORE_CLUSTER, writeRestore } from './restore-record.ts';
import { describeUnfinished, fixOf, ROLLBACK, refuseUnfinished, refuseUnfinishedHere } from './unfinished.ts';

const GIVE_UP =
  'To give it up instead, `npx hubwright down` takes what it has done off the hosts; the backups stay as they are.';
const since = new Date(2026, 10, 27, 10, 12).getTime();
const there = (command: string) => ({ unfinished: { command, operator: 'bo@build-1', since, keeps: [] } });

function folderOf(isRestoring: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-unfinished-'));
  if (isRestoring) writeRestore(folder, { version: 1, until: 7, nodes: {}, kept: [], done: [], left: [] });
  return folder;
}

test('what has begun in this folder', () => {
  refuseUnfinishedHere(folderOf(false));
  expect(() => refuseUnfinishedHere(folderOf(true))).toThrow(
    expect.objectContaining({
      message: 'the restore of this cluster has not finished',
      fix: `\`npx hubwright restore --cluster\` continues it. ${GIVE_UP}`,
    }),
  );
});

const HERE = 'the restore of this cluster has not finished';
const THERE = 'the restore of this cluster that bo@build-1 began at 2026-11-27 10:12 has not finished';
const [CONTINUES, GIVES_UP] = [{ continues: RESTORE_CLUSTER }, { givesUp: true }];
test.each([
  ['nothing has begun', false, undefined, {}, undefined],
  ['a restore begins', false, undefined, CONTINUES, undefined],
  ['a restore has begun here', true, RESTORE_CLUSTER, {}, HERE],
  ['it is continued here', true, RESTORE_CLUSTER, CONTINUES, undefined],
  ['it is continued before servers have noted it', true, undefined, CONTINUES, undefined],
  ['servers have not noted it', true, undefined, {}, HERE],
  ['it has begun elsewhere', false, RESTORE_CLUSTER, {}, THERE],
  ['another one begins here', false, RESTORE_CLUSTER, CONTINUES, THERE],
  ['it is given up', false, RESTORE_CLUSTER, GIVES_UP, undefined],
  ['it was given up elsewhere', true, 'down', CONTINUES, THERE.replace('restore', 'removal')],
  ['a rollback has begun', false, ROLLBACK, {}, THERE.replace('restore', 'rollback')],
  ['it is continued, in whatever folder', false, ROLLBACK, { continues: ROLLBACK }, undefined],
  ['a restore begins meanwhile', false, ROLLBACK, CONTINUES, THERE.replace('restore', 'rollback')],
  ['a rollback begins during a restore', true, RESTORE_CLUSTER, { continues: ROLLBACK }, HERE],
  ['a newer version knows more', false, 'rewind 3', {}, THERE.replace('the restore', '`rewind 3`')],
])('%s', (_, isRestoring, command, about, message) => {
  const refuse = () => refuseUnfinished(folderOf(isRestoring), command === undefined ? {} : there(command), about);
  if (message === undefined) refuse();
  else expect(refuse).toThrow(message);
});

test.each([
  [RESTORE_CLUSTER, `\`npx hubwright restore --cluster\` continues it, in the folder where it began. ${GIVE_UP}`],
  ['down', '`npx hubwright down` continues it.'],
  [ROLLBACK, '`npx hubwright rollback` continues it.'],
  ['rewind 3', '`npx hubwright rewind 3` continues it, in the folder where it began.'],
])('what to do about `%s` of somebody else', (command, fix) => {
  expect(fixOf(there(command).unfinished)).toBe(fix);
  expect(describeUnfinished(there(command).unfinished)).toContain('bo@build-1');
});
