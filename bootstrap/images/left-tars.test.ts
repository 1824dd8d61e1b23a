import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { recordPlatform } from '../../cluster/record/recorded-platform.ts';
import { loadPlatform } from '../../settings/load.ts';
import { load } from '../../settings/testing.ts';
import { run } from '../../system/exec.ts';
import { HostError } from '../../system/hosts/host.ts';
import { bareFacts, fakeHost } from '../testing.ts';
import { deployedImages, leftTars, strangers } from './left-tars.ts';

const FOLDER = '/var/lib/rancher/k3s/agent/images';
const digest = (digit: number) => `${digit}`.repeat(16);
const { platform } = load({ images: [{ name: 'pulled', image: 'quay.io/jupyter/minimal-notebook:1' }] });
const own = loadPlatform({ directory: join(import.meta.dirname, '../..') }).platform;
const entry = (name: string) => ({ path: `${FOLDER}/${name}`, bytes: 1000, time: 0 });
const on = (...names: string[]) => new Map([['a1', bareFacts('10.0.0.1', { entries: names.map(entry) })]]);
/** A deployment that was finished, or was not. */
type Deployment = string[] | { begun: string[] };
/** What is left, after deployments of which the newest comes first; the oldest has the number 1. */
const left = (names: string[], deployed: Deployment[], snapshots: readonly number[]) => {
  const deployments = deployed.map((it, i) => {
    const isDone = Array.isArray(it);
    return { revision: deployed.length - i, isDone, images: new Set(isDone ? it : it.begun) };
  });
  return [...leftTars(platform, on(...names), { deployments, snapshots })].flatMap(([node, entries]) =>
    entries.map((it) => `${node} ${it.path.slice(FOLDER.length + 1)}`),
  );
};
const [OLD, OLDER, OLDEST] = [`science-${digest(2)}`, `science-${digest(1)}`, `science-${digest(0)}`];

test.each<[title: string, names: string[], deployed: Deployment[], expected: string[], snapshots: number[]]>([
  ['one that the last other deployment had stays, to go back to', [`${OLD}-amd64.tar`], [[OLD]], [], []],
  ['so it does while nothing changes', [`${OLD}-amd64.tar`], [[], [], [OLD]], [], []],
  [
    'one that an earlier deployment had goes',
    [`${OLDER}-amd64.tar`, `${OLD}-arm64.tar`],
    [[OLD], [OLDER]],
    [`a1 ${OLDER}-amd64.tar`],
    [],
  ],
  [
    'one stays that was in place before a deployment that never was',
    [`${OLDEST}-amd64.tar`, `${OLDER}-amd64.tar`, `${OLD}-amd64.tar`],
    [{ begun: [OLD] }, [OLDER], [OLDEST]],
    [`a1 ${OLDEST}-amd64.tar`],
    [],
  ],
  [
    'one stays that was in place before a snapshot',
    [`${OLDEST}-amd64.tar`, `${OLDER}-amd64.tar`],
    [[OLD], [OLDER], { begun: [] }, [OLDEST]],
    [`a1 ${OLDER}-amd64.tar`],
    [3],
  ],
  ['one that no recorded deployment had stays', [`theirs-${digest(3)}-amd64.tar`], [[OLD], [OLDER]], [], []],
  [
    'what is named otherwise stays',
    [`${OLDER}.tar`, 'k3s-airgap-images-amd64.tar.zst', `.${OLDER}-amd64.tar.hubwright`],
    [[OLD], [OLDER]],
    [],
    [],
  ],
])('tars of images that left the settings: %s', (_, names, deployed, expected, snapshots) => {
  expect(left(names, deployed, snapshots)).toEqual(expected);
});

test('tars of images that the settings have, under another digest, are not looked at', () => {
  expect([...strangers(own, on(`data-science-${digest(1)}-amd64.tar`, `${OLD}-amd64.tar`)).values()].flat()).toEqual([
    entry(`${OLD}-amd64.tar`),
  ]);
});

test('of images that are in a registry now, tars are left once another deployment of that kind was there', () => {
  const pushed = { ...own, registry: { ...own.registry, push: 'registry.lan/hub' } };
  const tar = on(`data-science-${digest(1)}-amd64.tar`);
  const deployment = (revision: number, images: string[]) => ({ revision, isDone: true, images: new Set(images) });
  const shipped = deployment(1, [`data-science-${digest(1)}`]);
  const found = (...newer: ReturnType<typeof deployment>[]) =>
    [...leftTars(pushed, tar, { deployments: [...newer, shipped], snapshots: [] }).values()].flat();
  expect(found()).toEqual([]);
  expect(found(deployment(2, ['registry.lan/hub/data-science:1']))).toEqual([
    entry(`data-science-${digest(1)}-amd64.tar`),
  ]);
});

test('the images of recorded deployments; what cannot be read is left out', async () => {
  const stdout = [
    ...['snapshot 000002-9f86d081884c7d65', `begun 000003 ${recordPlatform(own)}`, 'done 000002 {}'],
    ...[`done 000001 ${recordPlatform(platform)}`, ''],
  ].join('\n');
  const signal = new AbortController().signal;
  const server = fakeHost('s1', { run: async () => ({ exitCode: 0, stdout, stderr: '' }) });
  const found = await deployedImages(server, signal);
  expect(found.snapshots).toEqual([2]);
  expect(found.deployments.map((it) => [it.revision, it.isDone, it.images.size])).toEqual([
    [3, false, 2],
    [1, true, 0],
  ]);
  expect([...(found.deployments[0]?.images ?? [])][0]).toMatch(/^data-science-[0-9a-f]{16}$/);
  const silent = fakeHost('s1', {
    run: async (argv) => {
      throw new HostError({ name: 's1', describe: () => 's1' }, { reason: 'unreachable', argv });
    },
  });
  expect(await deployedImages(silent, signal)).toEqual({ deployments: [], snapshots: [] });
});

test('what a server has recorded is printed with what was finished of it, and with its snapshots', async () => {
  const root = mkdtempSync(join(tmpdir(), 'hubwright-recorded-'));
  try {
    const put = (revision: string, name: string, text: string) => {
      mkdirSync(join(root, 'revisions', revision), { recursive: true });
      writeFileSync(join(root, 'revisions', revision, name), text);
    };
    for (const [revision, result] of [
      ['000001', 'done'],
      ['000002', 'failed'],
      ['000003', 'running'],
    ] as const) {
      put(revision, 'platform.json', '{"a": "b  c"}\n');
      put(revision, 'entry.json', `${JSON.stringify({ revision: 1, command: '"result":"done"', result })}\n`);
    }
    put('000004', 'entry.json', '{"result":"done"}\n');
    put('000005', 'platform.json', '{}');
    mkdirSync(join(root, 'snapshots', '000002-9f86d081884c7d65'), { recursive: true });
    mkdirSync(join(root, 'snapshots', '.000003-9f86d081884c7d65'), { recursive: true });
    const script = readFileSync(new URL('recorded-deployments.sh', import.meta.url), 'utf8');
    const { stdout } = await run('sh', ['-c', script.replaceAll('/var/lib/hubwright', root)], {
      cwd: root,
      timeout: 600_000,
    });
    expect(stdout.split('\n').filter((it) => it !== '')).toEqual([
      'snapshot 000002-9f86d081884c7d65',
      'begun 000005 {}',
      'begun 000003 {"a": "b  c"}',
      'begun 000002 {"a": "b  c"}',
      'done 000001 {"a": "b  c"}',
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
