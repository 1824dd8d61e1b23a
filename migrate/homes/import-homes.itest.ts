import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { takeHold } from '../../operate/homes/holds.ts';
import { askedCluster, Cluster, Here } from '../../operate/restore/cluster-testing.ts';
import { describeTree, fileTree, makeTree } from '../../testbed/file-tree.ts';
import { archiveSource } from './archive.ts';
import type { HomeSource } from './home-source.ts';
import { importHome } from './import-home.ts';
import { oldHomes } from './old-cluster.ts';
import { type OldHome, oldKubectl } from './old-cluster-testing.ts';
import { planHomes } from './plan-homes.ts';

const isRoot = process.getuid?.() === 0;
/** An archive whose names and links lead to a folder outside. */
const LEADING_OUT = `
import io, sys, tarfile
out = sys.argv[1]
with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as tar:
    def add(name, **facts):
        entry = tarfile.TarInfo(name)
        for key, value in facts.items():
            setattr(entry, key, value)
        data = b"escaped"
        entry.size = len(data) if entry.type == tarfile.REGTYPE else 0
        tar.addfile(entry, io.BytesIO(data) if entry.size else None)
    add("./notes.ipynb")
    add("./folder", type=tarfile.SYMTYPE, linkname=out)
    add("./folder/through-a-link")
    add("./file", type=tarfile.SYMTYPE, linkname=out + "/through-a-file")
    add("./file")
    add("./hard", type=tarfile.LNKTYPE, linkname=out + "/secret")
    add("../" * 20 + out[1:] + "/by-dots")
    add("/hubwright-escaped")
`;
const WORDS = ['--from-cluster', '--context', 'old'];

(isRoot ? describe : describe.skip)('homes from elsewhere, copied by the real tar', () => {
  let cluster: Cluster;
  let calls: string[] = [];
  const elsewhere = mkdtempSync(join(tmpdir(), 'hubwright-old-'));
  const made: string[] = [];
  const at = (...names: string[]) => join(cluster.storage, ...names);
  const folderOf = (claim: string) => `imported-${claim}_jupyterhub_${claim}`;

  beforeEach(() => {
    cluster = new Cluster();
    made.push(cluster.folder);
    mkdirSync(cluster.storage);
    calls = [];
    rmSync(join(elsewhere, 'ada'), { recursive: true, force: true });
    mkdirSync(join(elsewhere, 'ada', 'work'), { recursive: true });
    writeFileSync(join(elsewhere, 'ada', 'work', 'notes.ipynb'), 'old');
    execFileSync('chown', ['-R', '1000:100', join(elsewhere, 'ada')]);
  });
  afterAll(() => {
    for (const it of [elsewhere, ...made]) rmSync(it, { recursive: true, force: true });
  });

  const asked = () => askedCluster(cluster);

  interface Wanted {
    readonly users?: readonly string[];
    readonly isInUse?: boolean;
    readonly to?: string;
    readonly now?: Date;
  }

  /** As the command does it, one home after the other. */
  async function copy(sources: readonly HomeSource[], wanted: Wanted & { readonly replaces?: boolean } = {}) {
    const { replaces = (wanted.users ?? []).length > 0, now = new Date(), isInUse = false } = wanted;
    const plan = await planHomes(asked(), { sources, replaces, to: wanted.to }, now);
    const notes: string[] = [];
    const done: string[] = [];
    const options = { words: WORDS, isInUse, progress: () => {}, note: (it: string) => notes.push(it) };
    for (const home of plan.homes) done.push(await importHome(asked(), plan, home, options));
    return { plan, done, notes };
  }
  async function fromCluster(homes: Readonly<Record<string, OldHome>>, wanted: Wanted = {}) {
    const run = oldKubectl({ homes }, calls);
    const question = {
      run,
      note: () => {},
      users: wanted.users ?? [],
      known: [],
      isInUse: wanted.isInUse ?? false,
      target: 'x',
    };
    const { sources } = await oldHomes(question);
    return copy(sources, wanted);
  }
  const ada = { 'claim-ada': { user: 'ada', folder: join(elsewhere, 'ada') } };
  const read = (claim: string, ...names: string[]) => readFileSync(at(folderOf(claim), ...names), 'utf8');

  test('a home of somebody who has none here gets a volume, which waits for its claim', async () => {
    const { done } = await fromCluster(ada);
    expect(done).toEqual([expect.stringMatching(/^is on (s1|a1), /)]);
    expect(read('claim-ada', 'work', 'notes.ipynb')).toBe('old');
    expect(cluster.volumes).toEqual([
      { name: 'imported-claim-ada', phase: 'Available', path: expect.any(String), claim: 'claim-ada' },
    ]);
    expect([cluster.holds.size, readdirSync(cluster.storage)]).toEqual([0, [folderOf('claim-ada')]]);
    const ofPod = calls.filter((it) => !it.startsWith('get '));
    expect(ofPod).toEqual([
      'delete pods',
      'create -f',
      'wait --for=condition=Ready',
      'exec du',
      'exec tar',
      'exec python3',
      'delete pods',
    ]);
  });

  test('homes of named servers go with their user, each to its own', async () => {
    mkdirSync(join(elsewhere, 'gpu'), { recursive: true });
    writeFileSync(join(elsewhere, 'gpu', 'model'), 'large');
    const homes = { ...ada, 'claim-ada--gpu': { user: 'ada', server: 'gpu', folder: join(elsewhere, 'gpu') } };
    await fromCluster(homes, { users: ['ada'] });
    expect([read('claim-ada', 'work', 'notes.ipynb'), read('claim-ada--gpu', 'model')]).toEqual(['old', 'large']);
  });

  test('what is here already is left, or replaced and kept beside', async () => {
    await fromCluster(ada);
    writeFileSync(at(folderOf('claim-ada'), 'new'), 'of here');
    cluster.pods.add('jupyter-ada');
    const { plan, done } = await fromCluster(ada);
    expect([plan.here.map((it) => it.user), done, cluster.pods.size]).toEqual([['ada'], [], 1]);
    const replaced = await fromCluster(ada, { users: ['ada'] });
    expect(replaced.plan.homes[0]?.pods).toEqual(['jupyter-ada']);
    const [kept = ''] = readdirSync(cluster.storage).filter((it) => it.includes('.before-import-'));
    expect(replaced.done).toEqual([
      `is on a1, ${replaced.done[0]?.split(', ')[1]?.split(';')[0]}; what was there is kept as ${at(kept)}`,
    ]);
    expect([readFileSync(at(kept, 'new'), 'utf8'), read('claim-ada', 'work', 'notes.ipynb')]).toEqual([
      'of here',
      'old',
    ]);
    expect(cluster.pods.size).toBe(0);
  });

  test('killed after any step and run again, it ends the same, and nothing that was here is lost', async () => {
    for (const steps of [1, 2, 3]) {
      rmSync(cluster.storage, { recursive: true });
      mkdirSync(cluster.storage);
      cluster.volumes = [];
      cluster.left = steps;
      const first = fromCluster(ada);
      // The last step of a new home makes its volume.
      await expect(first).rejects.toThrow('does not answer');
      cluster.left = Number.POSITIVE_INFINITY;
      expect([...cluster.holds.keys()]).toEqual(['hubwright-hold-claim-ada']);
      // Without names, what is unfinished is not taken for a home that is here.
      await fromCluster(ada);
      expect([cluster.holds.size, cluster.volumes.length]).toEqual([0, 1]);
      expect(read('claim-ada', 'work', 'notes.ipynb')).toBe('old');
      expect(readdirSync(cluster.storage).filter((it) => it.startsWith('.'))).toEqual([]);
    }
  });

  test('a home that changes meanwhile is not taken, unless for a trial', async () => {
    const change = () => writeFileSync(join(elsewhere, 'ada', 'work', 'new'), 'by its user');
    const changing = (source: HomeSource): HomeSource => ({
      ...source,
      open: async (options) => {
        const open = await source.open(options);
        return { ...open, pack: async (packing) => [await open.pack(packing), change()] };
      },
    });
    const { sources } = await oldHomes({
      run: oldKubectl({ homes: ada }),
      note: () => {},
      users: [],
      known: [],
      isInUse: true,
      target: 'x',
    });
    const changed = sources.map(changing);
    await expect(copy(changed)).rejects.toThrow(/^the copy on (s1|a1) differs from the original: work /);
    expect([cluster.volumes, cluster.holds.size, readdirSync(cluster.storage)]).toEqual([[], 0, []]);
    await copy(changed, { isInUse: true });
    expect(cluster.volumes).toHaveLength(1);
  });

  test('what else holds the home is finished first', async () => {
    const hold = {
      work: 'restore',
      user: 'ada',
      server: '',
      claim: 'claim-ada',
      since: '2026-11-26T11:00:00.000Z',
      holder: 'root@x',
    } as const;
    await takeHold(new Here('s1', cluster), 'jupyterhub', hold, new AbortController().signal);
    await expect(fromCluster(ada)).rejects.toThrow('ada: the restore that root@x began');
    expect([cluster.holds.size, cluster.volumes]).toEqual([1, []]);
  });

  describe('an archive', () => {
    const pack = (folder: string, ...words: string[]) => execFileSync('tar', ['-C', folder, ...words, '-c', '.']);
    const from = (stdin: Buffer) =>
      archiveSource({ user: 'ada', server: '', file: '-', stdin: Readable.from([stdin]) });

    test('its files get the owner of servers, devices and the rights of others stay out', async () => {
      const folder = join(elsewhere, 'ada');
      execFileSync('mknod', [join(folder, 'disk'), 'b', '8', '0']);
      writeFileSync(join(folder, 'tool'), '#!/bin/sh');
      chownSync(join(folder, 'tool'), 0, 0);
      chmodSync(join(folder, 'tool'), 0o4755);
      const { notes } = await copy([await from(pack(folder, '--owner=2345', '--group=2345'))]);
      const all = readdirSync(at(folderOf('claim-ada')), { recursive: true, encoding: 'utf8' });
      expect(all.sort()).toEqual(['tool', 'work', 'work/notes.ipynb']);
      for (const name of ['.', ...all]) {
        const { uid, gid } = lstatSync(at(folderOf('claim-ada'), name));
        expect([name, uid, gid]).toEqual([name, 1000, 100]);
      }
      expect(statSync(at(folderOf('claim-ada'), 'tool')).mode & 0o7000).toBe(0);
      expect(notes).toEqual(['ada: 3 files got the owner of servers, 1000:100']);
    });

    test('that leads out of the home writes and changes nothing there', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'hubwright-outside-'));
      made.push(outside);
      writeFileSync(join(outside, 'secret'), 'of root', { mode: 0o600 });
      const before = statSync(join(outside, 'secret'));
      const bytes = execFileSync('python3', ['-c', LEADING_OUT, outside]);
      const refused = await copy([await from(bytes)]).catch((error) => error.message);
      expect(refused).toMatch(
        /^(s1|a1): the copy could not be written\n {2}tar: \.\/folder\/through-a-link: .*\n.*\n.*$/,
      );
      const { uid, mode, nlink, ctimeMs } = statSync(join(outside, 'secret'));
      expect([uid, mode, nlink, ctimeMs]).toEqual([before.uid, before.mode, before.nlink, before.ctimeMs]);
      expect([readdirSync(outside), existsSync('/hubwright-escaped')]).toEqual([['secret'], false]);
    });

    test('of which all is in one folder: that is said', async () => {
      const { notes } = await copy([await from(pack(elsewhere, '--exclude=./gpu'))]);
      expect(notes).toEqual([
        'ada: all of it is in the folder "ada"; if that should be the home itself, pack what is in it',
      ]);
    });

    test('that was cut off leaves nothing behind', async () => {
      writeFileSync(join(elsewhere, 'ada', 'large'), Buffer.alloc(50_000, 'x'));
      const whole = pack(join(elsewhere, 'ada'));
      const cut = await from(whole.subarray(0, 30_000));
      await expect(copy([cut])).rejects.toThrow('the archive in standard input is cut off');
      expect([cluster.volumes, cluster.holds.size, readdirSync(cluster.storage)]).toEqual([[], 0, []]);
    });
  });

  test('any tree of files comes over unchanged', async () => {
    let counter = 0;
    await fc.assert(
      fc.asyncProperty(fileTree, async (entries) => {
        const user = `user${counter++}`;
        const folder = join(elsewhere, user);
        await makeTree(
          folder,
          entries.map((it) => ({ ...it, uid: 1000 })),
        );
        chownSync(folder, 1000, 100);
        await fromCluster({ [`claim-${user}`]: { user, folder } });
        expect(await describeTree(at(folderOf(`claim-${user}`)))).toEqual(await describeTree(folder));
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
