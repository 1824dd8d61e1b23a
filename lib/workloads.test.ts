import { expect, test } from '@jest/globals';
import { toYaml } from '../system/yaml.ts';
import { otherPods, uncountedReleases } from './workloads.ts';

const object = (kind: string, spec: object, metadata: object = {}) =>
  toYaml({ apiVersion: 'v1', kind, metadata: { name: 'a', ...metadata }, spec });
const container = (cpu?: string, memory?: string, limits: object = {}) => ({
  resources: { requests: { ...(cpu && { cpu }), ...(memory && { memory }) }, limits },
});
const pods = (text: string) =>
  otherPods(new Map([['mine.k8s.yaml', text]])).map((it) => [it.name, it.millis, it.mebibytes, it.count]);

test.each<[string, string, object, (string | number)[][]]>([
  [
    'Pod',
    'with several containers',
    { containers: [container('100m', '1Gi'), container('0.5')] },
    [['Pod a', 600, 1024, 1]],
  ],
  [
    'Pod',
    'whose init container needs more',
    { initContainers: [container('2', '64Mi')], containers: [container('100m', '128Mi')] },
    [['Pod a', 2000, 128, 1]],
  ],
  [
    'Pod',
    'with a limit alone',
    { containers: [container(undefined, undefined, { memory: '1Gi' })] },
    [['Pod a', 0, 1024, 1]],
  ],
  ['Pod', 'that reserves nothing', { containers: [{}] }, []],
  [
    'Deployment',
    'with replicas',
    { replicas: 3, template: { spec: { containers: [container('1', '1Gi')] } } },
    [['Deployment a', 1000, 1024, 3]],
  ],
  [
    'StatefulSet',
    'without replicas, which is one',
    { template: { spec: { containers: [container('1')] } } },
    [['StatefulSet a', 1000, 0, 1]],
  ],
  [
    'DaemonSet',
    'on each node',
    { template: { spec: { containers: [container('1')] } } },
    [['DaemonSet a', 1000, 0, 'one on each node']],
  ],
  ['Job', 'that ends', { template: { spec: { containers: [container('1')] } } }, []],
])('a %s %s', (kind, _, spec, expected) => {
  expect(pods(object(kind, spec))).toEqual(expected);
});

test('of releases what was declared counts', () => {
  const chart = (name: string, annotations: object = {}) =>
    object('HelmChart', { chart: name }, { name, namespace: 'kube-system', annotations });
  const requests = { 'hubwright/requests': '{"cpu":"500m","memory":"1Gi"}' };
  const text = [chart('jupyterhub'), chart('grafana', requests), chart('loki')].join('---\n');
  expect(pods(text)).toEqual([['release grafana', 500, 1024, 1]]);
  expect(uncountedReleases(new Map([['mine.k8s.yaml', text]]))).toEqual(['loki']);
});
