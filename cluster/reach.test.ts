import { expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { formatProblem } from '../system/problem.ts';
import { problemsOfWays } from './check-network.ts';
import { k3sNodes } from './node-config.ts';
import type { HostFacts } from './probe.ts';
import { closedWays, portsBetween } from './reach.ts';

const host = (name: string, number: number) => ({ name, address: `10.0.0.${number}` });
const { platform } = load({
  cluster: { provider: 'ssh', servers: [host('s1', 1)], agents: [host('a1', 2), host('a2', 3)] },
});
const nodes = k3sNodes(platform);
const active = (unit: string) => new Map([[unit, { state: 'active', isEnabled: true }]]);

/** Three hosts, of which some drop or refuse what comes to a port. */
async function closed(
  drops: readonly string[],
  changes: Readonly<Record<string, Partial<HostFacts>>> = {},
  more: { readonly how?: string; readonly listensShortly?: boolean; readonly abort?: AbortController } = {},
) {
  const ears = new Map<string, (line: string) => void>();
  const asked: string[] = [];
  const facts = new Map(nodes.map(({ name }, i) => [name, bareFacts(`10.0.0.${i + 1}`, changes[name])]));
  const places = nodes.map((node) => ({
    node,
    facts: facts.get(node.name) as HostFacts,
    host: fakeHost(node.name, {
      run: async ([command = '', ...words], { onLine, input, signal } = {}) => {
        asked.push(`${node.name} ${command}`);
        if (command === 'kill') ears.get(`end ${node.name}`)?.('');
        else if (onLine !== undefined) {
          for (const port of words.slice(2)) onLine(`Listening on [::]:${port.split('/')[0]} as 3.`);
          onLine('pid 7');
          ears.set(node.name, onLine);
          more.abort?.abort();
          if (more.listensShortly) return { exitCode: 0, stdout: '', stderr: '' };
          await new Promise<void>((done) => {
            ears.set(`end ${node.name}`, () => done());
            signal?.addEventListener('abort', () => done());
          });
        } else if (typeof input === 'string') {
          const [word = '', ...ways] = words.slice(2);
          const lines = ways.flatMap((address, i) => {
            const [port = ''] = i % 2 === 0 ? ways.slice(i + 1) : [];
            if (i % 2 === 1) return [];
            const name = nodes[Number(address.at(-1)) - 1]?.name ?? '';
            const isOpen = !drops.includes(`${name} ${port}`);
            if (port.endsWith('/udp') && isOpen) ears.get(name)?.(word);
            return [`${address} ${port} ${port.endsWith('/udp') ? 'sent' : isOpen ? 'open' : (more.how ?? 'silent')}`];
          });
          return { exitCode: 0, stdout: lines.join('\n'), stderr: '' };
        }
        if (signal?.aborted) throw new HostError(fakeHost(node.name, {}), { reason: 'aborted', argv: [command] });
        return { exitCode: 0, stdout: '', stderr: '' };
      },
    }),
  }));
  const { signal } = more.abort ?? new AbortController();
  const ways = await closedWays(places, signal, 500).catch((error) => {
    throw Object.assign(error, { asked });
  });
  return { asked, problems: problemsOfWays(ways, facts).map(formatProblem) };
}

test('every port that k3s needs is tried from every host, and listening ends', async () => {
  const { problems, asked } = await closed([]);
  expect(problems).toEqual([]);
  expect(asked.sort()).toEqual(['a1', 'a2', 's1'].flatMap((name) => [`${name} kill`, `${name} sh`, `${name} sh`]));
  const [s1, a1] = nodes;
  if (s1 === undefined || a1 === undefined) throw new Error('There are three nodes');
  expect(portsBetween(a1, s1)).toEqual(['6443/tcp', '8472/udp']);
  expect(portsBetween(s1, a1)).toEqual(['10250/tcp', '8472/udp']);
  expect(portsBetween(s1, s1)).toEqual(['6443/tcp', '2379/tcp', '2380/tcp', '10250/tcp', '8472/udp']);
});

test('a firewall is reported with the host, the port, what it blocks and how to open it', async () => {
  const { problems } = await closed(['s1 6443/tcp', 'a1 8472/udp', 'a1 10250/tcp'], { a1: { firewall: 'firewalld' } });
  expect(problems).toEqual([
    'warning: s1: cannot reach port 10250/tcp of a1 (10.0.0.2): no answer: a firewall may drop it\n' +
      '  If left so, logs of its pods cannot be read, and no command can be run in them.\n' +
      '  Open it on a1: `firewall-cmd --permanent --add-port=10250/tcp && firewall-cmd --reload`.',
    'warning: s1, a2: cannot reach port 8472/udp of a1 (10.0.0.2): no answer: a firewall may drop it\n' +
      '  If left so, pods on different nodes cannot reach each other.\n' +
      '  Open it on a1: `firewall-cmd --permanent --add-port=8472/udp && firewall-cmd --reload`.',
    'error: a1, a2: cannot reach port 6443/tcp of s1 (10.0.0.1): no answer: a firewall may drop it\n' +
      '  Open it on s1 for the other nodes, `nft list ruleset` there shows its rules, and in every firewall between them.',
  ]);
});

test('a host on which k3s runs is asked at its own ports, and a cluster that runs is left alone', async () => {
  const running = { s1: { units: active('k3s') } };
  expect((await closed(['s1 6443/tcp', 's1 8472/udp'], running)).problems).toMatchObject(
    [/^error: a1, a2: .* 6443/].map(expect.stringMatching),
  );
  const all = { ...running, a1: { units: active('k3s-agent') }, a2: { units: active('k3s-agent') } };
  expect(await closed(['s1 6443/tcp'], all)).toEqual({ asked: [], problems: [] });
});

test('a refusal is a fault where something was listening, and of k3s that has not joined yet none', async () => {
  const refused = { how: 'refused' };
  expect((await closed(['s1 6443/tcp'], {}, refused)).problems).toMatchObject(
    [/^error: a1, a2: .* 6443.*: refused/].map(expect.stringMatching),
  );
  expect((await closed(['s1 6443/tcp'], { s1: { units: active('k3s') } }, refused)).problems).toEqual([]);
  expect((await closed(['s1 6443/tcp'], {}, { ...refused, listensShortly: true })).problems).toEqual([]);
});

test('interrupted, it ends what listens, and says so as every command does', async () => {
  const failed = closed([], {}, { abort: new AbortController() });
  await expect(failed).rejects.toMatchObject({ reason: 'aborted' });
  const asked = await failed.catch((error) => error.asked);
  expect(asked.filter((it: string) => it.endsWith(' kill')).sort()).toEqual(['a1 kill', 'a2 kill', 's1 kill']);
});
