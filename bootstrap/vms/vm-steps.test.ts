import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clusterId, type RecordedHost, readHosts, writeHosts } from '../../cluster/cluster-folder.ts';
import { Multipass } from '../../providers/multipass/multipass.ts';
import { MultipassHost } from '../../providers/multipass/multipass-host.ts';
import { type Answers, fakeMultipass, listed, vms } from '../../providers/multipass/testing.ts';
import { loadPlatform } from '../../settings/load.ts';
import { load } from '../../settings/testing.ts';
import { shippedImages } from '../k3s/images.ts';
import { planUp } from '../plan/plan.ts';
import { knownOf } from '../plan/run-reported.ts';
import { runSteps } from '../plan/runner.ts';
import { CLUSTER_KINDS, kindOf, NODE_KINDS, pending } from '../plan/step.ts';
import { plainSteps } from '../plan/step-reporter.ts';
import { planEnd } from '../testing.ts';
import { assumedFacts } from './assumed-facts.ts';
import { vmSpecs } from './vm-specs.ts';
import { planVms } from './vm-steps.ts';

const NAME = 'lab-server-1';
const oneVm = { provider: 'multipass', name: 'lab', agents: { count: 0 } };

/** The steps of one VM, on a machine that has these VMs. */
function planned(found = vms(), recorded: readonly RecordedHost[] = [], answers: Answers = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  writeHosts(folder, recorded);
  clusterId(folder, 'f00d');
  const { run, calls } = fakeMultipass(answers);
  const specs = vmSpecs(load({ cluster: oneVm }).platform);
  const steps = planVms({
    cluster: { name: 'lab', provider: 'multipass' },
    specs,
    found,
    recorded,
    folder,
    vms: new Multipass(run),
  });
  const carryOut = async () => {
    const lines: string[] = [];
    const hosts = new Map([[NAME, new MultipassHost(NAME, run)]]);
    const reporter = plainSteps({ progress: (line) => lines.push(line.replace(/ \(.*/, '')) });
    const signal = new AbortController().signal;
    const error = await runSteps(steps, { hosts, known: knownOf(), reporter, signal }).catch((e: Error) => e);
    return { lines, message: error?.message ?? '', calls: calls.filter((it) => !it.startsWith('list')), folder };
  };
  return { commands: steps.flatMap((it) => pending(it, knownOf()).map((act) => act.command)), carryOut };
}
/** What a VM tells that this cluster has launched. */
const MARK = JSON.stringify({ version: 1, cluster: 'lab', id: 'f00d', node: NAME });
const probed = (mark: string) => `machine-id\tan-id\n${mark && `mark\t${mark}\n`}end\tok\n`;
const recordOf = (machineId?: string): RecordedHost => {
  return { name: NAME, role: 'server', provider: 'multipass', ...(machineId && { machineId }) };
};

test('the whole way of the proof of concept that is shipped, from nothing', () => {
  const { platform } = loadPlatform({ directory: join(import.meta.dirname, '../..') });
  const specs = vmSpecs(platform);
  const vms = new Multipass(fakeMultipass({}).run);
  const steps = [
    ...planVms({ cluster: platform.cluster, specs, found: new Map(), recorded: [], folder: '', vms }),
    ...planUp({
      platform,
      id: 'f00d',
      token: 'the-secret-token',
      manifests: new Map([['hubwright-hub.k8s.yaml', 'kind: HelmChart\n']]),
      tars: () => [{ file: '.hubwright/images/data-science.tar', bytes: 1, sha256: async () => '' }],
      airgap: undefined,
      folder: '.hubwright/hubwright',
      refused: [],
      kubeconfig: undefined,
      facts: new Map(specs.map((it) => [it.name, assumedFacts(it)])),
    }),
  ];
  // The sample has no backups, what is new is not upgraded, and no image has left it.
  const left = ['backup', 'cordon', 'sizes', 'snapshot', 'tars', 'uncordon'];
  const kinds = [...NODE_KINDS, ...CLUSTER_KINDS].filter((it) => !left.includes(it));
  expect(new Set(steps.map(kindOf))).toEqual(new Set(kinds));
  const known = knownOf();
  const images = shippedImages(platform).join(', ');
  const lines = steps.flatMap((it) => pending(it, known).map((action) => `${it.id}: ${action.command}`));
  const each = (role: string, name: string) => [
    `mark/${name}: write /etc/hubwright/cluster.json, mode 644`,
    `images/${name}: copy .hubwright/images/data-science.tar to /var/lib/rancher/k3s/agent/images/data-science.tar, mode 644`,
    `install/${name}: sh -s -- ${role} v1.36.5+k3s1 < install-k3s.sh`,
  ];
  const start = (unit: string, name: string) => [
    `config/${name}: rm -f /etc/rancher/k3s/hubwright-started`,
    `config/${name}: write /etc/rancher/k3s/hubwright-token, mode 600`,
    `config/${name}: write /etc/rancher/k3s/config.yaml, mode 600`,
    `config/${name}: write /etc/hubwright/written, mode 644`,
    `start/${name}: sh -s -- ${unit} < start-k3s.sh: systemctl enable, systemctl restart --no-block`,
    `start/${name}: wait for the unit ${unit} to become active, at most 10 minutes`,
  ];
  const names = ['hubwright-server-1', 'hubwright-agent-1', 'hubwright-agent-2'];
  expect(lines).toEqual([
    ...names.flatMap((name) => [
      `vm/${name}: multipass launch 24.04 --name ${name} --cpus 2 --memory 4G --disk 40G --cloud-init - --timeout 900`,
      `vm/${name}: wait for ${name} to run and to have an address, at most 15 minutes`,
      `vm/${name}: multipass exec ${name} -- cloud-init status --wait --long`,
      `vm/${name}: multipass exec ${name} -- cat /etc/hubwright/cluster.json: see that it is the VM of this cluster`,
    ]),
    ...each('server', 'hubwright-server-1'),
    ...each('agent', 'hubwright-agent-1'),
    ...each('agent', 'hubwright-agent-2'),
    ...start('k3s', 'hubwright-server-1'),
    'token: cat /var/lib/rancher/k3s/server/token',
    ...start('k3s-agent', 'hubwright-agent-1'),
    ...start('k3s-agent', 'hubwright-agent-2'),
    ...names.map((name) => `import/${name}: wait for k3s to have ${images}, at most 15 minutes`),
    `nodes: wait for ${names.join(', ')} to be ready with v1.36.5+k3s1, at most 10 minutes`,
    ...planEnd('hubwright-server-1'),
  ]);
});

const wait = `wait for ${NAME} to run and to have an address, at most 15 minutes`;
const cloudInit = `multipass exec ${NAME} -- cloud-init status --wait --long`;

const confirm = `multipass exec ${NAME} -- cat /etc/hubwright/cluster.json: see that it is the VM of this cluster`;

test.each<[string, string | undefined, string | undefined, string[]]>([
  ['runs and was set up', 'Running', 'an-id', []],
  ['was not yet set up', 'Running', undefined, [cloudInit, confirm]],
  ['is starting', 'Starting', 'an-id', [wait]],
  ['is off', 'Stopped', 'an-id', [`multipass start ${NAME}`, wait]],
  ['is suspended', 'Suspended', 'an-id', [`multipass start ${NAME}`, wait]],
])('a VM that %s', (_, state, machineId, expected) => {
  const found = state === undefined ? vms() : vms([NAME, state]);
  expect(planned(found, [recordOf(machineId)]).commands).toEqual(expected);
});

const timedOut = 'launch failed: timed out waiting for initialization to complete';

test('a launch that timed out is looked at before it counts as failed', async () => {
  const answers = { launch: [2, timedOut], list: listed(vms(NAME)), exec: probed(MARK) } as const;
  const { lines, message, calls } = await planned(vms(), [], answers).carryOut();
  expect(message).toBe('');
  expect(lines.slice(0, 1)).toEqual([`waiting    vm/${NAME}: ${NAME}, of which Multipass says: ${timedOut}`]);
  expect(calls.at(-2)).toContain('cloud-init status --wait --long');
});

test('a launch that left no VM is reported with its output, its cause and its fix, and nothing is recorded', async () => {
  const answers = { launch: [2, timedOut], list: listed(vms()) } as const;
  const { message, folder } = await planned(vms(), [], answers).carryOut();
  const command = `multipass launch 24.04 --name ${NAME} --cpus 2 --memory 4G --disk 40G --cloud-init - --timeout 900`;
  expect(message).toBe(
    `${NAME} (Multipass VM ${NAME}): Get the VM running: multipass launch: exit code 2
  ${timedOut}
  step     vm/${NAME}
  command  ${command}
  likely   the VM is slow: this machine has too little memory or CPU time left for it
  fix      Make the VMs smaller or fewer in \`cluster\`, or close other programs.`,
  );
  expect(readHosts(folder)).toEqual([]);
});

test('a VM of others that came in between is not recorded; one that a killed run has begun is waited for', async () => {
  const exists = { launch: [2, `launch failed: instance "${NAME}" already exists`] } as const;
  const foreign = await planned(vms(), [], exists).carryOut();
  expect(foreign.message).toContain('already exists');
  expect(readHosts(foreign.folder)).toEqual([]);
  const list = listed(vms(NAME));
  const ours = await planned(vms(), [recordOf()], { ...exists, list, exec: probed(MARK) }).carryOut();
  expect(ours.message).toBe('');
  expect(readHosts(ours.folder)).toEqual([recordOf('an-id')]);
});

test.each([
  ['nothing shows that this cluster created this VM; it is left alone', ''],
  ['it belongs to another cluster called lab (beef); it is left alone', MARK.replace('f00d', 'beef')],
  ['it is lab-agent-1 of this cluster; it is left alone', MARK.replace(NAME, 'lab-agent-1')],
])('a VM that a killed run may have begun is not taken over unless it says so itself: %s', async (why, mark) => {
  const answers = { list: listed(vms(NAME)), exec: probed(mark) };
  const { message, folder } = await planned(vms(NAME), [recordOf()], answers).carryOut();
  expect(message).toContain(`Get the VM running: ${why}\n`);
  expect(readHosts(folder)).toEqual([recordOf()]);
});

test('a failure of cloud-init is reported with its output, and another exit code is not taken for one', async () => {
  const list = listed(vms(NAME));
  const broken = await planned(vms(), [], { list, exec: [1, 'sudo: unable to open the policy'] }).carryOut();
  expect(broken.message).toContain('|  sudo: unable to open the policy');
  expect(broken.message).not.toContain('cloud-init could not set the VM up');
});
