import { parseNode } from '../../cluster/cluster-look.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import { isSame, nameOf, type ObjectRef, objectsIn } from '../../cluster/object-ref.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { deployedOn } from '../../cluster/record/deployed.ts';
import type { RecordedChanges } from '../../cluster/record/recorded-changes.ts';
import { objectsOfKinds } from '../../lib/manifest-objects.ts';
import { readReleases } from '../../lib/releases.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import { isMapping } from '../../system/mapping.ts';
import { relabelled } from '../k3s/labels.ts';
import { addOnOf, isApplied } from '../k3s/lacking.ts';
import type { Drift } from './drift.ts';
import { hostDrift } from './host-drift.ts';
import { type LiveObject, readLive } from './live-objects.ts';
import { type DeployedBefore, inPlace, manifestDrift } from './manifest-drift.ts';
import { type EditedObject, editedObjects, objectDrift } from './object-drift.ts';

const CONFIG = 'HelmChartConfig';
/** What k3s notes of a manifest that it has applied. */
const ADDON = { apiVersion: 'k3s.cattle.io/v1', kind: 'Addon', namespace: names.controllerNamespace } as const;

export interface DriftQuestion {
  readonly platform: Platform;
  /** What the hosts of this cluster said; others are left out. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** The manifests as the settings make them, by file name. */
  readonly manifests: ReadonlyMap<string, string>;
  /** The first server, if it is this cluster's. */
  readonly server: Host | undefined;
  /** What servers have recorded. */
  readonly recorded: RecordedChanges;
  /** Seconds that the cluster may take to answer. @default 60 */
  readonly limit?: number;
  /** Whether the cluster is not asked, since nothing is done in it. @default false */
  readonly isHostsOnly?: boolean;
  readonly signal: AbortSignal;
}

export interface FoundDrift {
  readonly drifts: readonly Drift[];
  /** Objects of the manifests that others have changed. */
  readonly edited: readonly EditedObject[];
  /** Why the cluster did not tell its objects; undefined if it did. */
  readonly unasked: string | undefined;
}

/** Finds what others have changed on the hosts and in the cluster since Hubwright last did. Changes nothing. */
export async function findDrift(question: DriftQuestion): Promise<FoundDrift> {
  const { platform, facts, manifests, server, recorded } = question;
  const last = recorded.entries.findLast((it) => it.deploys);
  const onHosts = hostDrift(platform, facts, { wasCutOff: last !== undefined && last.result !== 'done' });
  const found = server && facts.get(server.name);
  if (server === undefined || found === undefined)
    return { drifts: onHosts, edited: [], unasked: 'the first server does not answer' };
  const there = inPlace(manifests, found);
  const deployed = there.size === manifests.size ? undefined : await deployedBefore(recorded);
  const inFolder = manifestDrift(server.name, found, manifests, deployed);
  const answer = await askCluster(question, server, there);
  const live = typeof answer === 'string' ? [] : answer;
  const edited = editedObjects(appliedOf(there, live), live);
  return {
    drifts: [...onHosts, ...inFolder, ...objectDrift(edited), ...inCluster(platform, manifests, live)],
    edited,
    unasked: typeof answer === 'string' ? answer : undefined,
  };
}

async function askCluster(
  question: DriftQuestion,
  server: Host,
  there: ReadonlyMap<string, string>,
): Promise<readonly LiveObject[] | string> {
  const { facts, isHostsOnly = false, limit = 60, signal } = question;
  if (isHostsOnly) return 'nothing is done in the cluster';
  if (facts.get(server.name)?.units.get('k3s')?.state !== 'active') return 'k3s does not run on the first server';
  return await readLive(server, refsOf(question, there), limit, signal);
}

/** Of the others an `up` was cut off, or k3s could not apply them: what differs is no change by others. */
function appliedOf(there: ReadonlyMap<string, string>, live: readonly LiveObject[]): ReadonlyMap<string, string> {
  const addOns = live.filter((it) => it.kind === ADDON.kind);
  const sums = addOns.map(
    ({ name, object }) => [name, isMapping(object.spec) ? object.spec.checksum : undefined] as const,
  );
  const look = { addOns: new Map(sums.map(([name, sum]) => [name, typeof sum === 'string' ? sum : undefined])) };
  return new Map([...there].filter(([file, text]) => isApplied(look, file, text)));
}

async function deployedBefore({ entries, serversOf }: RecordedChanges): Promise<DeployedBefore> {
  const deploying = entries.filter((it) => it.deploys);
  const last = deploying.findLastIndex((it) => it.result === 'done');
  const states = deploying.slice(Math.max(last, 0)).map((it) => deployedOn(serversOf(it), it.revision));
  const manifests = (await Promise.all(states)).map((it) => it?.manifests);
  const [finished, begun] = last < 0 ? [undefined, manifests] : [manifests[0], manifests.slice(1)];
  return { finished, begun: begun.filter((it) => it !== undefined) };
}

/** Objects of the manifests and what k3s notes of these, nodes that the settings label, and what would override the values of a release. */
function refsOf({ platform, manifests }: DriftQuestion, there: ReadonlyMap<string, string>): ObjectRef[] {
  const nodes = k3sNodes(platform).filter(({ labels, taints }) => Object.keys(labels).length + taints.length > 0);
  return [
    ...[...there.values()].flatMap(objectsIn),
    ...[...there.keys()].map((file) => ({ ...ADDON, name: addOnOf(file) })),
    ...nodes.map(({ name }) => ({ apiVersion: 'v1', kind: 'Node', namespace: undefined, name })),
    ...otherConfigs(manifests),
  ];
}

/** The HelmChartConfigs that would be of our releases and are not in the manifests. */
function otherConfigs(manifests: ReadonlyMap<string, string>): ObjectRef[] {
  const ours = objectsOfKinds(manifests, [CONFIG]).map(({ metadata }) => metadata);
  return readReleases(manifests)
    .filter((it) => !ours.some(({ name, namespace }) => it.name === name && it.namespace === namespace))
    .map(({ name, namespace }) => ({ apiVersion: 'helm.cattle.io/v1', kind: CONFIG, namespace, name }));
}

function inCluster(platform: Platform, manifests: ReadonlyMap<string, string>, live: readonly LiveObject[]): Drift[] {
  const nodes = live.filter((it) => it.kind === 'Node');
  const relabels = k3sNodes(platform).flatMap((node): Drift[] => {
    const found = nodes.find(({ name }) => name === node.name);
    if (found === undefined) return [];
    return relabelled(node, parseNode(JSON.stringify(found.object))).map((what) => {
      const cost = 'pods start on other nodes than platform.yaml says';
      return { where: node.name, what, cost, fix: 'Labels and taints go in platform.yaml.', step: 'labels' };
    });
  });
  const configs = otherConfigs(manifests).filter((ref) => live.some((it) => isSame(ref, it)));
  return [
    ...relabels,
    ...configs.map((ref): Drift => {
      const what = `${nameOf(ref)} was not made by Hubwright`;
      const cost = 'k3s overrides the values of the chart with those in it';
      const remove = `k3s kubectl delete helmchartconfig ${ref.name} -n ${ref.namespace}`;
      return {
        where: ref.name,
        what,
        cost,
        fix: `Move its values to platform.yaml or main.ts, then \`${remove}\` on the first server.`,
      };
    }),
  ];
}
