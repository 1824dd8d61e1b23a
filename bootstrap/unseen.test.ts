import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { agreeOnUnseen, describeUnseen } from '../cli/agree-on-unseen.ts';
import { clusterId, readSeen } from '../cluster/cluster-folder.ts';
import { type Deployed, deployedBy } from '../cluster/record/deployed.ts';
import { type Author, RecordedChange } from '../cluster/record/recorded-change.ts';
import { ServerLock } from '../cluster/record/server-lock.ts';
import { FolderHost } from '../cluster/record/testing.ts';
import { HASH, load } from '../settings/testing.ts';
import { findUnseen } from './unseen.ts';

const { signal } = new AbortController();
const [COMMIT, OTHER] = ['a'.repeat(40), 'b'.repeat(40)];
const manifest = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: ${data} }\n`;
const user = { password: HASH };

/** What settings with these users, and these manifests, deploy. */
function deploy(users: readonly string[], manifests: Readonly<Record<string, string>> = {}): Deployed {
  const all = { users: { ada: { password: HASH, admin: true }, ...Object.fromEntries(users.map((it) => [it, user])) } };
  return deployedBy(load({}, all).platform, new Map(Object.entries(manifests)));
}
const NONE = deploy([]);

let server: FolderHost;
let ada: string;
let bo: string;
beforeEach(async () => {
  server = new FolderHost('s-1');
  [ada, bo] = ['ada', 'bo'].map((name) => join(mkdtempSync(join(tmpdir(), 'hubwright-unseen-')), name)) as [
    string,
    string,
  ];
  for (const folder of [ada, bo]) clusterId(folder, 'abc');
  await change(ada, NONE);
});

async function change(folder: string, deployed: Deployed | undefined, rest: Partial<Author> = {}): Promise<void> {
  const author = { command: 'up', operator: 'bo@build-1', hubwright: '1.2.3', ...rest };
  const lock = new ServerLock({ holder: { holder: folder, ...author }, id: 'abc', breaks: false });
  const record = new RecordedChange(folder, author, lock, () => {});
  await record.during(() => record.begin({ servers: [server], signal, ...(deployed && { deployed }) }));
  await lock.release();
}

const unseenBy = (folder: string, own: Deployed, isFrom = async (commit: string) => commit === COMMIT) =>
  findUnseen({ servers: [server], folder, own, isFrom, signal });

test('a user that another operator has added is named before it is removed, and that needs consent', async () => {
  await change(bo, deploy(['eve']), { git: { commit: OTHER, isDirty: false } });
  const unseen = await unseenBy(ada, NONE);
  if (unseen === undefined) throw new Error('nothing is unseen');
  expect(
    describeUnseen(unseen)
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'NOW')
      .split('\n'),
  ).toEqual([
    '1 change of this cluster was made elsewhere:',
    '  CHANGE  WHEN              WHO         COMMAND  COMMIT   RESULT',
    '  2       NOW  bo@build-1  up       bbbbbbb  done',
    'With the settings of this folder, `up` makes of it:',
    '',
    'Hub',
    '  - The hub does not restart; running servers are not affected.',
    '',
    'Users',
    '  ! Removed; their sessions and running servers end within 1m, their homes are kept: eve.',
  ]);
  await expect(agreeOnUnseen(unseen)).rejects.toMatchObject({
    message: 'what others have changed in this cluster would be replaced; nothing was changed',
    fix: 'Get their settings (`git pull`), or add --yes to replace what they did.',
    exitCode: 2,
  });
});

test.each<[string, Deployed, Deployed, Partial<Author>, 'nothing' | 'adds' | 'asks']>([
  ['the same as here', deploy(['eve']), deploy(['eve']), {}, 'nothing'],
  ['what the commit here comes after', deploy(['eve']), NONE, { git: { commit: COMMIT, isDirty: false } }, 'nothing'],
  ['edits on a commit', deploy(['eve']), NONE, { git: { commit: COMMIT, isDirty: true } }, 'asks'],
  ['another commit', deploy(['eve']), NONE, { git: { commit: OTHER, isDirty: false } }, 'asks'],
  ['less than here', NONE, deploy(['eve']), {}, 'adds'],
  ['an object less than here', NONE, deploy([], { 'a.yaml': manifest('a', '1') }), {}, 'adds'],
  ['an object of a file that is not here', deploy([], { 'a.yaml': manifest('a', '1') }), NONE, {}, 'asks'],
  [
    'another object in a file',
    deploy([], { 'a.yaml': manifest('a', '2') }),
    deploy([], { 'a.yaml': manifest('a', '1') }),
    {},
    'asks',
  ],
  ['what this version cannot read', { ...NONE, platform: '{"hub": 1}' }, NONE, {}, 'asks'],
])('another operator has deployed %s', async (_, theirs, own, author, expected) => {
  await change(bo, theirs, author);
  const unseen = await unseenBy(ada, own);
  expect(unseen === undefined ? 'nothing' : unseen.onlyAdds ? 'adds' : 'asks').toBe(expected);
  if (unseen?.onlyAdds) await agreeOnUnseen(unseen);
});

test('what deploys nothing is not compared, and is still unseen until the next `up`', async () => {
  await change(bo, undefined, { command: 'home move eve --to a-1' });
  expect(await unseenBy(ada, deploy(['eve']))).toBeUndefined();
  await change(bo, deploy(['eve']));
  await change(ada, undefined, { command: 'home move ada --to a-1' });
  expect(readSeen(ada)).toBe(1);
  expect((await unseenBy(ada, NONE))?.entries.map((it) => it.revision)).toEqual([2, 3, 4]);
  await change(ada, NONE);
  expect(await unseenBy(ada, NONE)).toBeUndefined();
  expect((await unseenBy(bo, deploy(['eve'])))?.entries.map((it) => it.revision)).toEqual([4, 5]);
});

test.each([
  ['there is no server', [] as FolderHost[]],
  ['it has no record', [new FolderHost('new')]],
])('nothing is unseen where %s', async (_, servers) => {
  const isFrom = async () => false;
  expect(await findUnseen({ servers, folder: ada, own: NONE, isFrom, signal })).toBeUndefined();
});
