import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import type { LocatedVolume } from '../../cluster/volumes.ts';
import { run } from '../../system/exec.ts';
import { type MeasuredFolder, measureNode, parseMeasured } from './measure-node.ts';

const { signal } = new AbortController();
const SOME = { user: undefined, server: '', namespace: 'jupyterhub', hasClaim: true, phase: 'Bound', capacity: '10Gi' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hubwright-homes-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A volume whose folder is called as the provisioner calls it. */
const volume = (name: string): LocatedVolume => ({
  ...SOME,
  ...{ kind: 'home', volume: `pvc-${name}`, claim: `claim-${name}`, node: 'a1' },
  path: join(root, `pvc-${name}_jupyterhub_claim-${name}`),
});

/** A file so large, and last written at a moment. */
function file(path: string, kibibytes: number, time: string) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, Buffer.alloc(kibibytes * 1024, 'x'));
  utimesSync(path, new Date(time), new Date(time));
  utimesSync(join(path, '..'), new Date('2020-01-01'), new Date('2020-01-01'));
}

/** What the script says, run by this machine's own shell. */
async function measured(volumes: readonly LocatedVolume[], { limit = 600, known = [] as string[] } = {}) {
  const told: string[] = [];
  const host = fakeHost('a1', {
    run: async ([program = '', ...words], { input = '', onLine } = {}) => {
      const result = await run(program, words, { input: `${input}`, timeout: 600_000 });
      for (const line of result.stdout.split('\n')) onLine?.(line, 'stdout');
      return result;
    },
  });
  const options = { volumes, known, limit, progress: (text: string) => told.push(text), signal };
  const { folders, unknown } = await measureNode(host, options);
  // k3s's own folder may be there, too.
  return { told, folders: [...folders.values()], unknown: unknown.filter((it) => it.path.startsWith(root)) };
}

const short = ({ path, state, lastChange }: MeasuredFolder) => [
  path.slice(root.length + 1),
  state,
  lastChange?.toISOString().slice(0, 10),
];

test('homes are measured, with the time of their newest file; what no volume names is found', async () => {
  const [ada, grace, gone] = ['ada', 'grace', 'gone'].map(volume) as [LocatedVolume, LocatedVolume, LocatedVolume];
  file(join(ada.path ?? '', 'a', 'deep', 'old.ipynb'), 300, '2024-05-01');
  file(join(ada.path ?? '', "Ada's notes.ipynb"), 100, '2026-03-02');
  file(join(grace.path ?? '', 'notes.ipynb'), 1, '2025-01-01');
  file(join(root, 'pvc-eve_jupyterhub_claim-eve.moved', 'notes.ipynb'), 200, '2023-01-01');
  file(join(root, '.before', 'notes.ipynb'), 1, '2023-01-02');
  file(join(root, 'lost+found', 'inode'), 1, '2023-01-01');
  file(join(root, 'pvc-other_crm_data', 'data'), 1, '2023-01-01');
  file(join(root, 'file'), 1, '2023-01-01');
  const known = [join(root, 'pvc-other_crm_data')];
  const { folders, unknown, told } = await measured([ada, grace, gone], { known });
  expect(folders.map((it) => it.path)).toEqual([ada.path, grace.path, gone.path]);
  // A folder counts as changed when something in it comes or goes.
  expect(folders.map((it) => it.state)).toEqual(['measured', 'measured', 'missing']);
  expect(folders[0]?.bytes).toBeGreaterThanOrEqual(400 * 1024);
  expect(folders[0]?.bytes).toBeLessThan(800 * 1024);
  expect(unknown.map((it) => short(it).slice(0, 2))).toEqual([
    ['pvc-eve_jupyterhub_claim-eve.moved', 'measured'],
    ['.before', 'measured'],
  ]);
  expect(told.at(-1)).toMatch(/^measured \d+ of 3 volumes, /);
});

test('the newest file tells when a home last changed', async () => {
  const ada = volume('ada');
  file(join(ada.path ?? '', 'new.ipynb'), 1, '2026-03-02');
  file(join(ada.path ?? '', 'old.ipynb'), 1, '2024-05-01');
  const { folders } = await measured([ada]);
  expect(folders.map(short)).toEqual([['pvc-ada_jupyterhub_claim-ada', 'measured', '2026-03-02']]);
});

test('a home that is a link to another disk is measured there', async () => {
  const [ada, elsewhere] = [volume('ada'), mkdtempSync(join(tmpdir(), 'hubwright-disk-'))];
  file(join(elsewhere, 'large'), 300, '2026-03-02');
  symlinkSync(elsewhere, ada.path ?? '');
  const { folders } = await measured([ada]);
  rmSync(elsewhere, { recursive: true });
  expect(folders[0]?.bytes).toBeGreaterThanOrEqual(300 * 1024);
});

test('when the time is up, the rest is reported as late', async () => {
  const ada = volume('ada');
  file(join(ada.path ?? '', 'notes.ipynb'), 1, '2026-03-02');
  const { folders } = await measured([ada, volume('gone')], { limit: 0 });
  expect(folders.map((it) => [it.state, it.bytes])).toEqual([
    ['late', undefined],
    ['missing', undefined],
  ]);
});

test('a folder that is named by hand makes none of its neighbours suspicious', async () => {
  file(join(root, 'ada', 'notes.ipynb'), 1, '2026-03-02');
  file(join(root, 'neighbour', 'notes.ipynb'), 1, '2026-03-02');
  const { folders, unknown } = await measured([{ ...volume('ada'), path: join(root, 'ada') }]);
  expect(folders.map((it) => it.state)).toEqual(['measured']);
  expect(unknown).toEqual([]);
});

test.each([
  ['an answer that was cut off', 'volume\t/a\t12\t0\nvolume\t/b', undefined],
  ['a folder that du cannot read', 'volume\t/a\t\nend', 'unreadable'],
])('%s', (_, text, state) => {
  if (state === undefined) expect(() => parseMeasured(text)).toThrow('truncated');
  else expect(parseMeasured(text).folders.get('/a')?.state).toBe(state);
});
