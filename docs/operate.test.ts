import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { IMAGE_FOLDER } from '../bootstrap/images/ship-plan.ts';
import { names } from '../platform/names.ts';
import { load } from '../settings/testing.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('operate.md');

test('the page for operators names the objects as the code does', () => {
  const { namespace } = load().platform.hub;
  for (const name of [
    `-n ${namespace} logs deploy/hub`,
    `-n ${names.controllerNamespace} logs job/helm-install-${names.release}`,
    `-n ${names.controllerNamespace} logs ds/${names.devicePlugin}`,
    IMAGE_FOLDER.replace('/var/lib/rancher/k3s/', ''),
  ]) {
    expect(page).toContain(name);
  }
  // Servers are distinguished from other pods as in `status`.
  expect(read('../cluster/cluster-look.sh')).toContain('-l component=singleuser-server ');
  expect(page).toContain('-l component=singleuser-server ');
});

test('every namespace of its commands is one of the two', () => {
  const used = new Set([...page.matchAll(/kubectl -n (\S+)/g)].map(([, namespace]) => namespace));
  expect([...used].sort()).toEqual([load().platform.hub.namespace, names.controllerNamespace].sort());
});
