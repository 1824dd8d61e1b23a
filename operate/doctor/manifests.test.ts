import { expect, test } from '@jest/globals';
import { parseLook } from '../../cluster/cluster-look.ts';
import { sha256 } from '../../system/sha256.ts';
import { appliedCheck, distCheck } from './manifests.ts';
import { reportOf } from './testing.ts';

const fresh = new Map([
  ['hub.k8s.yaml', 'new'],
  ['users.k8s.yaml', 'same'],
  ['extra.k8s.yaml', 'added'],
]);

test('dist/ against the settings', () => {
  expect(reportOf(distCheck(fresh, fresh))).toEqual(['ok: ']);
  expect(reportOf(distCheck(fresh, undefined))).toEqual([
    'ok: there is no dist/ yet; `npm run synth` and `up` make it',
  ]);
  const dist = new Map([
    ['hub.k8s.yaml', 'old'],
    ['users.k8s.yaml', 'same'],
    ['gone.k8s.yaml', 'old'],
  ]);
  const rest = 'copying it by hand applies old settings; `up` regenerates it | `npm run synth`';
  expect(reportOf(distCheck(fresh, dist))).toEqual([
    'problems: ',
    `warning: dist/hub.k8s.yaml: it was generated from older settings | ${rest}`,
    `warning: dist/extra.k8s.yaml: it is missing | ${rest}`,
    `warning: dist/gone.k8s.yaml: it is no longer made | ${rest}`,
  ]);
});

test('the cluster against the settings', () => {
  const look = {
    ...parseLook('== end\nok'),
    addOns: new Map([
      ['hub', sha256('old')],
      ['users', sha256('same')],
    ]),
  };
  expect(reportOf(appliedCheck(new Map([['users.k8s.yaml', 'same']]), look))).toEqual(['ok: ']);
  const rest = 'changes in platform.yaml or users.yaml since then are not in effect | `npx hubwright up`';
  expect(reportOf(appliedCheck(new Map([...fresh].slice(0, 2)), look))).toEqual([
    'problems: ',
    `warning: hub.k8s.yaml: the cluster has not applied it as it is now | ${rest}`,
  ]);
});
