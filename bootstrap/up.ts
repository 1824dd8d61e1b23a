import { join, resolve } from 'node:path';
import { type Claim, readIdentity } from '../cluster/claim.ts';
import {
  clusterFolder,
  clusterId,
  readHosts,
  readId,
  readManifestNames,
  readSecret,
  saveSecret,
  writeHosts,
  writeManifestNames,
} from '../cluster/cluster-folder.ts';
import { type K3sNode, k3sNodes, paths } from '../cluster/node-config.ts';
import { unlisted } from '../cluster/preflight.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { deployedBy } from '../cluster/record/deployed.ts';
import type { RecordedChange } from '../cluster/record/recorded-change.ts';
import { type RecordedChanges, readChanges } from '../cluster/record/recorded-changes.ts';
import { recordedNow } from '../cluster/recorded-now.ts';
import type { Platform } from '../platform/platform.ts';
import { run } from '../system/exec.ts';
import type { Host } from '../system/hosts/host.ts';
import { formatProblem, type ProblemAt } from '../system/problem.ts';
import type { Reporter } from '../system/reporter.ts';
import { sha256 } from '../system/sha256.ts';
import { UserError } from '../system/user-error.ts';
import { readAirgap } from './airgap.ts';
import { readManifests } from './dist.ts';
import { describeRestored, driftProblem } from './drift/drift.ts';
import { type FoundDrift, findDrift } from './drift/find-drift.ts';
import { secretsOutsideGit } from './from-git.ts';
import { deployedImages, type LeftTars, leftTars, strangers } from './images/left-tars.ts';
import { type Choice, chosen, chosenVms, isWhole } from './plan/chosen-steps.ts';
import { type Demand, demandOf } from './plan/demand.ts';
import { refuseNewerAgents } from './plan/newer-agents.ts';
import { planUp } from './plan/plan.ts';
import { printPlan } from './plan/print-plan.ts';
import { runSteps } from './plan/runner.ts';
import { isReplacing, type Known, kindOf, type Step } from './plan/step.ts';
import type { StepReporter } from './plan/step-reporter.ts';
import { architecturesOf, archivesOf, planInput, withGone } from './read-plan-input.ts';
import { type RotatedToken, rotatedToken } from './rotated-token.ts';
import { findUpgrade } from './snapshot/find-upgrade.ts';
import { missingTars, survey, unbuilt } from './survey.ts';
import { findUnseen, type Unseen, type UnseenQuestion } from './unseen.ts';
import { unaskedFacts } from './vms/assumed-facts.ts';
import { lookAtVms, type VmLook } from './vms/look-at-vms.ts';

export interface UpOptions extends Choice {
  readonly platform: Platform;
  /** Folder of platform.yaml. */
  readonly directory: string;
  readonly hosts: readonly Host[];
  /** Whether the steps are printed instead of run. */
  readonly dryRun: boolean;
  readonly reporter: Reporter;
  /** Where the progress of the steps is reported. */
  readonly reportSteps: (steps: readonly Step[]) => StepReporter;
  readonly signal: AbortSignal;
  /** Noted on the servers before anything is changed. @default - nothing is, as in a dry run */
  readonly change?: RecordedChange;
  /** Shows what others have changed since and what becomes of it, and asks unless nothing is lost. @default - goes on */
  readonly agree?: (unseen: Unseen) => Promise<void>;
  /** Whether a cluster is being restored: nodes get restic first, and recorded hosts that are not in the settings are lost. */
  readonly isRestore?: boolean;
  /** The command that continues where this one stopped. @default 'npx hubwright up' */
  readonly again?: string;
}

/**
 * Makes the cluster that the settings describe and puts the platform on it; what is there already stays as it is.
 *
 * @returns what the hosts said of themselves; undefined if that was not asked
 */
export async function up(options: UpOptions): Promise<ReadonlyMap<string, HostFacts> | undefined> {
  const { platform, directory, dryRun, reporter } = options;
  const folder = clusterFolder(directory, platform.cluster.name);
  const nodes = k3sNodes(platform);
  const demand = demandOf(options, nodes, platform.cluster.proxy !== undefined);
  const vms = await lookAtVms({ ...options, folder });
  await refuseVms(vms, demand, options);
  if (dryRun) for (const line of vms.assumptions) reporter.note(line);
  const vmSteps = chosenVms(vms.steps, options);
  await carryOut(vmSteps, { facts: new Map(), joinToken: undefined, changes: 0, look: undefined }, options);
  if (vmSteps.length > 0 && options.only !== undefined) return undefined;

  const allRecorded = readHosts(folder);
  const recorded = options.isRestore
    ? allRecorded.filter((it) => nodes.some(({ name }) => name === it.name))
    : allRecorded;
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  const manifests = withGone(readManifests(join(directory, 'dist')), readManifestNames(folder));
  const { airgap } = platform.cluster;
  const archives = airgap === undefined || !demand.isSetup ? [] : archivesOf(resolve(directory, airgap));
  const assumed = dryRun ? vms.assumed : new Map<string, HostFacts>();
  const asked = [...demand.nodes].filter((name) => !assumed.has(name)).length;
  if (asked > 0) reporter.progress(`checking ${asked} ${asked === 1 ? 'host' : 'hosts'}`);
  const identity = readIdentity(folder, platform.cluster.name);
  const { facts, problems, claims } = await survey({
    ...options,
    hosts,
    recorded,
    identity,
    manifests: [...manifests.keys()],
    archives,
    // A rehearsal says below what it assumes.
    demand: { ...demand, hasImages: demand.hasImages && !dryRun },
    assumed,
    ...(dryRun ? {} : { progress: reporter.progress }),
  });
  const [first] = nodes;
  refuse([...problems, ...vms.otherSizes(facts)], reporter);
  if (dryRun && demand.hasImages) {
    for (const image of missingTars(options, facts).keys()) {
      reporter.note(`assuming a built ${image}, which \`npx hubwright image build\` makes`);
    }
  }

  const rotated = await takeRotated(options, { folder, first: first?.name ?? '', facts, claims });
  const known = firstKnown(facts, folder, first?.name ?? '', rotated?.joinToken);
  // Hosts of this very cluster know its id where another operator's `up` has given it one.
  const ours = [...facts].find(([name, { mark }]) => mark !== undefined && claims.get(name)?.state === 'ours');
  const id = dryRun ? (identity.id ?? '') : clusterId(folder, ours?.[1].mark?.id);
  const servers = nodes.flatMap((it) => (it.role === 'server' && facts.has(it.name) ? (hosts.get(it.name) ?? []) : []));
  const confirmed = servers.filter((it) => claims.get(it.name)?.state === 'ours');
  // Also of those that no step needs: this `up` replaces what they have recorded.
  const recorders = [...new Set([...confirmed, ...(options.change?.servers ?? [])])];
  const history = await (options.change?.recorded(recorders, options.signal) ??
    readChanges(recorders, readId(folder), options.signal));
  const own = new Map([...facts].filter(([name]) => claims.get(name)?.state === 'ours'));
  const { drifts, ...found } = await findChanges({ own, manifests, first, confirmed, history }, options);
  // Of hosts that no step needs nothing is asked, and nothing is done on them.
  const rest = nodes.filter((it) => !facts.has(it.name)).map((it) => [it.name, unaskedFacts(it)] as const);
  const allFacts = new Map([...facts, ...rest]);
  const server = hosts.get(first?.name ?? '');
  const upgrade = await findUpgrade({ platform, manifests, facts: allFacts, entries: history.entries, server });
  const input = {
    ...(await planInput(options, demand, { folder, manifests, facts: allFacts, id, ...found })),
    upgrade,
  };
  const planned = planUp(rotated === undefined ? input : { ...input, token: rotated.token });
  // From a VM on is from the beginning.
  const steps = vmSteps.length > 0 ? planned : chosen(planned, options);
  refuseNewerAgents(steps, { platform, facts });
  const restored = describeRestored(drifts, steps);
  if (restored.length > 0) reporter.note(restored.join('\n'));
  const deployed = deployedBy(platform, manifests);
  if (steps.some(isReplacing)) await agreeOnUnseen({ recorded: history, folder, own: deployed }, options);
  if (!dryRun) {
    // One that is no longer in the settings is still to be cleaned up.
    const left = allRecorded.filter((it) => !facts.has(it.name));
    writeHosts(folder, [...recordedNow(platform, facts), ...left]);
    writeManifestNames(folder, manifests.keys());
    await options.change?.begin({
      servers,
      k3s: Object.fromEntries([...facts].flatMap(([name, { k3s }]) => (k3s === undefined ? [] : [[name, k3s]]))),
      ...(steps.some(({ id }) => id === 'manifests') ? { deployed } : {}),
      upgrade: { isWhole: isWhole(options), needsSnapshot: steps.some((it) => kindOf(it) === 'snapshot') },
      signal: options.signal,
    });
    known.snapshot = options.change?.snapshot;
  }
  await carryOut(steps, known, options);
  const unlistedNodes = unlisted(known.look?.found.nodes ?? [], nodes, recorded);
  for (const problem of unlistedNodes) reporter.note(formatProblem(problem));
  return facts;
}

interface ChangesQuestion {
  /** What the hosts of this cluster said. */
  readonly own: ReadonlyMap<string, HostFacts>;
  readonly manifests: ReadonlyMap<string, string>;
  readonly first: K3sNode | undefined;
  /** Servers that are of this cluster. */
  readonly confirmed: readonly Host[];
  /** What servers have recorded. */
  readonly history: RecordedChanges;
}

/** What was changed since the last `up`, by others or as images left the settings; what of it stays is told. */
async function findChanges(
  { own, manifests, first, confirmed, history }: ChangesQuestion,
  options: UpOptions,
): Promise<Pick<FoundDrift, 'drifts' | 'edited'> & { readonly leftTars: LeftTars | undefined }> {
  const { platform, reporter, signal } = options;
  const { drifts, edited } = await findDrift({
    ...{ platform, facts: own, manifests, signal },
    server: confirmed.find((it) => it.name === first?.name),
    recorded: history,
  });
  for (const it of drifts) if (it.step === undefined) reporter.note(formatProblem(driftProblem(it)));
  const [recorder] = confirmed;
  const isAsked = recorder !== undefined && strangers(platform, own).size > 0;
  return {
    drifts,
    edited,
    leftTars: isAsked ? leftTars(platform, own, await deployedImages(recorder, signal)) : undefined,
  };
}

/** A restore begins a cluster again, whatever there was. */
async function agreeOnUnseen(
  { recorded, folder, own }: Pick<UnseenQuestion, 'recorded' | 'folder' | 'own'>,
  { agree, platform, directory }: UpOptions,
): Promise<void> {
  if (agree === undefined) return;
  const outsideGit = (commit: string) => secretsOutsideGit(commit, { platform, directory, run });
  const unseen = await findUnseen({ recorded, folder, own, outsideGit });
  if (unseen !== undefined) await agree(unseen);
}

/** Refuses what keeps VMs from being made or used before minutes are spent on them. */
async function refuseVms({ problems, assumed }: VmLook, demand: Demand, options: UpOptions): Promise<void> {
  const { platform, directory, only, dryRun, reporter } = options;
  const { airgap } = platform.cluster;
  const isFirstOfAll = only === undefined && !dryRun && demand.hasImages;
  refuse([...problems, ...(isFirstOfAll ? unbuilt(options, assumed) : [])], reporter);
  if (isFirstOfAll && airgap !== undefined && assumed.size > 0) {
    await readAirgap(resolve(directory, airgap), architecturesOf(assumed), platform.backup !== undefined);
  }
}

/** Runs the steps, or prints them. */
async function carryOut(steps: readonly Step[], known: Known, options: UpOptions): Promise<void> {
  if (options.dryRun) return printPlan(steps, known, options.reporter);
  if (steps.length === 0) return;
  const hosts = new Map(options.hosts.map((host) => [host.name, host]));
  const reporter = options.reportSteps(steps);
  try {
    await runSteps(steps, { hosts, known, reporter, signal: options.signal, again: options.again });
  } finally {
    await reporter.finish();
  }
}

function refuse(problems: readonly ProblemAt[], { note }: Reporter): void {
  const [errors, warnings] = [true, false].map((is) => problems.filter((it) => (it.severity === 'error') === is));
  for (const warning of warnings ?? []) note(formatProblem(warning));
  if (errors === undefined || errors.length === 0) return;
  throw new UserError(errors.map(formatProblem).join('\n'), { fix: 'Nothing was changed on any host.' });
}

interface Servers {
  readonly folder: string;
  /** Name of the first one. */
  readonly first: string;
  readonly facts: ReadonlyMap<string, HostFacts>;
  readonly claims: ReadonlyMap<string, Claim>;
}

/** Takes over the token if somebody else has rotated it. */
async function takeRotated(
  { hosts, dryRun, reporter, isRestore }: UpOptions,
  { folder, first, facts, claims }: Servers,
): Promise<RotatedToken | undefined> {
  const [server, found] = [hosts.find((it) => it.name === first), facts.get(first)];
  if (server === undefined || found === undefined || isRestore || claims.get(first)?.state !== 'ours') return undefined;
  const rotated = await rotatedToken(folder, server, found);
  if (rotated === undefined) return undefined;
  reporter.note(`the token was rotated; it is taken from ${first}`);
  if (!dryRun) {
    saveSecret(folder, 'join-token', rotated.joinToken);
    saveSecret(folder, 'token', rotated.token);
  }
  return rotated;
}

/** The full token is known if it is the one that the first server has. */
function firstKnown(
  facts: ReadonlyMap<string, HostFacts>,
  folder: string,
  first: string,
  rotated: string | undefined,
): Known {
  const kept = rotated ?? readSecret(folder, 'join-token');
  const found = facts.get(first)?.files.get(paths.serverToken)?.sha256;
  const joinToken = kept !== undefined && sha256(`${kept}\n`) === found ? kept : undefined;
  return { facts, joinToken, changes: 0, look: undefined };
}
