import { expect, test } from '@jest/globals';
import { bareFacts, contextOn, fakeHost } from '../../bootstrap/testing.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { correctDatastore } from './correct-datastore.ts';
import type { RollbackPlan } from './find-rollback.ts';

const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const { platform } = load({ cluster: { provider: 'ssh', servers: [at('s1')], agents: [at('a1'), at('a2')] } });
const STORAGE = '/var/lib/rancher/k3s/storage';
const home = (name: string, user: string) => ({
  path: `${STORAGE}/${name}_jupyterhub_claim-${user}`,
  namespace: 'jupyterhub',
  claim: `claim-${user}`,
});
/** What is on the nodes: one home that the datastore knows, one that it does not, and two of one user. */
const HOMES: Readonly<Record<string, object[]>> = {
  s1: [home('pvc-1', 'ada'), home('pvc-2', 'eve')],
  a1: [home('pvc-3', 'bob')],
  a2: [home('pvc-4', 'bob')],
};
const volume = (name: string, user: string) => ({
  kind: 'PersistentVolume',
  metadata: { name },
  spec: { claimRef: { namespace: 'jupyterhub', name: `claim-${user}` }, local: { path: home(name, user).path } },
});
const OBJECTS = [
  ...['s1', 'a1', 'a2', 'gone'].map((name) => ({ kind: 'Node', metadata: { name } })),
  volume('pvc-1', 'ada'),
];
const SECRETS = ['s1', 'a1', 'a2', 'gone', 'refused'].map((it) => `secret/${it}.node-password.k3s`).join('\n');

/** Does the step on hosts that answer as these nodes do. @returns the commands of the first server, and what they were given */
async function corrected(): Promise<readonly string[]> {
  const log: string[] = [];
  const host = (name: string) =>
    fakeHost(name, {
      write: async ({ path }) => void log.push(`write ${path}`),
      run: async (argv, { input = '' } = {}) => {
        const text = argv.join(' ');
        const homes = argv[2] === 'homes' ? JSON.stringify(HOMES[name]) : undefined;
        const objects = / get nodes,pv/.test(text) ? JSON.stringify({ items: OBJECTS }) : undefined;
        const secrets = text.includes('get secrets') ? SECRETS : undefined;
        const left = /\\"left\\": ?(\[.*?\])/.exec(argv[2] === 'corrected' ? String(input) : '')?.[1];
        const measured = name === 'a1' ? `volume\t${home('pvc-3', 'bob').path}\t4096\t1795771800\nend\n` : undefined;
        if (argv[3] === 'measure') {
          if (measured === undefined) throw new HostError(fakeHost(name), { argv, reason: 'timeout' });
          return { stdout: measured, stderr: '', exitCode: 0 };
        }
        const made = text.endsWith('create -f -') ? ` ${JSON.parse(String(input)).metadata.name}` : '';
        if (homes === undefined) log.push(`${text}${made}${left === undefined ? '' : ` ${left}`}`);
        return { stdout: homes ?? objects ?? secrets ?? '', stderr: '', exitCode: 0 };
      },
    });
  const nodes = k3sNodes(platform).map((node) => ({
    ...{ node, host: host(node.name), facts: bareFacts(node.name), volumes: [] },
    // a2 came after the snapshot, under a name that was there already.
    snapshot: node.name === 'a2' ? undefined : { name: '000005-f00d' },
  }));
  const plan = { nodes, isDatastore: true } as unknown as RollbackPlan;
  const { actions } = correctDatastore({ plan, platform, change: 7, refused: ['refused'] }, 's1', []);
  for (const action of actions) await action.run(contextOn(host('s1')));
  return log;
}

test('what is so on the nodes is put into the datastore while none of them runs', async () => {
  const log = await corrected();
  const without = (it: string) => it.replace(/^k3s kubectl /, '').replace(/ --request-timeout=\S+/, '');
  expect(log.map(without)).toMatchInlineSnapshot(`
    [
      "write /etc/rancher/k3s/config.yaml.d/hubwright-restore.yaml",
      "systemctl daemon-reload",
      "systemctl restart --no-block k3s",
      "get nodes -o name",
      "get nodes,pv,pvc -A -o json",
      "create -f - pvc-2",
      "delete pods -n jupyterhub -l component=singleuser-server --ignore-not-found --force --grace-period=0 --wait=false",
      "get nodes,pv -o json",
      "delete node --ignore-not-found --timeout=2m a2 gone",
      "get secrets -n kube-system -o name",
      "patch secret a2.node-password.k3s -n kube-system --type=merge -p {"metadata":{"finalizers":null}}",
      "delete secret a2.node-password.k3s -n kube-system --ignore-not-found",
      "patch secret gone.node-password.k3s -n kube-system --type=merge -p {"metadata":{"finalizers":null}}",
      "delete secret gone.node-password.k3s -n kube-system --ignore-not-found",
      "patch secret refused.node-password.k3s -n kube-system --type=merge -p {"metadata":{"finalizers":null}}",
      "delete secret refused.node-password.k3s -n kube-system --ignore-not-found",
      "delete secret refused.node-password.k3s -n kube-system --ignore-not-found --wait=false",
      "create -f - refused.node-password.k3s",
      "systemctl stop k3s",
      "rm -f /etc/rancher/k3s/config.yaml.d/hubwright-restore.yaml",
      "python3 - corrected [\\"/var/lib/rancher/k3s/storage/pvc-3_jupyterhub_claim-bob on a1 is not in use: claim-bob has several folders, /var/lib/rancher/k3s/storage/pvc-4_jupyterhub_claim-bob on a2 too. Last change in it: 2026-11-27 09:30 UTC. Its next server starts empty.\\",\\"/var/lib/rancher/k3s/storage/pvc-4_jupyterhub_claim-bob on a2 is not in use: claim-bob has several folders, /var/lib/rancher/k3s/storage/pvc-3_jupyterhub_claim-bob on a1 too. Last change in it: not known. Its next server starts empty.\\"]",
    ]
  `);
});
