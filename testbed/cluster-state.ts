import type { TestBed } from './test-bed.ts';

const MANIFESTS = ['base', 'credentials', 'hub', 'users'].map(
  (name) => `/var/lib/rancher/k3s/server/manifests/hubwright-${name}.k8s.yaml`,
);
const FILES = ['/etc/rancher/k3s/config.yaml', ...MANIFESTS];
const LIST = `ls -A /var/lib/rancher/k3s/agent/images /etc/rancher/k3s
systemctl is-enabled k3s k3s-agent
ls /etc/systemd/system/k3s*
find /etc/rancher /var/lib/rancher -name '*.hubwright'
exit 0`;

/** What counts of a cluster in the end, to be compared: files, units, names of images, what was left lying, nodes. */
export async function clusterState(bed: TestBed, nodes: readonly string[]) {
  const hosts = await Promise.all(
    nodes.map(async (name) => {
      const host = bed.host(name);
      const files = await Promise.all(FILES.map((file) => host.read(file)));
      const listed = await host.exec(['sh', '-c', LIST]);
      return { name, files, listed: listed.stdout };
    }),
  );
  const found = await bed.host(nodes[0] ?? '').exec(['k3s', 'kubectl', 'get', 'nodes', '-o', 'name']);
  return { hosts, nodes: found.stdout.split('\n').sort() };
}
