import { problemsOfWays } from '../cluster/check-network.ts';
import { type Claim, claimOn, type Identity } from '../cluster/claim.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import { type K3sNode, k3sNodes, paths } from '../cluster/node-config.ts';
import { type Candidate, dropped, neededPorts, problemsOfHosts } from '../cluster/preflight.ts';
import { type HostFacts, PROBE_LIMIT, probe } from '../cluster/probe.ts';
import { proxyDropIn, proxyEnvironment } from '../cluster/proxy.ts';
import { closedWays } from '../cluster/reach.ts';
import { pluginNodes } from '../platform/gpus.ts';
import type { Platform } from '../platform/platform.ts';
import { k3sInstaller } from '../platform/versions.ts';
import { type Host, HostError, throwUnlessHostFailed } from '../system/hosts/host.ts';
import type { ProblemAt } from '../system/problem.ts';
import type { Reporter } from '../system/reporter.ts';
import { backupFilePaths } from './backup/steps.ts';
import { homeSizePaths } from './home-sizes/steps.ts';
import { ARCHITECTURES } from './images/build-plan.ts';
import { findTars } from './images/built-tars.ts';
import { IMAGE_FOLDER } from './images/ship-plan.ts';
import { imagePath, shippedImages } from './k3s/images.ts';
import type { Demand } from './plan/demand.ts';

export interface SurveyInput {
  readonly platform: Platform;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly recorded: readonly RecordedHost[];
  readonly identity: Identity;
  /** Digests of the CA of the cluster, as far as its k3s has run. @default - it has not */
  readonly authorities?: ReadonlySet<string>;
  /** Names of the files in dist/. */
  readonly manifests: readonly string[];
  /** Folder of platform.yaml. */
  readonly directory: string;
  /** Names of the tars in `cluster.airgap`. */
  readonly archives: readonly string[];
  /**
   * Told which host is waited for while cloud-init sets it up.
   *
   * @default - nothing is waited for, and it is a problem
   */
  readonly progress?: Reporter['progress'];
  /** Whether a lost cluster is restored, possibly on other machines of the same names. @default false */
  readonly isRestore?: boolean;
  /** Which hosts are asked, and for what. @default - all, for everything */
  readonly demand?: Demand;
  /** What is assumed about hosts that cannot be asked yet. @default - all are asked */
  readonly assumed?: ReadonlyMap<string, HostFacts>;
  readonly signal: AbortSignal;
}

/** Time that cloud-init may take: it may install packages over a slow line. */
const CLOUD_INIT = 20 * 60_000;

export interface Surveyed {
  readonly facts: ReadonlyMap<string, HostFacts>;
  readonly problems: readonly ProblemAt[];
  /** Whose each host is that was asked, by node. */
  readonly claims: ReadonlyMap<string, Claim>;
}

/** Asks every host for everything, all at once, and checks what they said. One round trip a host; nothing is changed. */
export async function survey(input: SurveyInput): Promise<Surveyed> {
  const all = k3sNodes(input.platform);
  const nodes = all.filter((it) => input.demand?.nodes.has(it.name) ?? true);
  const answers = await Promise.all(nodes.map((node) => ask(node, node === all[0], input)));
  const facts = new Map(answers.flatMap(({ node, found }) => (found === undefined ? [] : [[node.name, found]])));
  const unreachable = answers.flatMap(({ problem }) => problem ?? []);
  const references = shippedImages(input.platform);
  const candidates = nodes.flatMap((node): Candidate[] => {
    const found = facts.get(node.name);
    if (found === undefined) return [];
    const { tars } = findTars(references, input.directory, found.architecture);
    const bytes = tars.filter((it) => !found.files.has(imagePath(it))).reduce((sum, it) => sum + it.bytes, 0);
    // Assumed facts say nothing about whose a host is.
    const isAsked = input.assumed?.has(node.name) !== true;
    const recorded = input.recorded.find((it) => it.name === node.name);
    const claim: Claim = isAsked
      ? claimOn({ node: node.name, facts: found, recorded, identity: input.identity, mayReplace: input.isRestore })
      : { state: 'free' };
    return [{ node, facts: found, claim, bytes }];
  });
  const { isSetup = true, hasImages = true } = input.demand ?? {};
  const { authorities = new Set(), recorded } = input;
  const begun = authorities.size > 0 && !input.isRestore ? { recorded, authorities } : undefined;
  const ofHosts = problemsOfHosts(candidates, input.platform, { isSetup, begun });
  const isRefused = ofHosts.some((it) => it.severity === 'error');
  const problems = [
    ...unreachable,
    ...(hasImages ? unbuilt(input, facts) : []),
    ...dropped(all, input.recorded),
    ...ofHosts,
    ...(isRefused || !isSetup ? [] : await ways(nodes, facts, input)),
  ];
  return { facts, problems, claims: new Map(candidates.map((it) => [it.node.name, it.claim])) };
}

/** What hosts cannot reach of each other; VMs of one machine have no firewall in between. */
async function ways(
  nodes: readonly K3sNode[],
  facts: ReadonlyMap<string, HostFacts>,
  { hosts, signal }: SurveyInput,
): Promise<ProblemAt[]> {
  const places = nodes.flatMap((node) => {
    if (!node.hasOwnNetworks) return [];
    const [found, host] = [facts.get(node.name), hosts.get(node.name)];
    return found === undefined || host === undefined ? [] : [{ node, facts: found, host }];
  });
  return problemsOfWays(await closedWays(places, signal), facts);
}

/** Images that have to come from a tar, and of which there is none for the architecture of some hosts that lack them. */
export function unbuilt(input: TarQuestions, facts: ImageFacts): ProblemAt[] {
  return [...missingTars(input, facts)].map(([image, names]): ProblemAt => {
    const message = `there is no tar of ${image} in .hubwright/images`;
    return { severity: 'error', where: names.join(', '), message, fix: 'Build it: `npx hubwright image build`.' };
  });
}

type TarQuestions = Pick<SurveyInput, 'platform' | 'directory'>;
type ImageFacts = ReadonlyMap<string, Pick<HostFacts, 'architecture' | 'images'>>;

/** `IMAGE for amd64` of which there is no tar, and the nodes that need it. */
export function missingTars({ platform, directory }: TarQuestions, facts: ImageFacts): Map<string, string[]> {
  const references = shippedImages(platform);
  const missing = new Map<string, string[]>();
  for (const [name, { architecture, images }] of facts) {
    const lacking = references.filter((it) => !images.has(it));
    for (const image of findTars(lacking, directory, architecture).missing) {
      const key = `${image} for ${architecture}`;
      missing.set(key, [...(missing.get(key) ?? []), name]);
    }
  }
  return missing;
}

async function ask(node: K3sNode, isFirst: boolean, input: SurveyInput) {
  const assumed = input.assumed?.get(node.name);
  if (assumed !== undefined) return { node, found: assumed, problem: undefined };
  const host = input.hosts.get(node.name);
  if (host === undefined) throw new Error(`There is no host for ${node.name}`);
  const references = shippedImages(input.platform);
  const tars = ARCHITECTURES.flatMap((it) => findTars(references, input.directory, it).tars);
  const files = [
    ...[paths.mark, paths.config, paths.token, paths.registries, paths.authorities, paths.started],
    ...[paths.proxy, proxyDropIn(node.unit)],
    ...backupFilePaths(node, input.platform),
    ...homeSizePaths,
    ...[...tars.map(imagePath), ...input.archives.map((name) => `${IMAGE_FOLDER}/${name}`)],
    ...(isFirst
      ? [
          paths.serverToken,
          paths.tokenBefore,
          paths.kubeconfig,
          ...input.manifests.map((it) => `${paths.manifests}/${it}`),
        ]
      : []),
  ];
  const asked = {
    files,
    folders: [IMAGE_FOLDER, ...(isFirst ? [paths.manifests] : [])],
    images: references,
    ports: neededPorts(node, input.platform),
    certificates: true,
    gpus: pluginNodes(input.platform).some((it) => it.name === node.name),
    downloads: (input.demand?.isSetup ?? true) ? downloadsOf(input.platform) : undefined,
    proxy: proxyEnvironment(input.platform, new Map()),
  };
  try {
    const found = await probe(host, asked, input.signal);
    if (found.cloudInit !== 'running' || input.progress === undefined) return { node, found, problem: undefined };
    input.progress(`${node.name}: waiting for cloud-init to set it up, at most ${CLOUD_INIT / 60_000} minutes`);
    // How it ended is for the second look to tell.
    const options = { sudo: true, timeout: CLOUD_INIT, allow: [1, 2], signal: input.signal };
    await host.run(['cloud-init', 'status', '--wait'], options).catch(unlessTimeout);
    return { node, found: await probe(host, asked, input.signal), problem: undefined };
  } catch (error) {
    throwUnlessHostFailed(error);
    return { node, found: undefined, problem: unanswered(node, host, error) };
  }
}

function unlessTimeout(error: unknown): undefined {
  if (!(error instanceof HostError) || error.reason !== 'timeout') throw error;
}

/** What a node gets from the internet before k3s starts. */
function downloadsOf({
  cluster,
}: Platform): { readonly release: string; readonly urls: readonly string[] } | undefined {
  if (cluster.airgap !== undefined) return undefined;
  const release = cluster.k3sVersion;
  const sums = `https://github.com/k3s-io/k3s/releases/download/${encodeURIComponent(release)}/sha256sum-amd64.txt`;
  return { release, urls: [k3sInstaller.url, sums] };
}

function unanswered({ name: where }: K3sNode, host: Host, error: HostError): ProblemAt {
  if (error.reason === 'timeout') {
    const message = `${host.describe()}: it answers, but the probe did not finish in ${PROBE_LIMIT / 60_000} minutes`;
    return { severity: 'error', where, message, fix: 'See what keeps it busy: `top -b -n 1 | head -20` on it.' };
  }
  const message = `${host.describe()}: ${[error.what, ...error.printed].join('\n  ')}`;
  return { severity: 'error', where, message, fix: error.fix ?? 'Try the same by hand, then run this command again.' };
}
