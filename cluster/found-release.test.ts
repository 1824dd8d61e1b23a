import { expect, test } from '@jest/globals';
import { parseLook } from './cluster-look.ts';
import { isByHand, type ReleaseRef } from './found-release.ts';

const release = (name: string, namespace = 'kube-system'): ReleaseRef => {
  const id = namespace === 'kube-system' ? name : `${namespace}/${name}`;
  return { id, name, namespace, targetNamespace: `of-${name}`, records: 'secrets' };
};
const RELEASES = [release('grafana'), release('loki', 'mine')];

const job = (name: string, namespace: string, succeeded: number) => ({
  metadata: { name, namespace },
  status: { succeeded },
});
const pod = (name: string, namespace: string, labels: object, status: object = {}) => ({
  ...{ metadata: { name, namespace, labels }, spec: { nodeName: 'test', volumes: [] } },
  status: { conditions: [{ type: 'Ready', status: 'True' }], ...status },
});
const failed = {
  containerStatuses: [
    { name: 'helm', restartCount: 2, state: {}, lastState: { terminated: { message: 'INSTALLATION FAILED' } } },
  ],
};
const node = {
  metadata: { name: 'test', labels: {}, annotations: {} },
  status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1' }, allocatable: {} },
};

/** A look at a cluster with both, as cluster-look.sh prints it. */
function others(sections: Readonly<Record<string, string | object>>) {
  const all = { nodes: { items: [node] }, ...sections, end: 'ok' };
  const text = Object.entries(all).map(
    ([name, it]) => `== ${name}\n${typeof it === 'string' ? it : JSON.stringify(it)}\n`,
  );
  return parseLook(text.join(''), [], RELEASES).others;
}

test('each release has its own job, record, objects and pods', () => {
  const found = others({
    jobs: { items: [job('helm-install-grafana', 'kube-system', 1), job('helm-install-loki', 'kube-system', 1)] },
    'pods-of-jobs': { items: [pod('helm-install-loki-x', 'mine', { 'job-name': 'helm-install-loki' }, failed)] },
    'release-1': '1 superseded\n2 deployed',
    'made-1': 'apps/v1 Deployment of-grafana grafana\nv1 Service of-grafana grafana',
    'release-2': '1 failed',
    'failure-2': '"description":"no such \\"value\\""',
    present: 'apps/v1 Deployment of-grafana grafana <none>\nended 0',
    instances: {
      items: [
        pod('grafana-0', 'of-grafana', { 'app.kubernetes.io/instance': 'grafana' }),
        pod('grafana-test', 'of-grafana', { 'app.kubernetes.io/instance': 'grafana' }, { phase: 'Succeeded' }),
        pod('grafana-1', 'elsewhere', { 'app.kubernetes.io/instance': 'grafana' }),
      ],
    },
  });
  expect(found.get('grafana')).toEqual({
    job: { isComplete: true, failures: 0, message: '', problem: '', hasSkipped: false },
    release: { revision: 2, status: 'deployed', failure: '' },
    lacking: [{ apiVersion: 'v1', kind: 'Service', namespace: 'of-grafana', name: 'grafana' }],
    unready: [],
    pods: [{ component: 'grafana-0', isReady: true, problem: '' }],
  });
  expect(found.get('mine/loki')).toMatchObject({
    job: { isComplete: false, failures: 2, message: 'INSTALLATION FAILED' },
    release: { revision: 1, status: 'failed', failure: 'no such "value"' },
    pods: [],
  });
});

test.each<[string, string, string[]]>([
  ['all run', 'Deployment of-grafana g 2 2 2 <none> <none> 3 3', []],
  ['none was started yet', 'Deployment of-grafana g 2 <none> <none> <none> <none> 1 <none>', ['0 of 2']],
  ['those that run are older ones', 'Deployment of-grafana g 2 2 1 <none> <none> 3 3', ['1 of 2']],
  ['the newest change was not seen yet', 'Deployment of-grafana g 2 2 2 <none> <none> 3 2', ['0 of 2']],
  ['none is wanted', 'Deployment of-grafana g 0 <none> <none> <none> <none> 1 1', []],
  ['one of a StatefulSet is missing', 'StatefulSet of-grafana g 3 2 1 <none> <none> 1 1', ['2 of 3']],
  ['a StatefulSet is updated by hand', 'StatefulSet of-grafana g 3 3 0 <none> <none> 2 2', []],
  ['a node lacks one', 'DaemonSet of-grafana g <none> <none> <none> 3 2 1 1', ['2 of 3']],
  ['no node is to have one', 'DaemonSet of-grafana g <none> <none> <none> 0 0 1 1', []],
])('a workload of which %s', (_, line, expected) => {
  const found = others({ workloads: `${line} of-grafana grafana\n${line} elsewhere grafana` });
  const [kind] = line.split(' ');
  expect(found.get('grafana')?.unready).toEqual(expected.map((it) => `${kind} of-grafana/g: ${it} pods`));
  expect(found.get('mine/loki')?.unready).toEqual([]);
});

test.each([
  ['made by the job', '2026-11-27T05:00:10Z', '2026-11-27T05:00:40Z', false],
  ['made after it, by clocks that may differ', '2026-11-27T05:01:40Z', '2026-11-27T05:00:40Z', false],
  ['made long after it', '2026-11-27T05:01:41Z', '2026-11-27T05:00:40Z', true],
  ['made while another job is at work', '2026-11-27T05:01:41Z', undefined, false],
])('a revision that was %s', (_, made, completionTime, expected) => {
  const status = completionTime === undefined ? {} : { succeeded: 1, completionTime };
  const found = others({
    jobs: { items: [{ ...job('helm-install-grafana', 'kube-system', 1), status }] },
    'release-1': `1   superseded   2026-11-26T05:00:00Z\n2   deployed   ${made}`,
  }).get('grafana');
  expect(found && isByHand(found)).toBe(expected);
  expect(found?.release).toMatchObject({ revision: 2, status: 'deployed' });
});
