import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { recordPlatform } from '../../cluster/record/recorded-platform.ts';
import { loadPlatform } from '../../settings/load.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { bareFacts, fakeHost } from '../testing.ts';
import { deployedImages, leftTars, strangers } from './left-tars.ts';

const FOLDER = '/var/lib/rancher/k3s/agent/images';
const digest = (digit: number) => `${digit}`.repeat(16);
const { platform } = load({ images: [{ name: 'pulled', image: 'quay.io/jupyter/minimal-notebook:1' }] });
const own = loadPlatform({ directory: join(import.meta.dirname, '../..') }).platform;
const entry = (name: string) => ({ path: `${FOLDER}/${name}`, bytes: 1000, time: 0 });
const on = (...names: string[]) => new Map([['a1', bareFacts('10.0.0.1', { entries: names.map(entry) })]]);
const left = (names: string[], ...deployed: string[][]) =>
  [
    ...leftTars(
      platform,
      on(...names),
      deployed.map((it) => new Set(it)),
    ),
  ].flatMap(([node, entries]) => entries.map((it) => `${node} ${it.path.slice(FOLDER.length + 1)}`));
const [OLD, OLDER] = [`science-${digest(2)}`, `science-${digest(1)}`];

test.each<[title: string, names: string[], deployed: string[][], expected: string[]]>([
  ['one that the last other deployment had stays, to go back to', [`${OLD}-amd64.tar`], [[OLD]], []],
  ['so it does while nothing changes', [`${OLD}-amd64.tar`], [[], [], [OLD]], []],
  [
    'one that an earlier deployment had goes',
    [`${OLDER}-amd64.tar`, `${OLD}-arm64.tar`],
    [[OLD], [OLDER]],
    [`a1 ${OLDER}-amd64.tar`],
  ],
  ['one that no recorded deployment had stays', [`theirs-${digest(3)}-amd64.tar`], [[OLD], [OLDER]], []],
  [
    'what is named otherwise stays',
    [`${OLDER}.tar`, 'k3s-airgap-images-amd64.tar.zst', `.${OLDER}-amd64.tar.hubwright`],
    [[OLD], [OLDER]],
    [],
  ],
])('tars of images that left the settings: %s', (_, names, deployed, expected) => {
  expect(left(names, ...deployed)).toEqual(expected);
});

test('tars of images that the settings have, under another digest, are not looked at', () => {
  expect([...strangers(own, on(`data-science-${digest(1)}-amd64.tar`, `${OLD}-amd64.tar`)).values()].flat()).toEqual([
    entry(`${OLD}-amd64.tar`),
  ]);
});

test('the images of recorded deployments; what cannot be read is left out', async () => {
  const stdout = `${recordPlatform(own)}\n{}\n\n${recordPlatform(platform)}\n`;
  const signal = new AbortController().signal;
  const server = fakeHost('s1', { run: async () => ({ exitCode: 0, stdout, stderr: '' }) });
  const found = await deployedImages(server, signal);
  expect(found.map((it) => it.size)).toEqual([2, 0]);
  expect([...(found[0] ?? [])][0]).toMatch(/^data-science-[0-9a-f]{16}$/);
  const silent = fakeHost('s1', {
    run: async (argv) => {
      throw new HostError({ name: 's1', describe: () => 's1' }, { reason: 'unreachable', argv });
    },
  });
  expect(await deployedImages(silent, signal)).toEqual([]);
});
