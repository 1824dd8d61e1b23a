import { existsSync } from 'node:fs';

const PATHS = [
  '/usr/local/bin/k3s',
  '/usr/bin/k3s',
  '/etc/rancher/k3s',
  '/var/lib/rancher/k3s',
  '/etc/systemd/system/k3s.service',
  '/etc/systemd/system/k3s-agent.service',
  '/etc/hubwright/cluster.json',
];

/** What shows that k3s, or a cluster of Hubwright's, is or was on this machine. */
export function tracesOfK3s(): string[] {
  return PATHS.filter((path) => existsSync(path));
}
