import { describe, expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { describeRollback as describeTo } from './describe-rollback.ts';
import type { HubBack, RollbackPlan } from './find-rollback.ts';
import type { RollbackNode } from './look-at-nodes.ts';

const [OLD, PATCH, NEW] = ['v1.36.5+k3s1', 'v1.36.6+k3s1', 'v1.37.0+k3s1'];
const TIME = new Date(2026, 10, 27, 10, 12).getTime();

function nodeOf(name: string, now: string, then: string | undefined, changed: readonly string[] = []): RollbackNode {
  const role = name.startsWith('s') ? 'server' : 'agent';
  const snapshot = { name: '000012-f00d', time: TIME, k3s: then ?? '', first: role === 'server', database: null };
  const state = { hasVolume: false, written: null, missing: [] };
  return {
    node: { name, role, unit: role === 'server' ? 'k3s' : 'k3s-agent' } as K3sNode,
    host: fakeHost(name),
    facts: bareFacts(name, { k3s: now }),
    snapshot: then === undefined ? undefined : { ...snapshot, ...state, changed: [...changed] },
    volumes: [],
  };
}

const PLAN: RollbackPlan = {
  ...{ snapshot: '000012-f00d', revision: 12, begun: undefined, release: OLD, isDatastore: false, isHub: false },
  nodes: [nodeOf('s1', OLD, OLD), nodeOf('a1', OLD, OLD)],
  hub: { file: 'hub.yaml', before: undefined, now: undefined, database: 'sqlite-pvc', node: 'a1' },
  ...{ manifests: new Map(), token: undefined, without: [] },
  changes: { added: [], changed: [], removed: [], returning: [], olderPassword: [], missing: [] },
  missingImages: new Map(),
};
const describeRollback = (plan: RollbackPlan, wanted = NEW) => describeTo(plan, wanted);
const hubOf = (more: Partial<HubBack>): HubBack => ({ ...PLAN.hub, ...more });
const chart = (version: string, image?: object) => ({ chart: `jupyterhub ${version}`, image });

describe('what a rollback says first', () => {
  test('another minor version: the datastore goes back, and all pods end', () => {
    const nodes = [nodeOf('s1', NEW, OLD), nodeOf('a1', OLD, undefined)];
    expect(describeRollback({ ...PLAN, isDatastore: true, nodes })).toBe(
      [
        'Goes back to before change 12, as it was 2026-11-27 10:12:',
        '  s1   k3s v1.37.0+k3s1 to v1.36.5+k3s1',
        '  a1   stays on k3s v1.36.5+k3s1',
        '  hub  stays, with its database',
        'All manifests go back, with their settings and users. Homes stay as they are.',
        'Lost: everything in Kubernetes since 2026-11-27 10:12, such as objects that you created by hand.',
        "All pods end, users' servers too; users start them again. Homes created since get their volumes back.",
        'The next `up` upgrades again: change platform.yaml back first, `cluster.k3sVersion: v1.36.5+k3s1`.',
      ].join('\n'),
    );
  });

  test('another patch: nothing is lost', () => {
    const text = describeRollback({ ...PLAN, begun: 13, nodes: [nodeOf('s1', PATCH, OLD)] });
    expect(text).toContain('Continues to go back to before change 12');
    expect(text).not.toContain('Lost');
    expect(text).not.toContain('pods end');
    expect(text).toContain('Manifests, users and homes stay as they are.');
  });

  test('objects that came since or go back, and whose accounts do', () => {
    const changes = {
      ...{ removed: ['Namespace mlflow', 'PersistentVolumeClaim mlflow/data'], changed: ['Secret jupyterhub/x'] },
      ...{ added: [], returning: ['eve'], olderPassword: ['ada', 'bob'], missing: ['new'] },
    };
    expect(describeRollback({ ...PLAN, isDatastore: true, changes })).toContain(
      [
        'No longer in Kubernetes, as it came since; files in volumes stay: Namespace mlflow, PersistentVolumeClaim mlflow/data.',
        'As of then again: Secret jupyterhub/x.',
        'Accounts are those of then until the next `up`. Run it at once:',
        '  can log in again: eve.',
        '  have an older password: ada, bob.',
        '  cannot log in: new.',
      ].join('\n'),
    );
  });

  test('images that nodes no longer have', () => {
    const missingImages = new Map([['a1', ['registry.hubwright.internal/tiny:0123456789abcdef']]]);
    expect(describeRollback({ ...PLAN, missingImages })).toContain(
      [
        'Pods with these images will not start on nodes that no longer have them:',
        '  a1: registry.hubwright.internal/tiny:0123456789abcdef',
        'Afterwards change their folders back too, then run `npx hubwright image build` and `npx hubwright up`.',
      ].join('\n'),
    );
    expect(describeRollback({ ...PLAN, missingImages: new Map([['a1', ['quay.io/lab/science:1']]]) })).toContain(
      [
        '  a1: quay.io/lab/science:1',
        'Of those that no registry in your network has, put an archive into the airgap folder, then run `npx hubwright up`.',
      ].join('\n'),
    );
  });

  test('settings that are back already', () => {
    const nodes = [nodeOf('s1', NEW, OLD)];
    expect(describeRollback({ ...PLAN, nodes }, OLD)).not.toContain('The next `up`');
    // Also of one that goes on where k3s is back on all nodes.
    expect(describeRollback({ ...PLAN, begun: 13 })).toMatch(
      /change platform\.yaml back first, `cluster\.k3sVersion: v1\.36\.5\+k3s1`\.$/,
    );
    expect(describeRollback({ ...PLAN, isHub: true, hub: hubOf({ before: chart('4.4.0') }) }, OLD)).toMatch(
      /The next `up` upgrades the hub again, unless platform\.yaml has its chart and image of then\.$/,
    );
  });

  test('nodes that have no k3s', () => {
    expect(describeRollback({ ...PLAN, without: ['a2'] })).toContain('\n  a2   has no k3s, stays as it is\n');
  });

  test('a database elsewhere does not go back', () => {
    const hub = hubOf({ before: chart('4.4.0'), now: chart('5.0.0'), database: 'postgres', node: undefined });
    const text = describeRollback({ ...PLAN, isHub: true, hub });
    expect(text).toContain('jupyterhub 5.0.0 to jupyterhub 4.4.0, without its database');
    expect(text).toContain("Of the manifests only the hub's release goes back.");
    expect(text).toContain(
      "The hub's database (postgres) is not on the nodes and stays as the newer hub left it. If that hub has migrated it, the older one will not start: put back a copy from before 2026-11-27 10:12 yourself.",
    );
    expect(text).not.toContain('Lost: what the hub has noted');
    const onClass = describeRollback({ ...PLAN, isHub: true, hub: { ...hub, database: 'sqlite-pvc' } });
    expect(onClass).toContain("The hub's database (on a StorageClass of your own) is not on the nodes and stays");
    expect(describeRollback({ ...PLAN, isHub: true, hub: hubOf({ node: undefined }) })).not.toContain("hub's database");
  });

  test.each([
    [chart('4.4.0'), chart('5.0.0'), 'jupyterhub 5.0.0 to jupyterhub 4.4.0, with its database'],
    [chart('4.4.0', { tag: 'a' }), chart('4.4.0', { tag: 'b' }), 'back to its image of before, with its database'],
    [chart('4.4.0'), undefined, 'nothing to jupyterhub 4.4.0, with its database'],
  ])('the hub: what it has noted since is lost, and whose passwords', (before, now, line) => {
    const nodes = [nodeOf('s1', OLD, OLD), nodeOf('a1', OLD, OLD, ['ada', 'eve'])];
    const text = describeRollback({ ...PLAN, isHub: true, nodes, hub: hubOf({ before, now }) }, OLD);
    expect(text).toContain(line);
    expect(text).toContain('Lost: what the hub has noted since 2026-11-27 10:12');
    expect(text).toContain('2 users changed their own password since, which is the old one again: ada, eve.');
    expect(text).toMatch(
      /The next `up` upgrades the hub again, unless platform\.yaml has its chart and image of then\.$/,
    );
  });
});
