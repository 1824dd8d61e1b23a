import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { agreeOnUnseen, describeUnseen } from '../cli/agree-on-unseen.ts';
import { clusterId, recordHost } from '../cluster/cluster-folder.ts';
import { type Deployed, deployedBy } from '../cluster/record/deployed.ts';
import { type Author, RecordedChange } from '../cluster/record/recorded-change.ts';
import { readChanges } from '../cluster/record/recorded-changes.ts';
import { ServerLock } from '../cluster/record/server-lock.ts';
import { FolderHost } from '../cluster/record/testing.ts';
import { HASH, load } from '../settings/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { findUnseen } from './unseen.ts';

const { signal } = new AbortController();
const [COMMIT, OTHER] = ['a'.repeat(40), 'b'.repeat(40)];
const CLEAN = { git: { commit: COMMIT, isDirty: false } };
const manifest = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: ${data} }\n`;
const user = { password: HASH };

/** What settings with these users, and these manifests, deploy. */
function deploy(users: readonly string[], manifests: Readonly<Record<string, string>> = {}, secret?: string): Deployed {
  const all = { users: { ada: { password: HASH, admin: true }, ...Object.fromEntries(users.map((it) => [it, user])) } };
  const backup = { backup: { repository: '/mnt/backup', password: { env: 'SECRET' } } };
  const { platform } = load(secret === undefined ? {} : backup, all, { env: { SECRET: secret } });
  return deployedBy(platform, new Map(Object.entries(manifests)));
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
  for (const folder of [ada, bo]) {
    clusterId(folder, 'abc');
    for (const name of ['s-1', 's-2']) recordHost(folder, { name, role: 'server', provider: 'ssh' });
  }
  await change(ada, NONE);
});

async function change(
  folder: string,
  deployed: Deployed | undefined,
  { fails = false, ...rest }: Partial<Author> & { readonly fails?: boolean } = {},
  servers: readonly FolderHost[] = [server],
): Promise<void> {
  const author = { command: 'up', operator: 'bo@build-1', hubwright: '1.2.3', ...rest };
  const lock = new ServerLock({ holder: { holder: folder, ...author }, id: 'abc', breaks: false });
  const record = new RecordedChange(folder, author, lock, () => {});
  try {
    const work = record.during(async () => {
      await record.begin({ servers, signal, ...(deployed && { deployed }) });
      if (fails) throw new Error('failed');
    });
    await (fails ? expect(work).rejects.toThrow('failed') : work);
  } finally {
    await lock.release();
  }
}

const SOURCE = 'environment variable SECRET';
const outsideGit = async (commit: string) => (commit === COMMIT ? [SOURCE] : undefined);
const unseenBy = (folder: string, own: Deployed, servers: readonly FolderHost[] = [server]) =>
  readChanges(servers, 'abc', signal).then((recorded) => findUnseen({ recorded, folder, own, outsideGit }));

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
    'With the settings of this folder, `up` would change this:',
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
  ['what the commit here comes after', deploy(['eve']), NONE, CLEAN, 'nothing'],
  ['the same secret', deploy(['eve'], {}, 'a'), deploy([], {}, 'a'), CLEAN, 'nothing'],
  ['another secret', deploy(['eve'], {}, 'b'), deploy([], {}, 'a'), CLEAN, 'asks'],
  ['no secret', deploy(['eve']), deploy([], {}, 'a'), CLEAN, 'nothing'],
  ['only another secret', deploy([], {}, 'b'), deploy([], {}, 'a'), { git: { commit: OTHER, isDirty: false } }, 'asks'],
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
  ['manifests that are damaged', deploy([], { 'a.yaml': 'oops' }), NONE, {}, 'asks'],
  ['what this version cannot read', { ...NONE, platform: '{"hub": 1}' }, NONE, {}, 'asks'],
])('another operator has deployed %s', async (_, theirs, own, author, expected) => {
  await change(bo, theirs, author);
  const unseen = await unseenBy(ada, own);
  expect(unseen === undefined ? 'nothing' : unseen.onlyAdds ? 'adds' : 'asks').toBe(expected);
  if (unseen?.onlyAdds) await agreeOnUnseen(unseen);
});

type Change = [users: readonly string[], rest: Parameters<typeof change>[2]];
const FAILED = { fails: true };
test.each<[string, Change[], readonly string[], string | undefined]>([
  [
    'from a commit of this branch',
    [
      [['eve'], {}],
      [[], { ...FAILED, ...CLEAN }],
    ],
    ['eve'],
    '3',
  ],
  [
    'after others',
    [
      [['eve'], {}],
      [['bob'], FAILED],
      [[], FAILED],
    ],
    ['bob', 'eve'],
    '3, 4',
  ],
  [
    'before one that is done',
    [
      [['eve'], FAILED],
      [['bob'], {}],
    ],
    ['bob'],
    undefined,
  ],
  ['and nothing else', [[['eve'], FAILED]], ['eve'], '2'],
])('what was there before a change that failed is not forgotten: %s', async (_, changes, removed, unfinished) => {
  for (const [users, rest] of changes) await change(bo, deploy(users), rest);
  const unseen = await unseenBy(ada, NONE);
  const texts = unseen?.changes.filter((it) => it.topic === 'Users').map((it) => it.text.split(': ').at(-1));
  expect(texts?.sort()).toEqual(removed.map((it) => `${it}.`));
  expect(unseen?.onlyAdds).toBe(false);
  expect(unseen?.note).toEqual(
    unfinished &&
      expect.stringMatching(new RegExp(`^Changes? ${unfinished} did not finish, so part of this may not be on`)),
  );
});

test('a secret that was changed elsewhere is named by its source', async () => {
  await change(bo, deploy([], {}, 'hunter2'), CLEAN);
  const unseen = await unseenBy(ada, deploy([], {}, 'hunter1'));
  expect(unseen?.changes).toEqual([
    { topic: 'Settings', text: 'Another value of a secret: environment variable SECRET.', caution: true },
  ]);
});

test('a record that is damaged is not quoted, as secrets are in it, and is asked about', async () => {
  await change(bo, NONE);
  writeFileSync(join(server.folder, 'revisions', '000002', 'manifests.json'), 'hunter2');
  expect(await unseenBy(ada, NONE)).toMatchObject({
    changes: [],
    onlyAdds: false,
    note: 'What they deployed is no longer recorded, so it cannot be compared.',
  });
});

test('settings that are damaged are not taken for explained by git', async () => {
  await change(bo, { ...NONE, platform: 'oops' }, CLEAN);
  expect(await unseenBy(ada, NONE)).toMatchObject({ onlyAdds: false, note: expect.stringContaining('damaged') });
});

test('of many changes, the last are listed', () => {
  const entry = (revision: number) => ({
    ...{ revision, change: `${revision}`, after: [], command: 'up', operator: 'bo@build-1', from: 0, to: 1 },
    ...{ result: 'done' as const, deploys: true, hubwright: '1.2.3', k3s: {} },
  });
  const entries = Array.from({ length: 30 }, (_, i) => entry(i + 1));
  const lines = describeUnseen({ entries, changes: [], onlyAdds: false, note: undefined }).split('\n');
  expect([lines[0], lines.length, lines[2]]).toEqual([
    '30 changes of this cluster were made elsewhere; the last 20:',
    22,
    expect.stringMatching(/^ {2}11 /),
  ]);
});

test('what deploys nothing is not compared, and is still unseen until the next `up`', async () => {
  await change(bo, undefined, { command: 'home move eve --to a-1' });
  expect(await unseenBy(ada, deploy(['eve']))).toBeUndefined();
  await change(bo, deploy(['eve']));
  await change(ada, undefined, { command: 'home move ada --to a-1' });
  expect((await unseenBy(ada, NONE))?.entries.map((it) => it.revision)).toEqual([2, 3]);
  await change(ada, NONE);
  expect(await unseenBy(ada, NONE)).toBeUndefined();
  expect((await unseenBy(bo, deploy(['eve'])))?.entries.map((it) => it.revision)).toEqual([4, 5]);
});

test.each([1, 3])('a change that no server has got hides none of another operator: after %i tries', async (tries) => {
  const { run } = server;
  server.run = async (argv, options) => {
    if (argv.includes('put-record')) throw new HostError(server, { reason: 'exit', argv, exitCode: 1 });
    return run(argv, options);
  };
  for (let i = 0; i < tries; i++) await expect(change(ada, NONE)).rejects.toThrow('exit code 1');
  server.run = run;
  expect(await unseenBy(ada, NONE)).toBeUndefined();
  await change(bo, deploy(['eve']));
  expect(await unseenBy(ada, NONE)).toMatchObject({ entries: [{ operator: 'bo@build-1' }], onlyAdds: false });
});

test('a change of this folder that was killed is no news to it', async () => {
  const author = { command: 'up', operator: 'ada@laptop', hubwright: '1.2.3' };
  const lock = new ServerLock({ holder: { holder: ada, ...author }, id: 'abc', breaks: false });
  await new RecordedChange(ada, author, lock, () => {}).begin({ servers: [server], signal, deployed: deploy(['eve']) });
  expect(await unseenBy(ada, NONE)).toBeUndefined();
});

describe('of two servers, one was off while another operator changed the cluster', () => {
  let two: FolderHost;
  beforeEach(async () => {
    two = new FolderHost('s-2');
    await change(ada, NONE, {}, [server, two]);
    await change(bo, deploy(['eve']), {}, [server]);
    // This one deploys nothing, and makes the other server as new as the first.
    await change(bo, undefined, { command: 'home move eve --to a-1' }, [two, server]);
  });

  test.each([
    ['both answer', () => [two, server]],
    ['the one that was off is silent', () => [server]],
  ])('%s', async (_, servers) => {
    const unseen = await unseenBy(ada, NONE, servers());
    expect(unseen).toMatchObject({
      entries: [{ command: 'up' }, { command: 'home move eve --to a-1' }],
      note: undefined,
    });
    expect(unseen?.onlyAdds).toBe(false);
  });

  test('the one that was on is silent', async () => {
    const unseen = await unseenBy(ada, NONE, [two]);
    expect(unseen).toMatchObject({
      changes: [],
      onlyAdds: false,
      note: 'A server that is off has recorded changes that the others lack, so they cannot be compared.',
    });
  });
});

test('two changes that did not know of each other are both seen', async () => {
  const two = new FolderHost('s-2');
  await change(bo, deploy(['eve']), {}, [two]);
  await change(ada, NONE);
  expect(await unseenBy(ada, NONE, [server, two])).toMatchObject({ entries: [{ operator: 'bo@build-1' }] });
  await change(ada, NONE, {}, [server, two]);
  for (const servers of [[server, two], [server], [two]]) expect(await unseenBy(ada, NONE, servers)).toBeUndefined();
});

test('a record that was moved away hides nothing', async () => {
  await change(bo, deploy(['eve']));
  rmSync(join(server.folder, 'state.json'));
  expect(await unseenBy(ada, NONE)).toMatchObject({ entries: [{ revision: 2 }] });
  await change(ada, NONE);
  expect(await unseenBy(bo, deploy(['eve']))).toMatchObject({ entries: [{ revision: 3 }] });
});

test.each([
  ['there is no server', [] as FolderHost[]],
  ['it has no record', [new FolderHost('new')]],
])('nothing is unseen where %s', async (_, servers) => {
  expect(await unseenBy(ada, NONE, servers)).toBeUndefined();
});
