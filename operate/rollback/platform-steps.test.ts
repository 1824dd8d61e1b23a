import { expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import type { RollbackPlan } from './find-rollback.ts';
import type { RollbackNode } from './look-at-nodes.ts';
import { databaseSteps, platformSteps } from './rollback-steps.ts';

const { platform } = load();
const nodeOf = (name: string): RollbackNode => ({
  ...{ node: { name, role: 'server', unit: 'k3s' } as K3sNode, host: fakeHost(name), facts: bareFacts(name) },
  ...{ snapshot: undefined, volumes: [] },
});
const PLAN: RollbackPlan = {
  ...{ snapshot: '000012-f00d', revision: 12, begun: undefined, release: 'v1.36.5+k3s1', isDatastore: false },
  ...{ isHub: true, nodes: [nodeOf('s1'), nodeOf('s2')], without: [], token: undefined },
  hub: { file: 'hub.yaml', before: undefined, now: undefined, database: 'sqlite-pvc', node: 's2' },
  manifests: new Map([
    ['hub.yaml', 'a: 1\n'],
    ['mlflow.yaml', ''],
  ]),
  changes: { added: [], changed: [], removed: [], returning: [], olderPassword: [], missing: [] },
  missingImages: new Map(),
};
const puts = (plan: RollbackPlan) =>
  platformSteps({ plan, platform })
    .flatMap((it) => (it.id === 'manifests' ? it.actions : []))
    .map(({ command }) => /[a-z]+\.yaml/.exec(command)?.[0]);

test("without the datastore only the manifest of the hub's release is put back, and no other is emptied", () => {
  expect(puts(PLAN)).toEqual(['hub.yaml']);
  expect(puts({ ...PLAN, isDatastore: true })).toEqual(['hub.yaml', 'mlflow.yaml']);
});

test("the hub's database is put back on the node that had it", () => {
  const steps = { plan: PLAN, platform, change: 13, ours: [], refused: [], isCorrected: false };
  expect(databaseSteps(steps, []).map((it) => it.host)).toEqual(['s2']);
  expect(databaseSteps({ ...steps, plan: { ...PLAN, hub: { ...PLAN.hub, node: undefined } } }, [])).toEqual([]);
});
