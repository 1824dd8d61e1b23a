import { resolve } from 'node:path';
import { clusterFolder, readHosts, readSecret, writeHosts, writeManifestNames } from '../cluster/cluster-folder.ts';
import { k3sNodes, paths } from '../cluster/node-config.ts';
import { unlisted } from '../cluster/preflight.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { deployedBy } from '../cluster/record/deployed.ts';
import { recordedNow } from '../cluster/recorded-now.ts';
import { refuseUnfinished } from '../cluster/unfinished.ts';
import { run } from '../system/exec.ts';
import { formatProblem } from '../system/problem.ts';
import { sha256 } from '../system/sha256.ts';
import { readAirgap } from './airgap.ts';
import { describeRestored } from './drift/drift.ts';
import { secretsOutsideGit } from './from-git.ts';
import { chosenVms, isWhole } from './plan/chosen-steps.ts';
import { type Demand, demandOf } from './plan/demand.ts';
import { refuseNewerAgents } from './plan/newer-agents.ts';
import { printPlan } from './plan/print-plan.ts';
import { knownOf, type ReportedRun, runReported } from './plan/run-reported.ts';
import { isReplacing, type Known, type Step } from './plan/step.ts';
import { type PlanOptions, planCluster } from './plan-cluster.ts';
import { architecturesOf } from './read-plan-input.ts';
import { refuse } from './refuse.ts';
import { aboutUpgrade, upgradePart } from './snapshot/upgrade-part.ts';
import { missingTars, unbuilt } from './survey.ts';
import { findUnseen, type Unseen, type UnseenQuestion } from './unseen.ts';
import { lookAtVms, type VmLook } from './vms/look-at-vms.ts';

export interface UpOptions extends PlanOptions, ReportedRun {
  /** Shows what others have changed since and what becomes of it, and asks unless nothing is lost. @default - goes on */
  readonly agree?: (unseen: Unseen) => Promise<void>;
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
  await carryOut(vmSteps, knownOf(), options);
  if (vmSteps.length > 0 && options.only !== undefined) return undefined;

  const allRecorded = readHosts(folder);
  const recorded = options.isRestore
    ? allRecorded.filter((it) => nodes.some(({ name }) => name === it.name))
    : allRecorded;
  const question = { folder, demand, vms, recorded, isFromVms: vmSteps.length > 0 };
  const { steps, input, facts, servers, history, drifts, joinToken } = await planCluster(question, options);
  const { manifests } = input;
  // A real one is refused before it asks any host for more.
  if (dryRun) refuseUnfinished(folder, history.newest, {});
  if (dryRun && demand.hasImages) {
    for (const image of missingTars(options, facts).keys()) {
      reporter.note(`assuming a built ${image}, which \`npx hubwright image build\` makes`);
    }
  }

  const known = firstKnown(facts, folder, nodes[0]?.name ?? '', joinToken);
  const about = aboutUpgrade(steps, input);
  if (about !== undefined) reporter.note(about);
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
      upgrade: upgradePart(steps, input, isWhole(options)),
      signal: options.signal,
    });
    known.snapshot = options.change?.snapshot;
  }
  await carryOut(steps, known, options);
  const unlistedNodes = unlisted(known.look?.found.nodes ?? [], nodes, recorded);
  for (const problem of unlistedNodes) reporter.note(formatProblem(problem));
  return facts;
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
  await runReported(steps, options, known);
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
  return { ...knownOf(facts), joinToken };
}
