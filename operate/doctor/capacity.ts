import { Size } from 'cdk8s';
import type { HostFacts } from '../../cluster/probe.ts';
import { defaultSize } from '../../lib/spawn-form.ts';
import { fitOf, reservedIn } from '../../platform/capacity.ts';
import type { Node } from '../../platform/nodes.ts';
import type { OtherPods } from '../../platform/other-pods.ts';
import type { Platform } from '../../platform/platform.ts';
import { mebibytesOf } from '../../platform/quantities.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

const MIB = 2 ** 20;
/** A machine tells less memory than it was sold with: firmware and kernel keep some. */
const TOLERANCE = 0.9;
const UNKNOWN = 'set `cpus` and `memory` of every host to compute it';

type Facts = ReadonlyMap<string, Pick<HostFacts, 'cpus' | 'memory'>>;

/**
 * Whether the servers fit on the hosts, as the hosts are and not as the settings say they are.
 *
 * @param others what main.ts adds
 */
export function capacityChecks(platform: Platform, facts: Facts, others: readonly OtherPods[] = []): Check[] {
  const { nodes } = platform.cluster;
  const real = nodes.map((node): Node => {
    const found = facts.get(node.name);
    if (found === undefined) return node;
    return { ...node, cpus: found.cpus, memory: Size.mebibytes(Math.floor(found.memory.total / MIB)) };
  });
  // Of VMs the preflight tells it itself.
  const claimed = nodes.filter((it) => it.made === undefined);
  return [
    ...(facts.size > 0 && claimed.length > 0 ? [claims(claimed, facts)] : []),
    sizes(platform, real, others),
    users(platform, real, others),
  ];
}

function claims(nodes: readonly Node[], facts: Facts): Check {
  const about = { id: 'capacity/settings', area: 'capacity', title: 'CPUs and memory of the hosts' } as const;
  const problems = nodes.flatMap((node): ProblemAt[] => {
    const found = facts.get(node.name);
    if (found === undefined) return [];
    const warning = (message: string, fix: string): ProblemAt => {
      const cost = '`synth` reports more servers than can run at once; the rest stay pending';
      return { severity: 'warning', where: node.name, message, cost, fix };
    };
    const mebibytes = Math.floor(found.memory.total / MIB);
    const claimed = node.memory === undefined ? 0 : mebibytesOf(node.memory);
    return [
      ...((node.cpus ?? 0) > found.cpus
        ? [warning(`it has ${found.cpus} CPUs, not ${node.cpus}`, `Set its \`cpus: ${found.cpus}\`.`)]
        : []),
      ...(mebibytes < claimed * TOLERANCE
        ? [warning(`it has ${mebibytes} MiB of memory, not ${claimed}`, `Set its \`memory: ${mebibytes}Mi\`.`)]
        : []),
    ];
  });
  return checked(about, problems);
}

function sizes(platform: Platform, nodes: readonly Node[], others: readonly OtherPods[]): Check {
  const about = { id: 'capacity/sizes', area: 'capacity', title: 'sizes' } as const;
  const fits = platform.sizes.map((size) => fitOf(size, nodes, reservedIn(platform), others));
  const problems = fits.flatMap(({ size, obstacle }): ProblemAt[] => {
    if (obstacle === undefined) return [];
    const fix = 'Lower what it reserves, or add a host that is large enough.';
    const cost = 'a server of this size stays pending until its start times out';
    return [
      { severity: 'error', where: `size ${size.name}`, message: `no node can run it: ${obstacle.text}`, cost, fix },
    ];
  });
  const most = fits.map(({ count, uncertain, size }) => `${uncertain ? 'at least ' : ''}${count} ${size.name}`);
  if (problems.length === 0 && fits.some((it) => it.uncertain)) return skipped(about, UNKNOWN);
  return checked(about, problems, `${most.join(', or ')} at once`);
}

function users(platform: Platform, nodes: readonly Node[], others: readonly OtherPods[]): Check {
  const about = { id: 'capacity/users', area: 'capacity', title: 'servers for all users at once' } as const;
  if (platform.auth.type !== 'users') return skipped(about, `users come from ${platform.auth.type}`);
  const size = defaultSize(platform);
  const fit = fitOf(size, nodes, reservedIn(platform), others);
  const count = Object.values(platform.users).filter((it) => !it.disabled).length;
  const detail = `${count} users, ${fit.count} servers of the default size ${size.name}`;
  if (fit.count >= count) return checked(about, [], detail);
  if (fit.uncertain) return skipped(about, UNKNOWN);
  const message = `${fit.count} servers of the default size fit at once, and ${count} users may log in`;
  const cost = `once ${fit.count} run, another one stays pending until one stops`;
  const fix = `Add hosts, lower what ${size.name} reserves, or set \`hub.activeServerLimit: ${fit.count}\` to tell users.`;
  const severity = fit.count * 2 < count ? 'warning' : 'note';
  const limit = platform.hub.activeServerLimit;
  if (limit > 0 && limit <= fit.count) return checked(about, [], `${detail}, no more than ${limit} may run at once`);
  return checked(about, [{ severity, where: 'cluster', message, cost, fix }]);
}
