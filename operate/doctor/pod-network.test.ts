import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { checkPod, PODS } from './pod-network.ts';
import { reportOf } from './testing.ts';

const asked = { pod: 'deploy/hub', namespace: 'jupyterhub', isAirgapped: false } as const;
const answers = (kind: 'hub' | 'server', why: string | null) =>
  Object.fromEntries(PODS[kind].questions.map(({ ask }) => [ask, why]));

test('pods that reach everything', () => {
  expect(reportOf(checkPod({ ...asked, kind: 'hub' }, answers('hub', null)))).toEqual(['ok: 4 things to reach']);
  const airgapped = { ...asked, kind: 'server', isAirgapped: true } as const;
  expect(reportOf(checkPod(airgapped, { ...answers('server', null), 'dns:jupyter.org': 'no' }))).toEqual([
    'ok: 2 things to reach',
  ]);
});

const DNS =
  'Check that CoreDNS is running: `k3s kubectl -n kube-system get pods -l k8s-app=kube-dns`; port 8472/udp has to be open between the hosts.';
const POLICY =
  'See `hub.values` for network policies of your own, and that ports 6443/tcp and 8472/udp are open between the hosts.';
const OUTSIDE =
  'Check that the resolver in /etc/resolv.conf of the hosts answers; CoreDNS forwards to it. Without internet this is expected.';

test("what the hub's pod cannot reach", () => {
  expect(reportOf(checkPod({ ...asked, kind: 'hub' }, answers('hub', 'timed out')))).toEqual([
    'problems: 4 things to reach',
    `error: deploy/hub: it cannot resolve a name of the cluster (kubernetes.default.svc): timed out | the hub finds neither its proxy nor an external identity provider | ${DNS}`,
    `error: deploy/hub: it cannot reach the Kubernetes API: timed out | no server can be started or stopped | ${POLICY}`,
    `error: deploy/hub: it cannot reach the API of its proxy (proxy-api:8001): timed out | a server that starts cannot be opened | ${POLICY}`,
    `warning: deploy/hub: it cannot resolve a name outside the cluster (jupyter.org): timed out | an external identity provider cannot be reached | ${OUTSIDE}`,
  ]);
});

test('what a notebook server cannot reach, and what it did not answer', () => {
  expect(reportOf(checkPod({ ...asked, pod: 'jupyter-ada', kind: 'server' }, {}))).toEqual([
    'problems: 3 things to reach',
    `error: jupyter-ada: it cannot resolve a name of the cluster (kubernetes.default.svc): no answer | notebook servers cannot find the hub, and are treated as failed | ${DNS}`,
    `error: jupyter-ada: it cannot reach the API of the hub (hub:8081): no answer | nobody can open a notebook: its server cannot authenticate them | ${POLICY}`,
    `warning: jupyter-ada: it cannot resolve a name outside the cluster (jupyter.org): no answer | pip, git and downloads fail | ${OUTSIDE}`,
  ]);
});

test('what runs in the pod tells what answers and what does not', async () => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const words = ['dns:localhost', `tcp:127.0.0.1:${port}`, 'tcp:127.0.0.1:1', 'api'];
  const input = readFileSync(new URL('pod-network.py', import.meta.url));
  const stdout = execFileSync('python3', ['-', ...words], { input, encoding: 'utf8', env: { PATH: process.env.PATH } });
  server.close();
  expect(JSON.parse(stdout)).toEqual({
    'dns:localhost': null,
    [`tcp:127.0.0.1:${port}`]: null,
    'tcp:127.0.0.1:1': '[Errno 111] Connection refused',
    api: "'KUBERNETES_SERVICE_HOST'",
  });
});
