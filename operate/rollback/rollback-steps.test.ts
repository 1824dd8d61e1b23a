import { expect, test } from '@jest/globals';
import type { Step } from '../../bootstrap/plan/step.ts';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import type { RollbackPlan } from './find-rollback.ts';
import { hubDown } from './hub-down.ts';
import { nodeSteps, platformSteps } from './rollback-steps.ts';

const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const { platform } = load({ cluster: { provider: 'ssh', servers: [at('s1')], agents: [at('a1'), at('a2')] } });
const [OLD, NEW] = ['v1.36.5+k3s1', 'v1.37.0+k3s1'];

/** A rollback of a server and an agent; another agent has come since. */
function rollback(more: Partial<RollbackPlan>, isCorrected = false) {
  const nodes = k3sNodes(platform).map((node) => ({
    ...{ node, host: fakeHost(node.name), facts: bareFacts(node.name, { k3s: NEW }), volumes: [] },
    snapshot: node.name === 'a2' ? undefined : { name: '000005-f00d', k3s: OLD, database: null },
  }));
  const token = `K10${'a'.repeat(64)}::server:hunter2`;
  const plan = { ...{ nodes, release: OLD, manifests: new Map(), isHub: false, hub: {}, token }, ...more };
  return { plan: plan as unknown as RollbackPlan, platform, change: 7, ours: [], refused: [], isCorrected };
}
const shown = (steps: readonly Step[]) =>
  steps.flatMap(({ id, needs, actions }) => [
    `${id} after ${needs.join(', ')}`,
    ...actions.map((it) => `  ${it.command}`),
  ]);

test('with the datastore all nodes stop, and none runs before it is corrected', () => {
  const steps = nodeSteps(rollback({ isDatastore: true }));
  const plan = shown(steps.filter(({ id }) => !id.startsWith('rollback/start')));
  expect(plan).toMatchInlineSnapshot(`
    [
      "rollback/stop-s1 after ",
      "  systemctl disable k3s; k3s-killall.sh, or systemctl stop k3s",
      "rollback/stop-a1 after ",
      "  systemctl disable k3s-agent; k3s-killall.sh, or systemctl stop k3s-agent",
      "rollback/stop-a2 after ",
      "  systemctl disable k3s-agent; k3s-killall.sh, or systemctl stop k3s-agent",
      "rollback/put-s1 after rollback/stop-s1, rollback/stop-a1, rollback/stop-a2",
      "  python3 - < node_rollback.py: keep the newer datastore",
      "  python3 - < node_rollback.py: put back k3s, its unit and settings",
      "  python3 - < node_rollback.py: write the token of the datastore",
      "  python3 - < node_rollback.py: put back the datastore",
      "rollback/put-a1 after rollback/stop-s1, rollback/stop-a1, rollback/stop-a2",
      "  python3 - < node_rollback.py: put back k3s, its unit and settings",
      "  python3 - < node_rollback.py: write the token of the datastore",
      "rollback/put-a2 after rollback/stop-s1, rollback/stop-a1, rollback/stop-a2",
      "  python3 - < node_rollback.py: write the token of the datastore",
      "rollback/correct-s1 after rollback/put-s1, rollback/put-a1, rollback/put-a2",
      "  write /etc/rancher/k3s/config.yaml.d/hubwright-restore.yaml, mode 600",
      "  systemctl daemon-reload",
      "  systemctl restart --no-block k3s",
      "  wait for the Kubernetes API to answer, at most 10 minutes",
      "  k3s kubectl: volumes of newer homes, no users' servers, no nodes that have left",
      "  systemctl stop k3s",
      "  rm -f /etc/rancher/k3s/config.yaml.d/hubwright-restore.yaml",
      "  python3 - < node_rollback.py: note that the datastore is corrected",
    ]
  `);
  expect(plan.join()).not.toContain('hunter2');
  const starts = steps.filter(({ id }) => id.startsWith('rollback/start'));
  expect(starts.map(({ id, needs }) => [id, ...needs])).toMatchInlineSnapshot(`
    [
      [
        "rollback/start-s1",
        "rollback/correct-s1",
      ],
      [
        "rollback/start-a1",
        "rollback/correct-s1",
        "rollback/start-s1",
      ],
      [
        "rollback/start-a2",
        "rollback/correct-s1",
        "rollback/start-s1",
      ],
    ]
  `);
});

test('once the datastore is corrected, another try only starts the nodes', () => {
  const ids = nodeSteps(rollback({ isDatastore: true }, true)).map((it) => it.id);
  expect(ids).toEqual(['rollback/start-s1', 'rollback/start-a1', 'rollback/start-a2']);
});

test('without the datastore a node whose installer was cut off goes back as well', () => {
  const { plan, ...rest } = rollback({ isDatastore: false });
  const nodes = plan.nodes.map(({ facts, ...it }) => {
    const units = new Map(
      it.node.name === 'a1' ? [] : [[it.node.unit as string, { state: 'active', isEnabled: true }]],
    );
    return { ...it, facts: { ...facts, k3s: OLD, units } };
  });
  const ids = nodeSteps({ ...rest, plan: { ...plan, nodes } }).map((it) => it.id);
  expect(ids).toEqual(['rollback/put-a1', 'rollback/start-a1']);
});

test('without the datastore no node stops', () => {
  const ids = nodeSteps(rollback({ isDatastore: false })).map((it) => it.id);
  expect(ids).toEqual(['rollback/put-s1', 'rollback/put-a1', 'rollback/start-s1', 'rollback/start-a1']);
});

test('nothing starts the new hub while the database of before is put back', () => {
  const only = rollback({ isDatastore: false, isHub: true });
  expect(shown(hubDown(only))).toMatchInlineSnapshot(`
    [
      "rollback/hub-down-s1 after ",
      "  k3s kubectl annotate helmcharts.helm.cattle.io jupyterhub -n kube-system helmcharts.helm.cattle.io/unmanaged=true --overwrite",
      "  k3s kubectl delete job helm-install-jupyterhub -n kube-system --ignore-not-found",
      "  wait for Helm to end, at most 10 minutes",
      "  k3s kubectl scale deployment/hub -n jupyterhub --replicas=0",
      "  wait for the hub to end, at most 10 minutes",
    ]
  `);
  const applied = platformSteps(only).find((it) => it.id === 'applied');
  expect(applied?.actions.at(-1)?.command).toBe(
    'k3s kubectl annotate helmcharts.helm.cattle.io jupyterhub -n kube-system helmcharts.helm.cattle.io/unmanaged-',
  );
});
