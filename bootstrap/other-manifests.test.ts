import { expect, test } from '@jest/globals';
import { otherManifests } from './other-manifests.ts';

const FOLDER = '/var/lib/rancher/k3s/server/manifests';

test.each([
  ['somebody else’s', `${FOLDER}/mine.yaml`, true],
  ['one of another ending', `${FOLDER}/mine.json`, true],
  ['this cluster’s', `${FOLDER}/hubwright-hub.k8s.yaml`, false],
  ["k3s's own", `${FOLDER}/coredns.yaml`, false],
  ['a file that switches one off', `${FOLDER}/coredns.yaml.skip`, false],
  ['one that is being written', `${FOLDER}/.mine.yaml.hubwright`, false],
  ['an image', '/var/lib/rancher/k3s/agent/images/mine.yaml', false],
])('a manifest on the first server: %s', (_, path, isOther) => {
  const found = otherManifests('s-1', { entries: [{ path, bytes: 1, time: 0 }] }, new Set(['hubwright-hub.k8s.yaml']));
  expect(found.map((it) => it.message)).toEqual(
    isOther ? [`${path} was not put there by Hubwright; k3s applies it, and it is left alone`] : [],
  );
});
