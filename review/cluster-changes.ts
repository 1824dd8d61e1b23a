import { localStorage } from '../platform/database-place.ts';
import { areOnNodes } from '../platform/home-place.ts';
import { k3sMinor } from '../platform/k3s-minor.ts';
import { namedImages } from '../platform/named-images.ts';
import type { Node } from '../platform/nodes.ts';
import type { Platform } from '../platform/platform.ts';
import { counted } from '../system/counted.ts';
import { type Change, listed, matched, written } from './change.ts';
import { gpuChanges } from './gpu-changes.ts';
import { differences } from './settings-changes.ts';

/** Machines, and the k3s on them. */
export function clusterChanges(before: Platform, after: Platform): Change[] {
  const [previous, current] = [before.cluster, after.cluster];
  if (previous.name !== current.name || previous.provider !== current.provider) {
    const text = `Different cluster: ${previous.name} (${previous.provider}) → ${current.name} (${current.provider}). It starts empty; the old one keeps running, with all homes, until someone removes it.`;
    return [{ topic: 'Cluster', text, caution: true }];
  }
  return [versionChanges, nodeChanges, gpuChanges, componentChanges]
    .flatMap((changes) => changes(before, after))
    .map((change) => ({ topic: 'Cluster', ...change }));
}

type Untitled = Omit<Change, 'topic'>;

function versionChanges({ cluster: previous }: Platform, after: Platform): Untitled[] {
  const current = after.cluster;
  if (previous.k3sVersion === current.k3sVersion) return [];
  const text = `k3s ${previous.k3sVersion} → ${current.k3sVersion}: ${counted(current.nodes.length, 'node')} to upgrade, one server at a time, then a few agents at a time. Users' servers keep running.`;
  const steps = k3sMinor(current.k3sVersion) - k3sMinor(previous.k3sVersion);
  if (steps > 1) {
    const between = Array.from({ length: steps - 1 }, (_, i) => `v1.${k3sMinor(previous.k3sVersion) + i + 1}`);
    return [
      {
        text: `${text} Kubernetes upgrades cannot skip a minor version: go through ${between.join(' and ')} first.`,
        caution: true,
      },
    ];
  }
  if (steps < 0) return [{ text: `${text} This is a downgrade: \`up\` will refuse it.`, caution: true }];
  return [{ text }];
}

function nodeChanges(before: Platform, after: Platform): Untitled[] {
  const { added, removed, kept } = matched(before.cluster.nodes, after.cluster.nodes);
  const copied = after.registry.push ? [] : namedImages(after).filter((it) => it.build !== undefined);
  const images =
    copied.length > 0 ? ` ${listed(copied.map((it) => it.title))} is copied there before servers start.` : '';
  const called = (nodes: readonly Node[]) => listed(nodes.map(({ name, role }) => `${name} (${role})`));
  const homes =
    areOnNodes(before.storage) && localStorage(before.cluster)
      ? ' Homes on their disks become unreachable: move them first.'
      : '';
  const servers = [before, after].map(({ cluster }) => cluster.nodes.filter((it) => it.role === 'server').length);
  return [
    ...(added.length > 0 ? [{ text: `Added: ${called(added)}.${images}` }] : []),
    ...(removed.length > 0
      ? [{ text: `Removed: ${called(removed)}. Servers on them end.${homes}`, caution: true }]
      : []),
    ...(servers[0] === servers[1] ? [] : [{ text: `Control plane servers: ${servers[0]} → ${servers[1]}.` }]),
    ...kept.flatMap(({ previous, current }) =>
      differences(measuresOf(previous), measuresOf(current)).map(({ path, previous: old, current: now }) => ({
        text: `${current.name}: ${path} ${written(old)} → ${written(now)}. Existing nodes have to be changed by hand or recreated.`,
      })),
    ),
    ...machineChanges(before, after),
  ];
}

const measuresOf = ({ role, cpus, memory, gpus, labels, taints }: Node) => ({
  role,
  cpus,
  memory,
  gpus,
  labels,
  taints,
});

/** What nodes have besides their capacity: disks of VMs, and how hosts are reached. */
function machineChanges({ cluster: previous }: Platform, { cluster: current }: Platform): Untitled[] {
  const beyond = ({ path }: { path: string }) =>
    !/\.?(count|cpus|memory|gpus|gpuSharing|labels|taints|name)(\.|$)/.test(path);
  const machines = (cluster: object) => cluster as { readonly servers?: unknown; readonly agents?: unknown };
  const byName = (group: unknown) =>
    Array.isArray(group) ? Object.fromEntries(group.map((host: { name: string }) => [host.name, host])) : group;
  return (['servers', 'agents'] as const).flatMap((role) => {
    const [old, now] = [machines(previous)[role], machines(current)[role]].map(byName) as [object, object];
    if (old === undefined || now === undefined) return [];
    const shared = Object.keys(old).filter((key) => key in now);
    const only = (group: object) => Object.fromEntries(Object.entries(group).filter(([key]) => shared.includes(key)));
    return differences(only(old), only(now), `${role}`)
      .filter(beyond)
      .map((it) => ({ text: `${it.path}: ${written(it.previous)} → ${written(it.current)}.` }));
  });
}

function componentChanges({ cluster: previous }: Platform, { cluster: current }: Platform): Untitled[] {
  const off = current.disable.filter((it) => !previous.disable.includes(it));
  const enabled = previous.disable.filter((it) => !current.disable.includes(it));
  const [pids, limit] = [previous, current].map((it) => it.podPidsLimit || 'no limit');
  return [
    ...(pids === limit
      ? []
      : [
          {
            text: `Processes and threads per pod: ${pids} → ${limit}. Takes effect at the next start of k3s and of each server.`,
          },
        ]),
    ...(off.length > 0
      ? [{ text: `k3s stops running ${listed(off)} at the next start of its servers.`, caution: true }]
      : []),
    ...(enabled.length > 0 ? [{ text: `k3s runs ${listed(enabled)} again from the next start of its servers.` }] : []),
  ];
}
