import { join, resolve } from 'node:path';
import { type Identity, knownAuthorities, readIdentity } from '../cluster/claim.ts';
import { clusterId, type RecordedHost, readId, readManifestNames } from '../cluster/cluster-folder.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import type { RecordedChange } from '../cluster/record/recorded-change.ts';
import { type RecordedChanges, readChanges } from '../cluster/record/recorded-changes.ts';
import type { Platform } from '../platform/platform.ts';
import type { Host } from '../system/hosts/host.ts';
import type { Reporter } from '../system/reporter.ts';
import { readManifests } from './dist.ts';
import type { Drift } from './drift/drift.ts';
import { findChanges } from './find-changes.ts';
import { type Choice, chosen } from './plan/chosen-steps.ts';
import type { Demand } from './plan/demand.ts';
import { planUp } from './plan/plan.ts';
import type { PlanInput } from './plan/plan-input.ts';
import { isReplacing, type Step } from './plan/step.ts';
import { archivesOf, planInput, withGone } from './read-plan-input.ts';
import { refuse } from './refuse.ts';
import { takeRotated } from './rotated-token.ts';
import { findUpgrade } from './snapshot/find-upgrade.ts';
import { type Surveyed, survey } from './survey.ts';
import { unaskedFacts } from './vms/assumed-facts.ts';
import type { VmLook } from './vms/look-at-vms.ts';

export interface PlanOptions extends Choice {
  readonly platform: Platform;
  /** Folder of platform.yaml. */
  readonly directory: string;
  readonly hosts: readonly Host[];
  /** Whether the steps are printed instead of run. */
  readonly dryRun: boolean;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Noted on the servers before anything is changed. @default - nothing is, as in a dry run */
  readonly change?: RecordedChange;
  /** Whether users' servers on a node stop before k3s is upgraded there. @default false */
  readonly drains?: boolean;
  /** Whether a cluster is being restored: nodes get restic first, and recorded hosts that are not in the settings are lost. */
  readonly isRestore?: boolean;
}

/** What an `up` knows before it asks any host. */
export interface PlanQuestion {
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly demand: Demand;
  readonly vms: VmLook;
  /** Hosts that are to be of this cluster. */
  readonly recorded: readonly RecordedHost[];
  /** Whether VMs are made first: from there on is from the beginning. */
  readonly isFromVms: boolean;
}

/** What an `up` does, and what it is planned from. */
export interface ClusterPlan {
  readonly steps: readonly Step[];
  readonly input: PlanInput;
  /** Of the hosts that were asked. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** The servers that were asked. */
  readonly servers: readonly Host[];
  readonly history: RecordedChanges;
  /** What others have changed. */
  readonly drifts: readonly Drift[];
  /** The full token, if somebody else has rotated it. Secret. */
  readonly joinToken: string | undefined;
}

/**
 * Asks the hosts that these steps concern, and plans the steps.
 *
 * @throws UserError with all that is in the way
 */
export async function planCluster(question: PlanQuestion, options: PlanOptions): Promise<ClusterPlan> {
  const { folder, demand } = question;
  const nodes = k3sNodes(options.platform);
  const identity = readIdentity(folder, options.platform.cluster.name);
  const manifests = withGone(readManifests(join(options.directory, 'dist')), readManifestNames(folder));
  const noted = new Set<string>();
  const note = (text: string) => {
    if (!noted.has(text)) options.reporter.note(text);
    noted.add(text);
  };
  const ask = async (names: Demand['nodes']) => {
    const known = { ...question, identity, manifests };
    const { problems, ...surveyed } = await askNodes({ ...known, demand: { ...demand, nodes: names } }, options);
    refuse(problems, { note });
    return planFrom(surveyed, known, { ...options, note });
  };
  const plan = await ask(demand.nodes);
  // An upgrade keeps what it replaces on all nodes, whatever part of it this is.
  const isUpgrade = plan.input.upgrade !== undefined && plan.steps.some(isReplacing);
  return isUpgrade && plan.facts.size < nodes.length ? ask(new Set(nodes.map((it) => it.name))) : plan;
}

interface KnownHere extends PlanQuestion {
  readonly identity: Identity;
  readonly manifests: ReadonlyMap<string, string>;
}

async function askNodes(
  { folder, demand, vms, recorded, identity, manifests }: KnownHere,
  options: PlanOptions,
): Promise<Surveyed> {
  const { platform, directory, dryRun, reporter } = options;
  const { airgap } = platform.cluster;
  const assumed = dryRun ? vms.assumed : new Map<string, HostFacts>();
  const asked = [...demand.nodes].filter((name) => !assumed.has(name)).length;
  if (asked > 0) reporter.progress(`checking ${asked} ${asked === 1 ? 'host' : 'hosts'}`);
  const surveyed = await survey({
    ...options,
    hosts: new Map(options.hosts.map((host) => [host.name, host])),
    recorded,
    identity,
    authorities: knownAuthorities(folder),
    manifests: [...manifests.keys()],
    archives: airgap === undefined || !demand.isSetup ? [] : archivesOf(resolve(directory, airgap)),
    // A rehearsal says what it assumes.
    demand: { ...demand, hasImages: demand.hasImages && !dryRun },
    assumed,
    ...(dryRun ? {} : { progress: reporter.progress }),
  });
  const { facts, problems } = surveyed;
  return { ...surveyed, problems: [...problems, ...vms.otherSizes(facts)] };
}

async function planFrom(
  { facts, claims }: Pick<Surveyed, 'facts' | 'claims'>,
  { folder, demand, identity, manifests, isFromVms }: KnownHere,
  options: PlanOptions & Pick<Reporter, 'note'>,
): Promise<ClusterPlan> {
  const { platform, dryRun, change, signal, note } = options;
  const nodes = k3sNodes(platform);
  // Hosts of this very cluster know its id where another operator's `up` has given it one.
  const ours = [...facts].find(([name, { mark }]) => mark !== undefined && claims.get(name)?.state === 'ours');
  const id = dryRun ? (identity.id ?? '') : clusterId(folder, ours?.[1].mark?.id);
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  const servers = nodes.flatMap((it) => (it.role === 'server' && facts.has(it.name) ? (hosts.get(it.name) ?? []) : []));
  const confirmed = servers.filter((it) => claims.get(it.name)?.state === 'ours');
  // Also of those that no step needs: this `up` replaces what they have recorded.
  const recorders = [...new Set([...confirmed, ...(change?.servers ?? [])])];
  const history = await (change?.recorded(recorders, signal) ?? readChanges(recorders, readId(folder), signal));
  const [first] = nodes;
  const own = new Map([...facts].filter(([name]) => claims.get(name)?.state === 'ours'));
  const server = hosts.get(first?.name ?? '');
  const found = options.isRestore ? undefined : own.get(first?.name ?? '');
  const rotated = server && found && (await takeRotated({ folder, server, found }, { isDryRun: dryRun, note }));
  const changes = { own, manifests, first, confirmed, history };
  const { drifts, ...changed } = await findChanges(changes, { platform, note, signal, only: options.only });
  // Of hosts that no step needs nothing is asked, and nothing is done on them.
  const rest = nodes.filter((it) => !facts.has(it.name)).map((it) => [it.name, unaskedFacts(it)] as const);
  const allFacts = new Map([...facts, ...rest]);
  const upgrade = await findUpgrade({ platform, manifests, facts: allFacts, entries: history.entries, server });
  const files = await planInput(options, demand, { folder, manifests, facts: allFacts, id, ...changed });
  const input = { ...files, upgrade, ...(rotated && { token: rotated.token }) };
  const planned = planUp(input);
  const steps = isFromVms ? planned : chosen(planned, options);
  return { steps, input, facts, servers, history, drifts, joinToken: rotated?.joinToken };
}
