import { pluginNodes } from '../../lib/gpus.ts';
import { nodesOf } from '../../lib/nodes.ts';
import type { Platform } from '../../lib/platform.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import { type K3sNode, paths, VIRTUAL } from '../cluster/node-config.ts';
import { gpuFaults } from './gpu-faults.ts';
import type { HostFacts } from './probe.ts';

/** Something about the hosts that a person should know before anything is changed. */
export interface Finding {
  /** `error`: nothing is begun before it is mended. */
  readonly severity: 'error' | 'warning';
  /** The nodes concerned. */
  readonly hosts: string;
  readonly message: string;
  /** What happens if a warning is left so; an error keeps `up` from beginning. */
  readonly cost?: string;
  readonly mend: string;
}

/** A host to be judged. */
export interface Candidate {
  readonly node: K3sNode;
  readonly facts: HostFacts;
  /** What was recorded when this cluster first changed something on it. */
  readonly recorded: RecordedHost | undefined;
  /** Bytes that are still to be copied there. */
  readonly bytes: number;
}

const GIB = 2 ** 30;
/** k3s's own figures are 2 GB for a server and 512 MB for an agent; a machine sold with them has a little less. */
export const LEAST_MEMORY = { server: 1.8 * GIB, agent: 0.45 * GIB } as const;
const CONTROLLERS = ['cpu', 'cpuset', 'memory', 'pids'];
/** Seconds between the clocks of two hosts from which on certificates and tokens of one are refused by the other. */
const CLOCK_SKEW = 30;

/** TCP ports that k3s needs on a node. */
export function neededPorts(node: K3sNode, platform: Pick<Platform, 'cluster' | 'hub'>): number[] {
  const { cluster, hub } = platform;
  const servers = nodesOf(cluster).filter((it) => it.role === 'server').length;
  const isWeb = hub.exposure === 'ingress' ? !cluster.disable.includes('traefik') : hub.exposure === 'loadBalancer';
  return [
    ...(node.role === 'server' ? [6443] : []),
    ...(node.role === 'server' && servers > 1 ? [2379, 2380] : []),
    10250,
    ...(isWeb ? [80, 443] : []),
    ...(hub.exposure === 'nodePort' ? [hub.nodePort] : []),
  ];
}

/** Everything that is wrong with the hosts, all at once. Pure. */
export function judge(candidates: readonly Candidate[], platform: Platform): Finding[] {
  const each = candidates.flatMap((it) =>
    [ownership, release, system, room, ports, network, registries, gpus].flatMap((check) =>
      check(it, platform).map((finding) => ({ hosts: it.node.name, ...finding })),
    ),
  );
  return [...each, ...sameHost(candidates), ...clocks(candidates)];
}

type Judged = Omit<Finding, 'hosts'>;
const error = (message: string, mend: string): Judged => ({ severity: 'error', message, mend });
const warning = (message: string, mend: string, cost: string): Judged => ({ severity: 'warning', message, mend, cost });

function ownership({ node, facts, recorded }: Candidate): Judged[] {
  const isOurs = recorded?.machineId === facts.machineId;
  if (recorded?.provider === 'multipass' && recorded.machineId !== undefined && !isOurs) {
    const mend = `Delete it with everything in it, \`multipass delete --purge ${node.name}\`, or give the cluster another \`name\`.`;
    return [error('it is another VM than the one that was set up under this name', mend)];
  }
  const other = node.role === 'server' ? 'k3s-agent' : 'k3s';
  if ((facts.hasToken || facts.units.size > 0) && !isOurs) {
    const mend =
      "Bring back this cluster's folder in .hubwright/ from where the cluster was made, or remove that k3s and all its " +
      'data with k3s-uninstall.sh (k3s-agent-uninstall.sh).';
    return [error('k3s is there already, and not from this cluster', mend)];
  }
  if (facts.units.has(other)) {
    const mend = `Remove it with ${other}-uninstall.sh, homes on that host included, and delete the node.`;
    return [
      error(`it was a node of the other role and is to be ${node.role === 'server' ? 'a server' : 'an agent'}`, mend),
    ];
  }
  return [];
}

function release({ facts }: Candidate, { cluster }: Platform): Judged[] {
  const minor = (version: string) => Number(/^v1\.(\d+)/.exec(version)?.[1]);
  if (facts.k3s === undefined || facts.k3s === cluster.k3sVersion) return [];
  const step = minor(cluster.k3sVersion) - minor(facts.k3s);
  if (step < 0) {
    return [
      error(`it runs ${facts.k3s}, and k3s cannot go back to ${cluster.k3sVersion}`, 'Raise `cluster.k3sVersion`.'),
    ];
  }
  const mend = 'Upgrade to the releases in between first, one minor version at a time.';
  return step > 1 ? [error(`from ${facts.k3s} to ${cluster.k3sVersion} is more than one minor version`, mend)] : [];
}

function system({ facts }: Candidate): Judged[] {
  const findings: Judged[] = [];
  if (!['ubuntu', 'debian'].includes(facts.os.id)) {
    findings.push(
      warning(
        `it runs ${facts.os.name || 'an unknown system'}`,
        'Ubuntu and Debian are what Hubwright is made for.',
        'steps may fail on it',
      ),
    );
  }
  if (!['amd64', 'arm64'].includes(facts.architecture)) {
    findings.push(error(`its architecture is ${facts.architecture}`, 'Images are built for amd64 and arm64 alone.'));
  }
  const missing = CONTROLLERS.filter((it) => !facts.cgroups.controllers.includes(it));
  if (missing.length > 0) {
    const mend = 'Add `cgroup_memory=1 cgroup_enable=memory` to its kernel command line and restart it.';
    findings.push(
      error(`its kernel gives no control over ${missing.join(', ')} (cgroups v${facts.cgroups.version})`, mend),
    );
  }
  if (facts.cloudInit === 'running') {
    findings.push(
      error('cloud-init is still setting it up', 'Wait: `cloud-init status --wait` on it tells when it is done.'),
    );
  }
  if (facts.cloudInit === 'error') {
    findings.push(
      warning(
        'cloud-init ended with an error',
        '`cloud-init status --long` on it tells what is not set up.',
        'what it was to install may be missing',
      ),
    );
  }
  return findings;
}

function room({ node, facts, bytes }: Candidate): Judged[] {
  const findings: Judged[] = [];
  // What is copied lies there twice for a while: as a tar and taken apart.
  const needed = 2 * bytes + (facts.units.has(node.unit) ? 1 : 5) * GIB;
  if (facts.disk.free < needed) {
    const mend = 'Free room on the disk that holds /var/lib/rancher, or make it larger.';
    findings.push(error(`${gib(facts.disk.free)} of disk are free, ${gib(needed)} are needed`, mend));
  }
  if (facts.memory.total < LEAST_MEMORY[node.role]) {
    const mend = `An ${node.role === 'agent' ? 'agent' : 'idle server'} of k3s needs ${gib(LEAST_MEMORY[node.role])}, notebook servers come on top.`;
    findings.push(error(`it has ${gib(facts.memory.total)} of memory`, mend));
  }
  return findings;
}

function ports({ node, facts }: Candidate, platform: Platform): Judged[] {
  // Then it is k3s that has them.
  if (facts.units.get(node.unit)?.state === 'active' || facts.units.get(node.unit)?.state === 'activating') return [];
  return neededPorts(node, platform)
    .filter((port) => facts.ports.has(port))
    .map((port) => {
      const program = facts.ports.get(port) || 'another program';
      return error(
        `port ${port} is taken by ${program}`,
        `Stop it; \`ss -ltnp sport = :${port}\` on the host shows which it is.`,
      );
    });
}

function network({ node, facts }: Candidate, { cluster }: Platform): Judged[] {
  const findings: Judged[] = [];
  const own = facts.addresses.filter((it) => !VIRTUAL.test(it.interface) && !it.address.includes(':'));
  if (node.nodeIp !== undefined && !facts.addresses.some((it) => it.address === node.nodeIp)) {
    const found = facts.addresses.map((it) => it.address).join(', ');
    findings.push(error(`nodeIp ${node.nodeIp} is none of its addresses (${found})`, 'Set `nodeIp` to one of them.'));
  }
  // Elsewhere there is one node, or one network of Multipass's own, and no setting to choose another.
  if (cluster.provider === 'ssh' && node.nodeIp === undefined && new Set(own.map((it) => it.interface)).size > 1) {
    const mend = 'Say which one the nodes use among themselves: `nodeIp` and `interface` of the host.';
    findings.push(
      warning(
        `it has several networks (${own.map((it) => `${it.interface} ${it.address}`).join(', ')})`,
        mend,
        'the nodes may use one that does not connect them',
      ),
    );
  }
  if (facts.firewall !== undefined) {
    const mend =
      'Let the nodes reach each other: `ufw allow from ADDRESS` for each, `ufw allow from 10.42.0.0/16`, and 10.43.0.0/16.';
    findings.push(
      warning(
        `the firewall ${facts.firewall} is active`,
        mend,
        'agents cannot join, and pods on different nodes cannot reach each other',
      ),
    );
  }
  return findings;
}

function registries({ facts }: Candidate, { registry }: Platform): Judged[] {
  const found = facts.files.get(paths.registries);
  if (registry.credentials.length === 0 || found === undefined || found.isOurs) return [];
  const mend = 'Move it away, or leave `registry.credentials` out and keep the logins in that file.';
  return [error('it has an /etc/rancher/k3s/registries.yaml of its own, which would be lost', mend)];
}

function gpus({ node, facts }: Candidate, platform: Platform): Judged[] {
  const count = pluginNodes(platform).find((it) => it.name === node.name)?.gpus;
  if (count === undefined || facts.gpus === undefined) return [];
  const isRunning = facts.units.get(node.unit)?.state === 'active';
  return gpuFaults(facts.gpus, { count, unit: node.unit, isRunning }).map(({ message, fix, cost }) =>
    warning(message, fix, cost),
  );
}

/** Hosts that belong to the cluster and are not in the settings any more. */
export function dropped(nodes: readonly K3sNode[], recorded: readonly RecordedHost[]): Finding[] {
  return recorded
    .filter((it) => !nodes.some((node) => node.name === it.name))
    .map(({ name, role }) => {
      const message = `it is no longer in platform.yaml, and still ${role === 'agent' ? 'an agent' : 'a server'} of the cluster`;
      const mend = `Take it out, with all home folders that are on it: \`npx hubwright down --node ${name}\`.`;
      return { severity: 'warning', hosts: name, message, cost: 'notebook servers still start there', mend };
    });
}

function sameHost(candidates: readonly Candidate[]): Finding[] {
  return candidates.flatMap((a, i) =>
    candidates.slice(i + 1).flatMap((b): Finding[] => {
      const hosts = `${a.node.name}, ${b.node.name}`;
      if (a.facts.machineId === '' || a.facts.machineId !== b.facts.machineId) {
        if (a.facts.hostname !== b.facts.hostname) return [];
        const mend = `Rename one on itself: \`hostnamectl set-hostname ${b.node.name}\`.`;
        const message = `both are called ${a.facts.hostname}`;
        return [{ severity: 'warning', hosts, message, cost: 'their logs cannot be told apart', mend }];
      }
      if (a.facts.hostname === b.facts.hostname) {
        const mend = 'Give each node in platform.yaml a host of its own.';
        return [{ severity: 'error', hosts, message: 'both are the same machine', mend }];
      }
      const mend = 'Give one a new one: `rm /etc/machine-id && systemd-machine-id-setup`, then restart it.';
      return [{ severity: 'error', hosts, message: 'both have one machine id, as copies of a disk do', mend }];
    }),
  );
}

/** An answer may have been on its way for long: only what is certain counts. */
function clocks(candidates: readonly Candidate[]): Finding[] {
  const ahead = candidates.map(({ node, facts: { clock, asked } }) => {
    // A host tells whole seconds.
    return { name: node.name, least: clock - asked.to, most: clock + 999 - asked.from };
  });
  const [slow] = [...ahead].sort((a, b) => a.most - b.most);
  const [fast] = [...ahead].sort((a, b) => b.least - a.least);
  if (slow === undefined || fast === undefined) return [];
  const apart = Math.floor((fast.least - slow.most) / 1000);
  if (apart <= CLOCK_SKEW) return [];
  const mend = 'Switch on time synchronisation on both: `timedatectl set-ntp true`.';
  return [
    { severity: 'error', hosts: `${slow.name}, ${fast.name}`, message: `their clocks are ${apart} s apart`, mend },
  ];
}

/** Bytes as a person reads them. */
export function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}

/** A finding as it is printed. */
export function formatFinding({ severity, hosts, message, cost, mend }: Finding): string {
  return [`${severity}: ${hosts}: ${message}`, ...(cost === undefined ? [] : [`If left so, ${cost}.`]), mend].join(
    '\n  ',
  );
}
