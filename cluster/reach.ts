import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Host, ignoreHostFailure } from '../system/hosts/host.ts';
import { newMark } from '../system/marks.ts';
import { addressOf, type K3sNode } from './node-config.ts';
import type { HostFacts } from './probe.ts';

const LISTEN = readFileSync(new URL('listen.sh', import.meta.url), 'utf8');
const CONNECT = readFileSync(new URL('connect.sh', import.meta.url), 'utf8');
/** Milliseconds that listening takes to begin, at most. */
const BEGIN = 30_000;
/** Milliseconds for which ports are listened at, at most. */
const LIMIT = 90_000;

/** A way between two hosts that is closed. */
export interface ClosedWay {
  readonly from: string;
  readonly to: string;
  /** The address that was tried. */
  readonly address: string;
  /** `6443/tcp` */
  readonly port: string;
  /** `silent`: something drops what is sent; `refused` and `unreachable`: something says no. */
  readonly how: 'silent' | 'refused' | 'unreachable';
}

/** A node that takes part. */
interface Place {
  readonly node: K3sNode;
  readonly facts: HostFacts;
  readonly host: Host;
}

/** Ports that a node has to reach on another. Source: k3s, "Networking" in its requirements. */
export function portsBetween(from: K3sNode, to: K3sNode): string[] {
  const isServer = { from: from.role === 'server', to: to.role === 'server' };
  return [
    ...(isServer.to ? ['6443/tcp'] : []),
    ...(isServer.from && isServer.to ? ['2379/tcp', '2380/tcp'] : []),
    ...(isServer.from ? ['10250/tcp'] : []),
    '8472/udp',
  ];
}

/**
 * Tries every port that k3s will need between hosts, on those where it does not run yet by a listener of a few seconds.
 * What cannot be tried, for want of a program, is not reported.
 *
 * @param patience milliseconds that what was sent by UDP may be on its way
 */
export async function closedWays(
  places: readonly Place[],
  signal: AbortSignal,
  patience = 10_000,
): Promise<ClosedWay[]> {
  const isOff = ({ node, facts }: Place) => facts.units.get(node.unit)?.state !== 'active';
  if (places.length < 2 || !places.some(isOff)) return [];
  const ears = await Promise.all(places.filter(isOff).map((place) => listen(place, places, signal)));
  try {
    const word = newMark();
    const tries = await Promise.all(places.map((from) => tryAll(from, places, word, signal)));
    const ways = tries.flat();
    await heardAll(ears, ways, word, patience);
    return ways.flatMap(({ from, to, port, how }): ClosedWay[] => {
      const ear = ears.find((it) => it.name === to.node.name);
      // k3s itself answers where it runs, though not at every port before it has joined, and its vxlan to nobody.
      const canTell =
        ear === undefined ? port.endsWith('/tcp') && how !== 'refused' : ear.ports.has(port) && !ear.hasEnded();
      const isHeard = how === 'open' || (how === 'sent' && ear?.heard.has(`${word} ${from}`));
      if (!canTell || isHeard) return [];
      const closed = how === 'refused' || how === 'unreachable' ? how : 'silent';
      return [{ from, to: to.node.name, address: addressOf(to.node, to.facts), port, how: closed }];
    });
  } finally {
    await Promise.all(ears.map((it) => it.end()));
  }
}

/** A host that listens. */
interface Ear {
  readonly name: string;
  /** Those at which it does listen. */
  readonly ports: ReadonlySet<string>;
  /** What came by UDP. */
  readonly heard: ReadonlySet<string>;
  /** Whether it ended by itself, so that nobody may have listened any more. */
  hasEnded(): boolean;
  end(): Promise<void>;
}

async function listen({ node, facts, host }: Place, places: readonly Place[], signal: AbortSignal): Promise<Ear> {
  const others = places.filter((it) => it.node !== node);
  const wanted = [...new Set(others.flatMap((from) => portsBetween(from.node, node)))].filter(
    (port) => !facts.ports.has(Number.parseInt(port, 10)),
  );
  const [ports, heard] = [new Set<string>(), new Set<string>()];
  let [pid, failed] = ['', 0];
  const onLine = (line: string) => {
    const [, at] = /^Listening on \S*?(\d+) as \d+\.$/.exec(line) ?? [];
    if (at !== undefined) for (const port of wanted) if (port.startsWith(`${at}/`)) ports.add(port);
    if (/^Failed to /.test(line)) failed++;
    pid = /^pid (\d+)$/.exec(line)?.[1] ?? pid;
    heard.add(line);
  };
  let isOver = false;
  const listening = host
    .run(['sh', '-s', '--', ...wanted], { sudo: true, input: LISTEN, timeout: LIMIT, onLine, signal })
    // One that does not answer now has been, or will be, reported elsewhere.
    .catch(ignoreHostFailure)
    .finally(() => {
      isOver = true;
    });
  // How it went is reported at its end.
  listening.catch(() => {});
  const hasBegun = () => isOver || signal.aborted || ports.size + failed >= wanted.length;
  for (const end = Date.now() + BEGIN; !hasBegun() && Date.now() < end; ) await sleep(50);
  const end = async () => {
    // Also after an interruption, which ends no more than the connection's side of it.
    if (pid !== '' && (!isOver || signal.aborted)) {
      await host.run(['kill', pid], { sudo: true, allow: [1], timeout: 10_000 }).catch(ignoreHostFailure);
    }
    await listening;
  };
  return { name: node.name, ports, heard, hasEnded: () => isOver, end };
}

interface Try {
  readonly from: string;
  readonly to: Place;
  readonly port: string;
  /** As connect.sh says it. */
  readonly how: string;
}

async function tryAll(from: Place, places: readonly Place[], word: string, signal: AbortSignal): Promise<Try[]> {
  const tries = places
    .filter((it) => it !== from)
    .flatMap((to) => portsBetween(from.node, to.node).map((port) => ({ from: from.node.name, to, port })));
  const asked = tries.flatMap(({ to, port }) => [addressOf(to.node, to.facts), port]);
  const answer = await from.host
    .run(['sh', '-s', '--', `${word} ${from.node.name}`, ...asked], { input: CONNECT, signal })
    .catch(ignoreHostFailure);
  const results = new Map(
    (answer?.stdout ?? '').split('\n').map((line) => {
      const [address, port, how = ''] = line.split(' ');
      return [`${address} ${port}`, how] as const;
    }),
  );
  return tries.flatMap(({ to, port, ...attempt }) => {
    const how = results.get(`${addressOf(to.node, to.facts)} ${port}`);
    return how === undefined ? [] : [{ ...attempt, to, port, how }];
  });
}

/** What was sent may be heard a moment later than its sender has ended. */
async function heardAll(ears: readonly Ear[], ways: readonly Try[], word: string, patience: number): Promise<void> {
  const sent = ways.filter(({ how }) => how === 'sent');
  const isHeard = ({ from, to }: Try) => {
    const ear = ears.find((it) => it.name === to.node.name);
    return ear === undefined || !ear.ports.has('8472/udp') || ear.heard.has(`${word} ${from}`);
  };
  for (const end = Date.now() + patience; !sent.every(isHeard) && Date.now() < end; ) await sleep(50);
}
