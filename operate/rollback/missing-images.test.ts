import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { imagesOfTars, missingImages } from './missing-images.ts';

const [ONE, TWO] = ['one', 'two'].map((it) => `registry.hubwright.internal/${it}:0123456789abcdef`) as [string, string];

test('images of a release that nodes can have only from a tar', () => {
  const values = {
    hub: { image: { name: ONE.split(':')[0], tag: '0123456789abcdef' } },
    singleuser: { profileList: [{ kubespawner_override: { image: TWO } }], image: { name: 'quay.io/a', tag: 'b' } },
  };
  const chart = {
    ...{ apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata: { name: 'jupyterhub' } },
    spec: { valuesContent: stringify(values) },
  };
  expect(imagesOfTars(stringify(chart), false)).toEqual([ONE, TWO]);
  expect(imagesOfTars(stringify(chart), true)).toEqual(['quay.io/a:b', ONE, TWO]);
  expect(imagesOfTars('', true)).toEqual([]);
});

test('images that a node has neither in containerd nor as a tar', async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, readonly string[]>> = {
    s1: [`image\t${ONE}`, 'entry\t0 1 /var/lib/rancher/k3s/agent/images/two-0123456789abcdef-amd64.tar'],
    a1: [`image\t${ONE}`],
    a2: [],
  };
  const nodes = Object.entries(answers).map(([name, lines]) => {
    const run = async () => {
      asked.push(name);
      return { exitCode: 0, stdout: [...lines, 'end\tok'].join('\n'), stderr: '' };
    };
    const unit = name === 's1' ? 'k3s' : 'k3s-agent';
    const units = new Map([[unit, { state: name === 'a2' ? 'inactive' : 'active', isEnabled: true }]]);
    return { node: { name, unit } as K3sNode, host: fakeHost(name, { run }), facts: bareFacts(name, { units }) };
  });
  const { signal } = new AbortController();
  expect(await missingImages(nodes, [ONE, TWO], signal)).toEqual(new Map([['a1', [TWO]]]));
  expect(await missingImages(nodes, [], signal)).toEqual(new Map());
  expect(asked.sort()).toEqual(['a1', 's1']);
});
