import { expect, test } from '@jest/globals';
import { toYaml } from '../system/yaml.ts';
import { imagesOfMain, undeclaredImages } from './images-of-main.ts';

const pod = (image: string, init: string) => ({ initContainers: [{ image: init }], containers: [{ image }] });
const object = (kind: string, rest: object) => toYaml({ apiVersion: 'v1', kind, metadata: { name: 'a' }, ...rest });
const chart = (name: string, spec: object, annotations: object = {}) =>
  object('HelmChart', {
    metadata: { name, namespace: 'kube-system', annotations },
    spec: { targetNamespace: 'mine', values: { containers: [{ image: 'never:1' }] }, ...spec },
  });

test.each<[string, object]>([
  ['Pod', { spec: pod('a:1', 'b:2') }],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicaSet'].map((kind): [string, object] => [
    kind,
    { spec: { template: { spec: pod('a:1', 'b:2') } } },
  ]),
  ['CronJob', { spec: { jobTemplate: { spec: { template: { spec: pod('a:1', 'b:2') } } } } }],
])('the images of a %s', (kind, rest) => {
  const text = [object('ConfigMap', { data: { x: 'containers:\n- image: never:1\n' } }), object(kind, rest)];
  expect(imagesOfMain(new Map([['mine.k8s.yaml', text.join('---\n')]])).sort()).toEqual(['a:1', 'b:2']);
});

test('the images of releases are those that were declared; of others it is said how they are found', () => {
  const manifests = new Map([
    [
      'mine.k8s.yaml',
      [
        chart('jupyterhub', { chart: 'jupyterhub' }),
        chart('grafana', { chart: 'grafana' }, { 'hubwright/images': 'a:1 b:2' }),
        chart('loki', { chart: 'loki', repo: 'https://charts.example.com', version: '6.1.0' }),
        chart('tempo', { chartContent: 'H4sI' }),
      ].join('---\n'),
    ],
  ]);
  expect(imagesOfMain(manifests)).toEqual(['a:1', 'b:2']);
  expect(undeclaredImages(manifests)).toEqual([
    'not in the list: the images of the release loki; find them with `helm template loki loki --repo https://charts.example.com --version 6.1.0 --namespace mine | grep image:` and its values, and declare them as `images` of its HelmRelease',
    'not in the list: the images of the release tempo; find them with `helm template tempo ARCHIVE.tgz --namespace mine | grep image:` and its values, and declare them as `images` of its HelmRelease',
  ]);
});
