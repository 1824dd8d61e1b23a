import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import type { SshCluster } from './settings.ts';

type Place = { readonly host: SshCluster['servers'][number]; readonly path: readonly PathSegment[] };

/** What is wrong with hosts beside each other. */
export function checkHosts({ servers, agents }: SshCluster): SettingsProblem[] {
  const hosts = [
    ...servers.map((host, i): Place => ({ host, path: ['cluster', 'servers', i] })),
    ...agents.map((host, i): Place => ({ host, path: ['cluster', 'agents', i] })),
  ];
  return [...repeated(hosts), ...interfaces(hosts), ...families(hosts)];
}

function repeated(hosts: readonly Place[]): SettingsProblem[] {
  return (['name', 'address'] as const).flatMap((key) =>
    hosts.flatMap(({ host, path }, i): SettingsProblem[] => {
      const first = hosts.findIndex(
        (other) => other.host[key] === host[key] && (key === 'name' || other.host.port === host.port),
      );
      if (first === i) return [];
      const message = `another host has the same ${key}, "${host[key]}"`;
      return [{ path: [...path, key], message, fix: `give each host its own ${key}` }];
    }),
  );
}

function interfaces(hosts: readonly Place[]): SettingsProblem[] {
  return hosts
    .filter(({ host }) => host.interface !== undefined && host.nodeIp === undefined)
    .map(({ path }) => ({
      path: [...path, 'interface'],
      message: 'set without a nodeIp',
      fix: 'set nodeIp to the address of that interface',
    }));
}

function families(hosts: readonly Place[]): SettingsProblem[] {
  const [first, ...others] = hosts.filter(({ host }) => host.nodeIp !== undefined);
  const kindOf = ({ host }: Place) => (host.nodeIp?.includes(':') ? 'IPv6' : 'IPv4');
  if (first === undefined) return [];
  const other = others.find((it) => kindOf(it) !== kindOf(first));
  if (other === undefined) return [];
  const [one, two] = [kindOf(first), kindOf(other)];
  return [
    {
      path: [...other.path, 'nodeIp'],
      message: `"${other.host.nodeIp}" is ${two}, and the nodeIp of ${first.host.name} is ${one}: all nodes of a cluster need the same kind`,
      fix: `give ${other.host.name} its ${one} address, or all others their ${two} address`,
    },
  ];
}
