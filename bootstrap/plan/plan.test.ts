import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { configOf, k3sNodes } from '../../cluster/node-config.ts';
import { proxyEnvironment } from '../../cluster/proxy.ts';
import { load } from '../../settings/testing.ts';
import type { Airgap } from '../airgap.ts';
import { bareFacts, planEnd } from '../testing.ts';
import { type Choice, chosen } from './chosen-steps.ts';
import { refuseNewerAgents } from './newer-agents.ts';
import { inOrder, plannedNodes, planUp } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { knownOf } from './run-reported.ts';
import { isReplacing, pending, type Step, type StepId } from './step.ts';

const SECRET = 'the-secret-token';

function input(cluster: object, more: Partial<PlanInput> = {}): PlanInput {
  const { platform } = load({ cluster, hub: { chart: { repository: 'https://charts.example.com/' } } });
  const facts = new Map(k3sNodes(platform).map(({ name }, i) => [name, bareFacts(`10.0.0.${i + 1}`)]));
  const manifests = new Map([['hubwright-hub.k8s.yaml', 'kind: HelmChart\n']]);
  const base = {
    platform,
    id: 'f00d',
    facts,
    manifests,
    token: SECRET,
    folder: '.hubwright/hubwright',
    tars: () => [],
  };
  return { ...base, refused: [], airgap: undefined, kubeconfig: undefined, ...more };
}

/** What a run would do, as a rehearsal prints it. */
function lines(input: PlanInput): string[] {
  const known = knownOf(input.facts);
  return planUp(input).flatMap((it) => pending(it, known).map((act) => `${it.id}: ${act.command}`));
}
const needs = (input: PlanInput) => planUp(input).map((it) => `${it.id} < ${it.needs.join(' ')}`);
const host = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const LARGE = {
  provider: 'ssh',
  servers: ['s1', 's2', 's3'].map(host),
  agents: ['a1', 'a2', 'a3', 'a4', 'a5'].map(host),
};

describe('the plan', () => {
  test('of one local machine', () => {
    expect(lines(input({ provider: 'local' }))).toEqual([
      'mark/hubwright: write /etc/hubwright/cluster.json, mode 644',
      'install/hubwright: sh -s -- server v1.36.5+k3s1 < install-k3s.sh',
      'config/hubwright: rm -f /etc/rancher/k3s/hubwright-started',
      'config/hubwright: write /etc/rancher/k3s/hubwright-token, mode 600',
      'config/hubwright: write /etc/rancher/k3s/config.yaml, mode 600',
      'config/hubwright: write /etc/hubwright/written, mode 644',
      'start/hubwright: sh -s -- k3s < start-k3s.sh: systemctl enable, systemctl restart --no-block',
      'start/hubwright: wait for the unit k3s to become active, at most 10 minutes',
      'token: cat /var/lib/rancher/k3s/server/token',
      'nodes: wait for hubwright to be ready with v1.36.5+k3s1, at most 10 minutes',
      ...planEnd('10.0.0.1'),
    ]);
  });

  test('of three servers and five agents, whole', () => {
    const role = (name: string) => (name.startsWith('s') ? 'server' : 'agent');
    const names = ['s1', 's2', 's3', 'a1', 'a2', 'a3', 'a4', 'a5'];
    const start = (name: string) => {
      const unit = role(name) === 'server' ? 'k3s' : 'k3s-agent';
      return [
        `config/${name}: rm -f /etc/rancher/k3s/hubwright-started`,
        `config/${name}: write /etc/rancher/k3s/hubwright-token, mode 600`,
        `config/${name}: write /etc/rancher/k3s/config.yaml, mode 600`,
        `config/${name}: write /etc/hubwright/written, mode 644`,
        `start/${name}: sh -s -- ${unit} < start-k3s.sh: systemctl enable, systemctl restart --no-block`,
        `start/${name}: wait for the unit ${unit} to become active, at most 10 minutes`,
      ];
    };
    expect(lines(input(LARGE))).toEqual([
      ...names.flatMap((name) => [
        `mark/${name}: write /etc/hubwright/cluster.json, mode 644`,
        `install/${name}: sh -s -- ${role(name)} v1.36.5+k3s1 < install-k3s.sh`,
      ]),
      ...start('s1'),
      'token: cat /var/lib/rancher/k3s/server/token',
      ...names.slice(1).flatMap(start),
      `nodes: wait for ${names.join(', ')} to be ready with v1.36.5+k3s1, at most 10 minutes`,
      ...planEnd('10.0.0.1'),
    ]);
  });

  test('a step that needs one which is missing or comes later is a defect', () => {
    const step = (id: StepId, ...needs: StepId[]): Step => ({ id, title: '', host: '', needs, actions: [] });
    const [first, second] = [step('mark/a'), step('install/a', 'mark/a')];
    expect(inOrder([first, second])).toEqual([first, second]);
    expect(() => inOrder([second, first])).toThrow('The step install/a needs mark/a, which does not come before it');
    expect(() => inOrder([first, step('hub', 'release')])).toThrow('The step hub needs release');
  });

  test('lets servers start one after another, and then all agents at once', () => {
    const all = needs(input(LARGE));
    expect(all.filter((it) => it.startsWith('start/'))).toEqual([
      'start/s1 < images/s1 install/s1 config/s1',
      'start/s2 < images/s2 install/s2 config/s2 start/s1',
      'start/s3 < images/s3 install/s3 config/s3 start/s2',
      ...['a1', 'a2', 'a3', 'a4', 'a5'].map(
        (it) => `start/${it} < images/${it} install/${it} config/${it} start/s1 start/s2 start/s3`,
      ),
    ]);
    expect(all.filter((it) => it.startsWith('install/'))).toHaveLength(8);
    expect(all.filter((it) => it.startsWith('config/'))).toContain('config/a5 < mark/a5 token');
    expect(all.slice(-9)).toEqual([
      `nodes < ${['s1', 's2', 's3', 'a1', 'a2', 'a3', 'a4', 'a5'].map((it) => `start/${it}`).join(' ')}`,
      'labels < nodes',
      'manifests < labels',
      'restore < manifests',
      'applied < restore',
      'release < applied',
      'hub < release',
      'pulled < hub',
      'kubeconfig < token',
    ]);
  });

  test('upgrades servers one at a time, each until it is ready, and then three agents at a time', () => {
    const from = 'v1.35.4+k3s1';
    const { facts, ...rest } = input(LARGE);
    const upgraded = new Map(
      [...facts].map(([name, found]) => {
        const unit = name.startsWith('s') ? 'k3s' : 'k3s-agent';
        // The last agent is new, and what is installed on the first server does not run yet.
        const units = new Map(name === 'a5' ? [] : [[unit, { state: 'active', isEnabled: true }] as const]);
        const k3s = name === 'a5' ? undefined : name === 's1' ? 'v1.36.5+k3s1' : from;
        return [name, { ...found, units, k3s, running: new Map([['s1', from]]) }] as const;
      }),
    );
    const steps = planUp({ ...rest, facts: upgraded });
    const starts = steps.filter((it) => it.id.startsWith('start/'));
    const title = `Upgrade k3s from ${from} to v1.36.5+k3s1`;
    const servers = 'uncordon/s1 uncordon/s2 uncordon/s3';
    expect(starts.map((it) => `${it.id}: ${it.title} < ${it.needs.slice(3).join(' ')}`)).toEqual([
      `start/s1: ${title} < `,
      `start/s2: ${title} < uncordon/s1`,
      `start/s3: ${title} < uncordon/s2`,
      ...['a1', 'a2', 'a3'].map((it) => `start/${it}: ${title} < ${servers}`),
      `start/a4: ${title} < ${servers} uncordon/a1`,
      `start/a5: Start k3s and join the cluster < ${servers}`,
    ]);
    expect(starts.map((it) => it.actions.at(-1)?.command)).toEqual([
      ...['s1', 's2', 's3'].map((it) => `wait for ${it} to be ready with v1.36.5+k3s1, at most 10 minutes`),
      ...Array(5).fill('wait for the unit k3s-agent to become active, at most 10 minutes'),
    ]);
    // A node that was not upgraded yet must not have the new release when it reboots.
    const installed = steps.filter((it) => it.id.startsWith('install/'));
    const inPlace = `Install k3s v1.36.5+k3s1 in place of ${from}`;
    expect(installed.map((it) => `${it.id}: ${it.title} < ${it.needs.slice(1).join(' ')}`)).toEqual([
      'install/s1: Install k3s v1.36.5+k3s1 < cordon/s1',
      'install/a5: Install k3s v1.36.5+k3s1 < ',
      `install/s2: ${inPlace} < cordon/s2 uncordon/s1`,
      `install/s3: ${inPlace} < cordon/s3 uncordon/s2`,
      ...['a1', 'a2', 'a3'].map((it) => `install/${it}: ${inPlace} < cordon/${it} ${servers}`),
      `install/a4: ${inPlace} < cordon/a4 ${servers} uncordon/a1`,
    ]);
    // Each is cordoned until it is ready; the new agent is not. The first server asks Kubernetes for all of them.
    const cordons = steps.filter((it) => /^(un)?cordon\//.test(it.id));
    expect(cordons.map((it) => `${it.id} on ${it.host} < ${it.needs.slice(0, 2).join(' ')}`)).toEqual([
      'cordon/s1 on s1 < mark/s1',
      'uncordon/s1 on s1 < start/s1',
      ...['s2', 's3', 'a1', 'a2', 'a3', 'a4'].flatMap((it) => [
        `cordon/${it} on s1 < mark/${it} uncordon/s${it === 's3' ? 2 : 1}`,
        `uncordon/${it} on s1 < start/${it}`,
      ]),
    ]);
    expect(steps.find((it) => it.id === 'nodes')?.needs).toContain('uncordon/a4');
    // A part of it upgrades a node as a whole or not at all.
    const chosenOf = (choice: Choice, node: string) =>
      chosen(steps, choice).flatMap(({ id }) => (id.endsWith(`/${node}`) ? [id.split('/')[0]] : []));
    const WHOLE = ['mark', 'images', 'cordon', 'install', 'config', 'start', 'uncordon'];
    for (const choice of [{ only: 'install/a1' }, { only: 'start/a1' }, { only: 'install' }, { from: 'start/a1' }]) {
      expect(chosenOf(choice, 'a1')).toEqual(expect.arrayContaining(WHOLE));
    }
    expect(chosenOf({ from: 'start/s3' }, 's3')).toEqual(expect.arrayContaining(WHOLE));
    expect(chosenOf({ only: 'install/a1' }, 'a2')).toEqual([]);
    expect(chosenOf({ only: 'config/a1' }, 'a1')).toEqual(['mark', 'config']);
    expect(chosenOf({ only: 'images/a1' }, 'a1')).toEqual(['mark', 'images']);
    // One that is installed for the first time is not.
    expect(chosenOf({ only: 'install/a5' }, 'a5')).toEqual(['mark', 'install']);
    const drained = planUp({ ...rest, facts: upgraded, drains: true }).filter((it) => it.id.startsWith('cordon/'));
    expect(drained.map((it) => it.actions.length)).toEqual(Array(7).fill(2));
  });

  test('restarts k3s whose certificates end soon, servers one at a time, and fetches the kubeconfig again', () => {
    const { facts, ...rest } = input(LARGE);
    const DAY = 24 * 3600 * 1000;
    const running = new Map(
      [...facts].map(([name, found]) => {
        const unit = name.startsWith('s') ? 'k3s' : 'k3s-agent';
        const units = new Map([[unit, { state: 'active', isEnabled: true }]]);
        const days = name === 's3' || name === 'a5' ? 91 : 20;
        const certificates = [{ path: 'agent/client-kubelet.crt', from: 0, to: found.clock + days * DAY }];
        return [name, { ...found, units, certificates, k3s: 'v1.36.5+k3s1' }] as const;
      }),
    );
    const steps = planUp({ ...rest, facts: running });
    const starts = steps.filter((it) => it.id.startsWith('start/'));
    const title = 'Restart k3s to renew its certificates, which end on 2026-10-11';
    const servers = 'start/s1 start/s2 start/s3';
    expect(starts.map((it) => `${it.id}: ${it.title} < ${it.needs.slice(3).join(' ')}`)).toEqual([
      `start/s1: ${title} < `,
      `start/s2: ${title} < start/s1`,
      'start/s3: Start k3s < start/s2',
      ...['a1', 'a2', 'a3'].map((it) => `start/${it}: ${title} < ${servers}`),
      `start/a4: ${title} < ${servers} start/a1`,
      `start/a5: Start k3s and join the cluster < ${servers}`,
    ]);
    expect(starts[0]?.actions.map((it) => it.command)).toEqual([
      'sh -s -- k3s < start-k3s.sh: systemctl enable, systemctl restart --no-block',
      'wait for the unit k3s to become active, at most 10 minutes',
      'wait for the certificates of s1 to be renewed, at most 10 minutes',
      'wait for s1 to be ready with v1.36.5+k3s1, at most 10 minutes',
    ]);
    expect(starts[3]?.actions.at(-1)?.command).toBe(
      'wait for the certificates of a1 to be renewed, at most 10 minutes',
    );
  });

  test('refuses steps that would leave an agent newer than a server', () => {
    const { facts, ...rest } = input(LARGE);
    const older = new Map([...facts].map(([name, it]) => [name, { ...it, k3s: 'v1.35.4+k3s1' }] as const));
    const planned = { ...rest, facts: older };
    const refused = (choice: Choice) => () => refuseNewerAgents(chosen(planUp(planned), choice), planned);
    expect(refused({ only: 'start/a1' })).toThrow(
      'a1 would get v1.36.5+k3s1, which is newer than s1 (v1.35.4+k3s1), s2 (v1.35.4+k3s1), s3 (v1.35.4+k3s1)',
    );
    for (const choice of [{ only: 'install/a1' }, { only: 'install' }]) {
      expect(refused(choice)).toThrow(/would get v1.36.5\+k3s1, which is newer than s1/);
    }
    expect(refused({ from: 'start/s2' })).toThrow('which is newer than s1 (v1.35.4+k3s1)');
    for (const choice of [{}, { only: 'start' }, { only: 'start/s1' }, { only: 'install/s1' }, { only: 'hub' }]) {
      expect(refused(choice)).not.toThrow();
    }
  });

  test.each<[Choice, boolean]>([
    [{}, true],
    [{ from: 'nodes' }, true],
    ...['install', 'config/a1', 'start', 'labels', 'manifests'].map((only): [Choice, boolean] => [{ only }, true]),
    ...['images', 'token', 'hub', 'kubeconfig'].map((only): [Choice, boolean] => [{ only }, false]),
  ])('%j may replace what others have deployed: %s', (choice, expected) => {
    expect(chosen(planUp(input(LARGE)), choice).some(isReplacing)).toBe(expected);
  });

  test('airgapped: binary, installer and images come from the folder, and nothing is downloaded', () => {
    const local = (file: string) => ({ file: `/media/k3s/${file}`, bytes: 1, sha256: async () => '' });
    const airgap: Airgap = {
      installer: '/media/k3s/install.sh',
      binary: () => local('k3s'),
      images: () => [local('k3s-airgap-images-amd64.tar.zst')],
      restic: (architecture) => local(`restic-${architecture}.bz2`),
    };
    const planned = lines(input({ provider: 'ssh', servers: [host('s1')], airgap: '/media/k3s' }, { airgap }));
    expect(planned.slice(0, 4)).toEqual([
      'mark/s1: write /etc/hubwright/cluster.json, mode 644',
      'images/s1: copy /media/k3s/k3s-airgap-images-amd64.tar.zst to /var/lib/rancher/k3s/agent/images/k3s-airgap-images-amd64.tar.zst, mode 644',
      'install/s1: copy /media/k3s/k3s to /usr/local/bin/k3s, mode 755',
      'install/s1: env INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_SKIP_START=true INSTALL_K3S_SKIP_ENABLE=true sh -s -- server < /media/k3s/install.sh',
    ]);
    expect(planned.join('\n')).not.toContain('install-k3s.sh');
  });

  test.each(['/etc/rancher/k3s/registries.yaml', '/etc/rancher/k3s/hubwright-ca.pem'])(
    '%s leaves the nodes with its setting; one of someone else stays',
    (path) => {
      const found = (isOurs: boolean) => {
        const file = { mode: 0o600, owner: 'root:root', bytes: 9, sha256: 'aa', isOurs };
        return new Map([['hubwright', bareFacts('10.0.0.1', { files: new Map([[path, file]]) })]]);
      };
      expect(lines(input({ provider: 'local' }, { facts: found(true) }))).toContain(`config/hubwright: rm -f ${path}`);
      expect(lines(input({ provider: 'local' }, { facts: found(false) })).join('\n')).not.toContain(path);
    },
  );

  test('with a proxy: it is known before anything is downloaded, and k3s is started with it', () => {
    const proxy = {
      http: 'http://proxy.example.com:3128',
      https: 'http://proxy.example.com:3128/',
      noProxy: ['.corp.example.com'],
      username: 'CORP\\ada',
      password: { env: 'PROXY_PASSWORD' },
    };
    const { platform } = load({ cluster: { provider: 'local', proxy } }, undefined, {
      env: { PROXY_PASSWORD: "it's/@1" },
    });
    const facts = new Map([['hubwright', bareFacts('10.0.0.1')]]);
    const given = { ...input({ provider: 'local' }), platform, facts };
    expect(lines(given).slice(1, 6)).toEqual([
      'install/hubwright: write /etc/rancher/k3s/hubwright-proxy.env, mode 600',
      'install/hubwright: sh -s -- server v1.36.5+k3s1 < install-k3s.sh',
      'config/hubwright: rm -f /etc/rancher/k3s/hubwright-started',
      'config/hubwright: write /etc/rancher/k3s/hubwright-token, mode 600',
      'config/hubwright: write /etc/rancher/k3s/config.yaml, mode 600',
    ]);
    expect(lines(given)).toContain(
      'config/hubwright: write /etc/systemd/system/k3s.service.d/hubwright-proxy.conf, mode 644',
    );
    const login = 'http://CORP%5Cada:it%27s%2F%401@proxy.example.com:3128';
    expect(proxyEnvironment(platform, facts)).toBe(
      '# Written by Hubwright.\n' +
        `HTTP_PROXY="${login}"\nHTTPS_PROXY="${login}"\n` +
        'NO_PROXY="localhost,127.0.0.0/8,::1,10.42.0.0/16,10.43.0.0/16,.svc,.cluster.local,hubwright,10.0.0.1,.corp.example.com"\n',
    );
    expect(lines(given).join('\n')).not.toContain('it%27s');
  });

  test('with releases of main.ts: each is waited for beside that of the hub', () => {
    const grafana = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: { name: grafana, namespace: kube-system }
spec: { chart: grafana, targetNamespace: monitoring, timeout: 10m }
`;
    const given = input({ provider: 'local' }, { manifests: new Map([['mine.k8s.yaml', grafana]]) });
    expect(needs(given).filter((it) => /^(release|hub)/.test(it))).toEqual([
      'release < applied',
      'release/grafana < applied',
      'hub < release',
    ]);
    expect(lines(given).filter((it) => it.startsWith('release/'))).toEqual([
      'release/grafana: if it has failed, or was changed by hand: k3s kubectl delete --ignore-not-found secrets -n monitoring -l ' +
        'owner=helm,name=grafana,status=failed && k3s kubectl delete --ignore-not-found job -n kube-system helm-install-grafana',
      'release/grafana: wait for the release grafana to be deployed, at most 15 minutes',
    ]);
  });

  test('shows no secret', () => {
    expect(JSON.stringify(planUp(input(LARGE)))).not.toContain(SECRET);
  });
});

describe('config.yaml', () => {
  const config = (given: PlanInput, name: string) => {
    const nodes = plannedNodes(given);
    const servers = nodes.filter(({ node }) => node.role === 'server');
    const found = nodes.find(({ node }) => node.name === name);
    if (found === undefined) throw new Error(name);
    return parse(configOf(found.node, servers, given.platform));
  };

  test('of the first of several servers begins a cluster, that of another joins it', () => {
    const given = input({ ...LARGE, tlsSan: ['hub.example.com'], disable: ['metrics-server'] });
    const server = {
      'token-file': '/etc/rancher/k3s/hubwright-token',
      'write-kubeconfig-mode': '0600',
      'tls-san': [
        '10.0.0.1',
        's1.example.com',
        '10.0.0.2',
        's2.example.com',
        '10.0.0.3',
        's3.example.com',
        'hub.example.com',
      ],
      disable: ['metrics-server'],
    };
    const limits = { 'kubelet-arg': ['pod-max-pids=4096', 'runtime-request-timeout=30m'] };
    expect(config(given, 's1')).toEqual({ 'node-name': 's1', 'cluster-init': true, ...server, ...limits });
    expect(config(given, 's2')).toEqual({ 'node-name': 's2', server: 'https://10.0.0.1:6443', ...server, ...limits });
  });

  test('of an agent has its network and taints, and no labels, which are set on the node', () => {
    const labels = { disk: 'fast' };
    const taints = [
      { key: 'gpu', effect: 'NoSchedule' },
      { key: 'team', value: 'a', effect: 'NoExecute' },
    ];
    const agent = { ...host('a1'), nodeIp: '192.168.7.2', interface: 'eth1', labels, taints };
    const unlimited = { podPidsLimit: 0, servers: [host('s1')], agents: [agent] };
    expect(config(input({ provider: 'ssh', ...unlimited }), 'a1')).toEqual({
      'node-name': 'a1',
      'token-file': '/etc/rancher/k3s/hubwright-token',
      server: 'https://10.0.0.1:6443',
      'node-ip': '192.168.7.2',
      'flannel-iface': 'eth1',
      'kubelet-arg': ['runtime-request-timeout=30m'],
      'node-taint': ['gpu:NoSchedule', 'team=a:NoExecute'],
    });
  });
});
