import { expect, test } from '@jest/globals';
import { formatPath } from '../../system/problem.ts';
import { load } from '../testing.ts';
import { checkPlaces } from './places.ts';

const required = (pods: string, matchNodePurpose = 'require') => ({
  scheduling: { [pods]: { nodeAffinity: { matchNodePurpose } } },
});
const big = { kind: 'big' };
const said = (values: object, labels: object = {}) =>
  checkPlaces(load({ cluster: { provider: 'local', labels }, hub: { values } }).platform, ['hub', 'values']).map(
    ({ path, message, severity }) => `${severity}: ${formatPath(path.slice(2))}: ${message}`,
  );
const purpose = (pods: string) => `warning: scheduling.${pods}.nodeAffinity.matchNodePurpose`;

test.each<[values: object, text: string, labels: object]>([
  [
    required('corePods'),
    `${purpose('corePods')}: the hub and its proxy may run on no node of these settings: no node has the label hub.jupyter.org/node-purpose=core`,
    { 'hub.jupyter.org/node-purpose': 'core' },
  ],
  [
    required('userPods'),
    `${purpose('userPods')}: servers may run on no node of these settings: no node has the label hub.jupyter.org/node-purpose=user`,
    { 'hub.jupyter.org/node-purpose': 'user' },
  ],
  ...(
    [
      [{ hub: { nodeSelector: big } }, 'hub.nodeSelector.kind: the hub'],
      [{ proxy: { chp: { nodeSelector: big } } }, 'proxy.chp.nodeSelector.kind: the proxy'],
      [{ singleuser: { nodeSelector: big } }, 'singleuser.nodeSelector.kind: servers'],
      [
        { hub: { config: { KubeSpawner: { node_selector: big } } } },
        'hub.config.KubeSpawner.node_selector.kind: servers',
      ],
    ] as const
  ).map(([values, where]): [object, string, object] => [
    values,
    `warning: ${where} may run on no node of these settings: no node has the label kind=big`,
    big,
  ]),
])('%j', (values, text, labels) => {
  expect(said(values)).toEqual([text]);
  expect(said(values, labels)).toEqual([]);
});

test('labels that nodes have, but no node has all of them', () => {
  const servers = [{ name: 's1', address: '10.0.0.1', user: 'root', labels: { kind: 'big' } }];
  const agents = [{ name: 'a1', address: '10.0.0.2', user: 'root', labels: { disk: 'ssd' } }];
  const values = { singleuser: { nodeSelector: { kind: 'big', disk: 'ssd' } } };
  const { platform } = load({ cluster: { provider: 'ssh', servers, agents }, hub: { values } });
  expect(checkPlaces(platform, [])).toMatchObject([{ path: ['singleuser', 'nodeSelector'] }]);
});

test('what only prefers nodes, or is no mapping of labels, is nothing to warn about', () => {
  expect(said(required('userPods', 'prefer'))).toEqual([]);
  expect(said({ singleuser: { nodeSelector: {} } })).toEqual([]);
});
