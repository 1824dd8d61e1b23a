import { expect, test } from '@jest/globals';
import type { FoundFile } from '../../cluster/probe-answers.ts';
import { sha256 } from '../../system/sha256.ts';
import { inPlace, manifestDrift } from './manifest-drift.ts';

const FOLDER = '/var/lib/rancher/k3s/server/manifests';
const OURS = 'hubwright-hub.k8s.yaml';
const manifests = new Map([[OURS, 'kind: New\n']]);
const file = (text: string): FoundFile => ({
  mode: 0o600,
  owner: 'root:root',
  bytes: 1,
  sha256: sha256(text),
  isOurs: false,
});
const lines = (found: { files?: [string, FoundFile][]; entries?: string[] }, finished?: string, begun: string[] = []) =>
  manifestDrift(
    's-1',
    { files: new Map(found.files), entries: (found.entries ?? []).map((path) => ({ path, bytes: 1, time: 0 })) },
    manifests,
    {
      finished: finished === undefined ? undefined : new Map([[OURS, finished]]),
      begun: begun.map((text) => new Map([[OURS, text]])),
    },
  ).map((it) => `${it.what}${it.step === undefined ? '' : ` [${it.step}]`}`);

test.each([
  ['somebody else’s', `${FOLDER}/mine.yaml`, [`${FOLDER}/mine.yaml was not put there by Hubwright`]],
  ['one of another ending', `${FOLDER}/mine.json`, [`${FOLDER}/mine.json was not put there by Hubwright`]],
  ['this cluster’s', `${FOLDER}/${OURS}`, []],
  ["k3s's own", `${FOLDER}/coredns.yaml`, []],
  ["a file that switches one of k3s's own off", `${FOLDER}/coredns.yaml.skip`, []],
  [
    'a file that switches ours off',
    `${FOLDER}/${OURS}.skip`,
    [`${FOLDER}/${OURS}.skip keeps k3s from applying ${OURS}`],
  ],
  ['one that is being written', `${FOLDER}/.mine.yaml.hubwright`, []],
  ['an image', '/var/lib/rancher/k3s/agent/images/mine.yaml', []],
])('a file on the first server: %s', (_, path, expected) => {
  expect(lines({ entries: [path] })).toEqual(expected);
});

test.each([
  ['as it should be', 'kind: New\n', 'kind: Old\n', []],
  ['as it was deployed, and the settings have changed since', 'kind: Old\n', 'kind: Old\n', []],
  ['neither', 'kind: Other\n', 'kind: Old\n', [`${FOLDER}/${OURS} was edited [manifests]`]],
  ['gone', undefined, 'kind: Old\n', [`${FOLDER}/${OURS} was deleted [manifests]`]],
  ['another one, and what was deployed is not recorded', 'kind: Other\n', undefined, []],
  ['not there before the first deployment', undefined, undefined, []],
])('one of ours: %s', (_, found, deployed, expected) => {
  const files: [string, FoundFile][] = found === undefined ? [] : [[`${FOLDER}/${OURS}`, file(found)]];
  expect(lines({ files }, deployed)).toEqual(expected);
  expect(inPlace(manifests, { files: new Map(files) }).size).toBe(found === 'kind: New\n' ? 1 : 0);
});

test.each([
  ['gone, or not there yet', undefined, undefined, []],
  ['gone, and it was there before', undefined, 'kind: Old\n', [`${FOLDER}/${OURS} was deleted [manifests]`]],
  ['as it was before', 'kind: Old\n', 'kind: Old\n', []],
  ['as it was to become', 'kind: Cut\n', 'kind: Old\n', []],
  ['neither', 'kind: Other\n', undefined, [`${FOLDER}/${OURS} was edited [manifests]`]],
])('one of ours after a change that was cut off: %s', (_, found, finished, expected) => {
  const files: [string, FoundFile][] = found === undefined ? [] : [[`${FOLDER}/${OURS}`, file(found)]];
  expect(lines({ files }, finished, ['kind: Cut\n'])).toEqual(expected);
});
