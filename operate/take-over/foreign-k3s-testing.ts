import type { Project } from '../../testbed/project.ts';
import type { TestBed } from '../../testbed/test-bed.ts';
import { until } from '../../testbed/until.ts';

/** Of a cluster that another tool has set up. */
export const TOKEN = 'a-secret-of-another-tool';
const RELEASE = 'v1.36.5+k3s1';

/** Installs k3s on `s1` and `a1` as other tools do: flags in the unit, the token in its environment, settings in files. */
export async function installForeign(bed: TestBed): Promise<void> {
  await bed.addAll(['s1', 'a1']);
  const [server, agent] = ['s1', 'a1'].map((name) => bed.host(name));
  if (server === undefined || agent === undefined) throw new Error('There are no hosts');
  const install = (env: string, words: string) => [
    'sh',
    '-c',
    `curl -sfL https://get.k3s.io | INSTALL_K3S_VERSION=${RELEASE} K3S_TOKEN=${TOKEN} ${env} sh -s - ${words}`,
  ];
  await server.write('/etc/rancher/k3s/config.yaml', 'write-kubeconfig-mode: "0644"\nnode-label: [zone=a]\n', 0o600);
  const flags = '--cluster-cidr 10.50.0.0/16 --disable metrics-server --kubelet-arg=max-pods=200';
  await server.exec(install('', `server ${flags}`));
  await until(async () => (await server.read('/var/lib/rancher/k3s/server/node-token')) !== undefined);
  await agent.write('/etc/rancher/k3s/config.yaml.d/mine.yaml', 'resolv-conf: /etc/resolv.conf\n', 0o600);
  await agent.exec(install(`K3S_URL=https://${server.address}:6443`, 'agent --node-name a1'));
  const nodes = ['k3s', 'kubectl', 'get', 'nodes', '-o', 'name'];
  await until(async () => (await server.exec(nodes, { allow: [1] })).stdout.includes('node/a1'));
}

/** Has a project list these hosts. */
export async function listForeign(project: Project, bed: TestBed, cluster: object = {}): Promise<void> {
  await project.settings({
    provider: 'ssh',
    servers: [{ name: 's1', address: bed.host('s1').address, user: 'ubuntu' }],
    agents: [{ name: 'a1', address: bed.host('a1').address, user: 'ubuntu' }],
    disable: ['metrics-server'],
    ...cluster,
  });
}
