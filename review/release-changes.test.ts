import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { releaseChanges } from './release-changes.ts';
import type { Side } from './side.ts';

const { platform } = load();
const state = (...specs: object[]): Side => {
  const objects = specs.map((spec) => ({
    ...{ apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata: { name: 'grafana', namespace: 'kube-system' } },
    spec,
  }));
  return { platform, manifests: new Map([['mine.k8s.yaml', objects]]) };
};

test.each<[object[], object[], string[]]>([
  [[{ version: '1.2.3' }], [{ version: '1.3.0' }], ['release grafana: version 1.2.3 → 1.3.0']],
  [[], [{ version: '1.2.3' }], ['release grafana: new, version 1.2.3']],
  [
    [{ version: '1.2.3' }],
    [{ version: '1.2.3', valuesContent: 'a: 1' }],
    ['release grafana: upgraded with other settings'],
  ],
  [[{}], [{ version: '1.2.3' }], ['release grafana: version not set → 1.2.3']],
  [[{ version: '1.2.3' }], [{ version: '1.2.3' }], []],
  [[{ version: '1.2.3' }], [], []],
])('%j to %j', (before, after, expected) => {
  expect(releaseChanges(state(...before), state(...after)).map((it) => it.text)).toEqual(expected);
});
