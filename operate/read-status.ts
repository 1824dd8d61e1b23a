import { shippedImages } from '../bootstrap/k3s/images.ts';
import { questions } from '../bootstrap/k3s/nodes-ready.ts';
import { claimOn, doubtAbout, type Identity } from '../cluster/claim.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import { lookAtCluster } from '../cluster/cluster-look.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import { type HostFacts, probe } from '../cluster/probe.ts';
import { runningServer } from '../cluster/running-server.ts';
import { ownBackup } from '../platform/own-backup.ts';
import type { Platform } from '../platform/platform.ts';
import { type Host, HostError, type HostFailure } from '../system/hosts/host.ts';
import { readNodeBackup } from './backup/node-backup.ts';
import { type Status, statusOf } from './status.ts';

export interface StatusInput {
  readonly platform: Platform;
  readonly hosts: readonly Host[];
  readonly recorded: readonly RecordedHost[];
  readonly identity: Identity;
  /** The manifests of dist/, by file name. */
  readonly manifests: ReadonlyMap<string, string>;
  /** The kubeconfig on this machine. @default - there is none */
  readonly kubeconfig?: string | undefined;
  readonly signal: AbortSignal;
}

/** Asks every host, all at once, and the first server that runs about the cluster. */
export async function readStatus({
  platform,
  hosts,
  manifests,
  kubeconfig,
  signal,
  ...known
}: StatusInput): Promise<Status> {
  const images = shippedImages(platform);
  const [asked, backups] = await Promise.all([
    Promise.all(hosts.map((host) => unlessFailed(() => probe(host, { images, certificates: true }, signal)))),
    ownBackup(platform) === undefined ? undefined : Promise.all(hosts.map(readNodeBackup)),
  ]);
  // What a host of somebody else says is nothing of this cluster.
  const facts = new Map(hosts.map(({ name }, i) => [name, ownFacts(name, asked[i], known)]));
  const nodes = k3sNodes(platform);
  // Where none runs, the first one still tells whether the hub answers.
  const node = runningServer(nodes, facts) ?? nodes[0];
  const server = hosts.find((it) => it.name === node?.name);
  const found = node && facts.get(node.name);
  const look =
    node === undefined || server === undefined || found === undefined || typeof found === 'string'
      ? undefined
      : await unlessFailed(() =>
          lookAtCluster(server, questions({ node, facts: found }, { platform, manifests }), signal),
        );
  // Of a host of somebody else nothing counts.
  const own = hosts.map(
    ({ name }, i) => [name, typeof facts.get(name) === 'object' ? backups?.[i] : undefined] as const,
  );
  const answers = { platform, facts, look: typeof look === 'string' ? undefined : look, manifests, kubeconfig };
  return statusOf({ ...answers, backups: backups && new Map(own), now: Date.now() });
}

/** What a host said, or why it said nothing. */
async function unlessFailed<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HostError && error.reason !== 'aborted') return inShort(error);
    throw error;
  }
}

const SAYING: Partial<Record<HostFailure, string>> = {
  unreachable: 'unreachable',
  timeout: 'timed out',
  cut: 'connection lost',
  denied: 'login refused',
  shell: 'no shell for its login',
  'host-key': 'its key has changed',
  sudo: 'no sudo for its login',
};

/** Why a host could not be asked, as it fits into a table. */
function inShort({ reason, what, printed }: HostError): string {
  const said = printed.at(-1)?.trim();
  return SAYING[reason] ?? (said === undefined ? what : `${what}: ${said}`);
}

function ownFacts(
  name: string,
  answer: HostFacts | string | undefined,
  { recorded, identity }: Pick<StatusInput, 'recorded' | 'identity'>,
): HostFacts | string | undefined {
  if (typeof answer !== 'object') return answer;
  const claim = claimOn({ node: name, facts: answer, recorded: recorded.find((it) => it.name === name), identity });
  return doubtAbout(claim) ?? answer;
}
