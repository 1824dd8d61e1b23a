import { pluginNodes } from '../platform/gpus.ts';
import { k3sMinor } from '../platform/k3s-minor.ts';
import type { Platform } from '../platform/platform.ts';
import { inGib } from '../system/bytes.ts';
import { error, type Problem, type ProblemAt, warning } from '../system/problem.ts';
import { type BegunCluster, checkBegun } from './check-begun.ts';
import { checkClocks } from './check-clocks.ts';
import { checkFiles } from './check-files.ts';
import { checkGpus } from './check-gpus.ts';
import { checkHomeLimits } from './check-home-limits.ts';
import { checkKept } from './check-kept.ts';
import { checkDownloads, checkNetwork } from './check-network.ts';
import { checkNfs } from './check-nfs.ts';
import { checkReleases } from './check-releases.ts';
import type { Claim } from './claim.ts';
import type { RecordedHost } from './cluster-folder.ts';
import type { FoundNode } from './cluster-look.ts';
import { type K3sNode, paths } from './node-config.ts';
import type { HostFacts } from './probe.ts';

/** A host to be checked. */
export interface Candidate {
  readonly node: K3sNode;
  readonly facts: HostFacts;
  /** Whose it is. */
  readonly claim: Claim;
  /** Bytes that are still to be copied there. */
  readonly bytes: number;
}

const GIB = 2 ** 30;
/** k3s's own figures are 2 GB for a server and 512 MB for an agent; a machine sold with them has a little less. */
export const LEAST_MEMORY = { server: 1.8 * GIB, agent: 0.45 * GIB } as const;
/** From this minor version on a kubelet does not start on cgroups v1. Source: Kubernetes, `failCgroupV1`. */
const NO_CGROUPS_V1 = 35;
const CONTROLLERS = ['cpu', 'cpuset', 'memory', 'pids'];

/** TCP ports that k3s needs on a node. */
export function neededPorts(node: K3sNode, platform: Pick<Platform, 'cluster' | 'hub'>): number[] {
  const { cluster, hub } = platform;
  const servers = cluster.nodes.filter((it) => it.role === 'server').length;
  const isWeb = hub.exposure === 'ingress' ? !cluster.disable.includes('traefik') : hub.exposure === 'loadBalancer';
  return [
    ...(node.role === 'server' ? [6443] : []),
    ...(node.role === 'server' && servers > 1 ? [2379, 2380] : []),
    10250,
    ...(isWeb ? [80, 443] : []),
    ...(hub.exposure === 'nodePort' ? [hub.nodePort] : []),
  ];
}

export interface HostQuestions {
  /** Whether k3s is installed or started on the hosts. @default true */
  readonly isSetup?: boolean;
  /** What is known here of a cluster whose k3s has run. @default - it has not, or the cluster is lost and restored */
  readonly begun?: BegunCluster | undefined;
}

/** Everything that is wrong with the hosts, all at once. Pure. */
export function problemsOfHosts(
  candidates: readonly Candidate[],
  platform: Platform,
  { isSetup = true, begun }: HostQuestions = {},
): ProblemAt[] {
  const checks = [ownership, ...(isSetup ? OF_SETUP : [])];
  const each = candidates.flatMap((it) =>
    checks.flatMap((check) => check(it, platform)).map((problem) => ({ where: it.node.name, ...problem })),
  );
  const facts = new Map(candidates.map((it) => [it.node.name, it.facts]));
  const nodes = candidates.map((it) => it.node);
  const releases = isSetup ? checkReleases(nodes, facts, platform) : [];
  return [
    ...each,
    ...(isSetup ? [...checkBegun(candidates, platform, begun), ...checkKept(candidates)] : []),
    ...releases,
    ...sameHost(candidates),
    ...checkClocks(candidates),
  ];
}

/** What concerns only who installs or starts k3s on these hosts. */
const OF_SETUP = [
  system,
  room,
  checkFiles,
  ports,
  checkNetwork,
  checkDownloads,
  registries,
  gpus,
  python,
  checkHomeLimits,
  checkNfs,
];

function ownership({ node, facts, claim }: Candidate): Problem[] {
  if (claim.state === 'foreign') return [error(claim.why, claim.fix)];
  if (claim.state === 'free' && claim.doubt !== undefined) {
    const fix = 'If that is wrong, press Ctrl-C now and remove the host from platform.yaml.';
    return [warning(claim.doubt, fix, 'it will be set up as a host of this cluster, as it has no k3s')];
  }
  const other = node.role === 'server' ? 'k3s-agent' : 'k3s';
  if (facts.units.has(other)) {
    const fix = `Remove it with ${other}-uninstall.sh, homes on that host included, and delete the node.`;
    return [error(`it had the other role and is to become ${node.role === 'server' ? 'a server' : 'an agent'}`, fix)];
  }
  return [];
}

function system({ node, facts }: Candidate, { cluster }: Platform): Problem[] {
  const problems: Problem[] = [];
  if (facts.init !== 'systemd') {
    const fix = 'Use a host that runs systemd; one with OpenRC, or a container, cannot be a node.';
    problems.push(error(`its init system is ${facts.init || 'unknown'}, not systemd`, fix));
  }
  if (!['ubuntu', 'debian'].includes(facts.os.id)) {
    problems.push(
      warning(
        `it runs ${facts.os.name || 'an unknown system'}`,
        'Hubwright supports Ubuntu and Debian.',
        'steps may fail',
      ),
    );
  }
  if (!['amd64', 'arm64'].includes(facts.architecture)) {
    problems.push(error(`its architecture is ${facts.architecture}`, 'Images are built for amd64 and arm64 only.'));
  }
  const isRunning = facts.units.get(node.unit)?.state === 'active' && facts.k3s === cluster.k3sVersion;
  if (facts.cgroups.version === 1 && k3sMinor(cluster.k3sVersion) >= NO_CGROUPS_V1 && !isRunning) {
    const fix =
      'Add `systemd.unified_cgroup_hierarchy=1` to its kernel command line and restart it, or use a newer system.';
    problems.push(error(`it has cgroups v1, which Kubernetes 1.${NO_CGROUPS_V1} and newer refuse`, fix));
    return problems;
  }
  const missing = CONTROLLERS.filter((it) => !facts.cgroups.controllers.includes(it));
  if (missing.length > 0) {
    const flags = missing.map((it) =>
      it === 'memory' ? 'cgroup_memory=1 cgroup_enable=memory' : `cgroup_enable=${it}`,
    );
    const fix = `Add \`${flags.join(' ')}\` to its kernel command line and restart it. If that does not help, the kernel is built without: use another one.`;
    problems.push(
      error(`its kernel has no cgroup controller for ${missing.join(', ')} (cgroups v${facts.cgroups.version})`, fix),
    );
  }
  if (facts.missingModules.length > 0) {
    const fix = `Install them, on Ubuntu with \`apt-get install linux-modules-extra-$(uname -r)\`, and restart it.`;
    const cost = facts.missingModules.includes('overlay')
      ? 'k3s cannot start'
      : 'pods on different nodes cannot reach each other';
    problems.push(warning(`its kernel has no module ${facts.missingModules.join(', ')}`, fix, cost));
  }
  if (facts.selinux?.mode === 'Enforcing' && !facts.selinux.hasPolicy && cluster.airgap !== undefined) {
    const fix = 'Install the package k3s-selinux of the release of k3s on it.';
    problems.push(error('SELinux is enforcing and has no policy for k3s, which is not downloaded either', fix));
  }
  if (facts.cloudInit === 'running') {
    problems.push(
      error('cloud-init is still setting it up', 'Wait: `cloud-init status --wait` on it returns when it is done.'),
    );
  }
  if (facts.cloudInit === 'error') {
    problems.push(
      warning(
        'cloud-init failed',
        '`cloud-init status --long` on it shows what failed.',
        'what it should have installed may be missing',
      ),
    );
  }
  return problems;
}

function room({ node, facts, bytes }: Candidate): Problem[] {
  const problems: Problem[] = [];
  // What is copied lies there twice for a while: as a tar and taken apart.
  const needed = 2 * bytes + (facts.units.has(node.unit) ? 1 : 5) * GIB;
  if (facts.disk.free < needed) {
    const fix = 'Free space on the disk that holds /var/lib/rancher, or enlarge it.';
    problems.push(error(`${inGib(facts.disk.free)} of disk are free, ${inGib(needed)} needed`, fix));
  }
  if (facts.memory.total < LEAST_MEMORY[node.role]) {
    const fix = `An ${node.role === 'agent' ? 'agent' : 'idle server'} of k3s needs ${inGib(LEAST_MEMORY[node.role])}, plus what notebook servers use.`;
    problems.push(error(`it has ${inGib(facts.memory.total)} of memory`, fix));
  }
  return problems;
}

/** What listens while the ways between hosts are tried, as the kernel cuts its name. */
const LISTENER = 'systemd-socket-';

function ports({ node, facts }: Candidate, platform: Platform): Problem[] {
  // Then it is k3s that has them.
  if (facts.units.get(node.unit)?.state === 'active' || facts.units.get(node.unit)?.state === 'activating') return [];
  return (
    neededPorts(node, platform)
      // Of an `up` that was killed: it ends by itself within seconds.
      .filter((port) => facts.ports.has(port) && !facts.ports.get(port)?.startsWith(LISTENER))
      .map((port) => {
        const program = facts.ports.get(port) || 'another program';
        return error(
          `port ${port} is in use by ${program}`,
          `Stop it; \`ss -ltnp sport = :${port}\` on the host shows which it is.`,
        );
      })
  );
}

function registries({ facts }: Candidate, { registry, authorities }: Platform): Problem[] {
  const found = facts.files.get(paths.registries);
  const isWritten = registry.credentials.length > 0 || authorities !== undefined;
  if (!isWritten || found === undefined || found.isOurs) return [];
  const fix =
    registry.credentials.length > 0
      ? 'Move it away, or leave `registry.credentials` out and keep the logins in that file.'
      : 'Move it away: logins go in `registry.credentials`, and `certificateAuthority` is trusted for all registries.';
  return [error('it has an /etc/rancher/k3s/registries.yaml of its own, which would be lost', fix)];
}

function python({ facts }: Candidate, { backup }: Platform): Problem[] {
  if (backup === undefined || facts.hasPython) return [];
  const fix = 'Install it, `apt-get install python3`, or leave `backup` out of platform.yaml.';
  return [error('it has no python3 with the modules bz2 and sqlite3, with which backups copy databases', fix)];
}

function gpus({ node, facts }: Candidate, platform: Platform): Problem[] {
  const count = pluginNodes(platform).find((it) => it.name === node.name)?.gpus;
  if (count === undefined || facts.gpus === undefined) return [];
  const isRunning = facts.units.get(node.unit)?.state === 'active';
  return checkGpus(facts.gpus, { count, unit: node.unit, isRunning });
}

/** Hosts that belong to the cluster and are not in the settings any more. */
export function dropped(nodes: readonly K3sNode[], recorded: readonly RecordedHost[]): ProblemAt[] {
  const isOnlyServer = recorded.filter((it) => it.role === 'server').length === 1;
  return recorded
    .filter((it) => !nodes.some((node) => node.name === it.name))
    .map(({ name, role }) => {
      const message = `it is no longer in platform.yaml, and still ${role === 'agent' ? 'an agent' : 'a server'} of the cluster`;
      const fix =
        role === 'agent'
          ? `Remove it, with all home folders on it: \`npx hubwright down --node ${name}\`.`
          : `Put it back in platform.yaml${isOnlyServer ? '' : `; if its machine is gone for good: \`npx hubwright down --node ${name} --forget\``}.`;
      return { severity: 'warning', where: name, message, cost: 'notebook servers still start there', fix };
    });
}

/** Nodes of the cluster that neither the settings nor what is recorded here name: they joined by themselves, or by hand. */
export function unlisted(
  found: readonly Pick<FoundNode, 'name'>[],
  nodes: readonly Pick<K3sNode, 'name'>[],
  recorded: readonly Pick<RecordedHost, 'name'>[],
): ProblemAt[] {
  const known = new Set([...nodes, ...recorded].map((it) => it.name));
  return found
    .filter((it) => !known.has(it.name))
    .map(({ name }) => ({
      severity: 'warning',
      where: name,
      message: 'it is a node of the cluster, and not in platform.yaml',
      cost: 'notebook servers start there, and fail with images that only the other nodes have',
      fix: `Add it to platform.yaml, which keeps what is on it, or remove it: \`npx hubwright down --node ${name} --forget\`.`,
    }));
}

function sameHost(candidates: readonly Candidate[]): ProblemAt[] {
  return candidates.flatMap((a, i) =>
    candidates.slice(i + 1).flatMap((b): ProblemAt[] => {
      const where = `${a.node.name}, ${b.node.name}`;
      if (a.facts.machineId === '' || a.facts.machineId !== b.facts.machineId) {
        if (a.facts.hostname !== b.facts.hostname) return [];
        const fix = `Rename one on itself: \`hostnamectl set-hostname ${b.node.name}\`.`;
        const message = `both are called ${a.facts.hostname}`;
        return [{ severity: 'warning', where, message, cost: 'their logs cannot be distinguished', fix }];
      }
      if (a.facts.hostname === b.facts.hostname) {
        const fix = 'Give each node in platform.yaml a host of its own.';
        return [{ severity: 'error', where, message: 'both are the same machine', fix }];
      }
      const fix = 'Give one of them a new id: `rm /etc/machine-id && systemd-machine-id-setup`, then restart it.';
      return [{ severity: 'error', where, message: 'both have the same machine id, as copies of a disk do', fix }];
    }),
  );
}
