import { error, type Problem, type ProblemAt, warning } from '../system/problem.ts';
import { knownProblem } from './known-problems.ts';
import { VIRTUAL } from './node-config.ts';
import type { Candidate } from './preflight.ts';
import type { HostFacts } from './probe.ts';
import type { ClosedWay } from './reach.ts';

/** What each firewall needs so that pods reach each other and the node. */
const ALLOW_PODS: Readonly<Record<string, string>> = {
  ufw: '`ufw allow from ADDRESS` for each other node, `ufw allow from 10.42.0.0/16`, and 10.43.0.0/16.',
  firewalld:
    '`firewall-cmd --permanent --zone=trusted --add-source=ADDRESS` for each other node, for 10.42.0.0/16 and for ' +
    '10.43.0.0/16, then `firewall-cmd --reload`.',
};
const ALLOW_OTHERS = 'accept what comes from the other nodes, from 10.42.0.0/16 and from 10.43.0.0/16.';

export function checkNetwork({ node, facts }: Candidate): Problem[] {
  const problems: Problem[] = [];
  const own = facts.addresses.filter((it) => !VIRTUAL.test(it.interface));
  const ownV4 = own.filter((it) => !it.address.includes(':'));
  const isRunning = facts.units.get(node.unit)?.state === 'active';
  if (facts.route === undefined && node.interface === undefined && !isRunning) problems.push(noRoute(node));
  if (ownV4.length === 0 && own.length > 0 && !isRunning) problems.push(onlyV6());
  if (node.nodeIp !== undefined && !facts.addresses.some((it) => it.address === node.nodeIp)) {
    const found = facts.addresses.map((it) => it.address).join(', ');
    problems.push(error(`nodeIp ${node.nodeIp} is none of its addresses (${found})`, 'Set `nodeIp` to one of them.'));
  }
  if (node.hasOwnNetworks && node.nodeIp === undefined && new Set(ownV4.map((it) => it.interface)).size > 1) {
    const fix = 'Set the one the nodes use among themselves: `nodeIp` and `interface` of the host.';
    problems.push(
      warning(
        `it has several networks (${ownV4.map((it) => `${it.interface} ${it.address}`).join(', ')})`,
        fix,
        'the nodes may use one that does not connect them',
      ),
    );
  }
  if (facts.firewall !== undefined) {
    const fix = `Let the nodes reach each other: ${ALLOW_PODS[facts.firewall] ?? ALLOW_OTHERS}`;
    problems.push(
      warning(
        `the firewall ${facts.firewall} is active`,
        fix,
        'agents cannot join, and pods on different nodes cannot reach each other',
      ),
    );
  }
  return problems;
}

/** Source: k3s, `pkg/util/net.go` and `pkg/agent/flannel`: both look for the interface of the default route. */
function noRoute({ hasOwnNetworks }: Candidate['node']): Problem {
  const setting = hasOwnNetworks ? ', or set `nodeIp` and `interface` of the host' : '';
  const fix =
    `Give it one${setting}. On an isolated network any will do: \`ip link add dummy0 type dummy && ip addr add ` +
    '203.0.113.254/31 dev dummy0 && ip link set dummy0 up && ip route add default via 203.0.113.255 dev dummy0 metric 1000`.';
  return error('it has no default route, from which k3s takes its address and network', fix);
}

function onlyV6(): Problem {
  return warning(
    'it has only IPv6 addresses, and the networks of k3s are IPv4',
    'Give it an IPv4 address, or set `cluster-cidr` and `service-cidr` to IPv6 networks in a file in /etc/rancher/k3s/config.yaml.d on every node.',
    'k3s does not start',
  );
}

/** Whether k3s can be downloaded where it has to be. */
export function checkDownloads({ facts }: Candidate): Problem[] {
  const fault = facts.download?.fault;
  if (fault === undefined) return [];
  const known = knownProblem(fault);
  const why = known === undefined ? '' : `: ${known.message}`;
  const fix = known?.fix ?? 'Try the same on the host. Without internet there is `cluster.airgap`; see docs/airgap.md.';
  return [error(`it cannot download k3s${why} (${fault})`, fix)];
}

/** What needs a port, and what happens while it is closed; nothing can be begun without the others. */
const COST: Readonly<Record<string, string>> = {
  '10250/tcp': 'logs of its pods cannot be read, and no command can be run in them',
  '8472/udp': 'pods on different nodes cannot reach each other',
};
const HOW: Readonly<Record<ClosedWay['how'], string>> = {
  silent: 'no answer: a firewall may drop it',
  refused: 'refused, although something listens there',
  unreachable: 'no route, or a firewall rejects it',
};

/** Ports that are closed between hosts, by the host whose port it is. */
export function problemsOfWays(ways: readonly ClosedWay[], facts: ReadonlyMap<string, HostFacts>): ProblemAt[] {
  const kinds = new Map<string, ClosedWay[]>();
  for (const way of ways) {
    const key = `${way.to} ${way.port} ${way.how}`;
    kinds.set(key, [...(kinds.get(key) ?? []), way]);
  }
  return [...kinds.values()].flatMap((closed): ProblemAt[] => {
    const [first] = closed;
    if (first === undefined) return [];
    const { to, address, port, how } = first;
    const from = closed.map((it) => it.from);
    const cost = COST[port];
    const message = `cannot reach port ${port} of ${to} (${address}): ${HOW[how]}`;
    const fix = open(port, to, facts.get(to)?.firewall);
    return [
      {
        severity: cost === undefined ? 'error' : 'warning',
        where: from.join(', '),
        message,
        fix,
        ...(cost === undefined ? {} : { cost }),
      },
    ];
  });
}

function open(port: string, host: string, firewall: string | undefined): string {
  if (firewall === 'ufw') return `Open it on ${host}: \`ufw allow ${port}\`, or for the other nodes alone.`;
  if (firewall === 'firewalld')
    return `Open it on ${host}: \`firewall-cmd --permanent --add-port=${port} && firewall-cmd --reload\`.`;
  return `Open it on ${host} for the other nodes, \`nft list ruleset\` there shows its rules, and in every firewall between them.`;
}
