import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import * as z from 'zod';
import { releasesOn } from '../../cluster/check-releases.ts';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { openSnapshot, type RecordedSnapshot } from '../../cluster/record/recorded-upgrade.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { parseManifests } from '../../review/side.ts';
import type { Host } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { upgradedFrom } from '../k3s/upgraded.ts';
import { plannedNodes } from '../plan/plan.ts';
import type { PlannedNode, Upgrade } from '../plan/plan-input.ts';

export interface UpgradeQuestion {
  readonly platform: Platform;
  /** What this `up` would deploy. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Of every node. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** What the servers have recorded, oldest first. */
  readonly entries: readonly Entry[];
  /** The first server. */
  readonly server: Host | undefined;
}

/** The upgrade that an `up` begins, or that an earlier one has begun; undefined if it is none. */
export async function findUpgrade(question: UpgradeQuestion): Promise<Upgrade | undefined> {
  const { platform, facts, entries } = question;
  const nodes = plannedNodes({ platform, facts });
  const open = openSnapshot(entries);
  const state = open === undefined ? 'none' : await stateOf(open, nodes, question);
  if (open !== undefined && state !== 'over' && state !== 'not-begun') {
    return { before: open.k3s, continues: open.name, isHubBegun: state === 'hub-begun' };
  }
  const isK3s = nodes.some((it) => upgradedFrom(it, { platform, facts }) !== undefined);
  if (!isK3s && !(await isHubUpgraded(question))) return undefined;
  const before = nodes.flatMap(({ node, facts: { k3s } }) =>
    // One that has the new release already began its upgrade under a Hubwright that kept nothing.
    k3s === undefined || (isK3s && k3s === platform.cluster.k3sVersion) ? [] : [[node.name, k3s] as const],
  );
  return { before: Object.fromEntries(before), replaces: state === 'not-begun' ? open?.name : undefined };
}

/**
 * How far an upgrade is whose snapshot was begun: nothing is replaced yet, nodes are, the hub is too, or all nodes have one release
 * and the settings want the next.
 */
type UpgradeState = 'not-begun' | 'begun' | 'hub-begun' | 'over';

async function stateOf(
  open: RecordedSnapshot,
  nodes: readonly PlannedNode[],
  question: UpgradeQuestion,
): Promise<UpgradeState> {
  const { facts, platform } = question;
  const isHub = await isHubBegun(open, question);
  const has = nodes.map(({ node }) => ({ releases: releasesOn(node.name, facts), before: open.k3s[node.name] }));
  const isK3s = has.some(({ releases, before }) => before !== undefined && releases.some((it) => it !== before));
  if (!isHub && !isK3s) return 'not-begun';
  const [release, ...others] = new Set(has.flatMap((it) => it.releases));
  if (others.length === 0 && release !== platform.cluster.k3sVersion) return 'over';
  return isHub ? 'hub-begun' : 'begun';
}

/** Whether the hub's manifest is no longer that of the snapshot. Without one on the first server nothing has begun. */
async function isHubBegun({ name }: RecordedSnapshot, question: UpgradeQuestion): Promise<boolean> {
  const { server } = question;
  const { file, path, found } = hubFile(question) ?? {};
  if (path === undefined || found === undefined) return false;
  const folder = `${paths.snapshots}/${name}`;
  if ((await server?.read(`${folder}/snapshot.json`)) === undefined) return false;
  const [before, now] = [await server?.read(`${folder}/manifests/${file}`), await server?.read(path)];
  return before === undefined || !isDeepStrictEqual(hubVersions(before), hubVersions(now ?? ''));
}

/** Whether the server has a manifest with another chart or another image of the hub. */
async function isHubUpgraded(question: UpgradeQuestion): Promise<boolean> {
  const { text = '', path, found } = hubFile(question) ?? {};
  if (path === undefined || found === undefined || found.sha256 === sha256(text)) return false;
  const before = await question.server?.read(path);
  return before !== undefined && !isDeepStrictEqual(hubVersions(before), hubVersions(text));
}

/** The manifest with the hub's release, and what the first server has in its place. */
function hubFile({ platform, manifests, facts }: UpgradeQuestion) {
  const [first] = k3sNodes(platform);
  const [file, text] = [...manifests].find(([, text]) => hubVersions(text) !== undefined) ?? [];
  if (file === undefined || text === undefined || first === undefined) return undefined;
  const path = `${paths.manifests}/${file}`;
  return { file, text, path, found: facts.get(first.name)?.files.get(path) };
}

const VALUES = z.object({ hub: z.object({ image: z.unknown().optional() }).optional() }).nullish();
const CHART = z.object({
  kind: z.literal('HelmChart'),
  metadata: z.object({ name: z.literal(names.release) }),
  spec: z.object({
    chart: z.string().optional(),
    repo: z.string().optional(),
    version: z.string().optional(),
    chartContent: z.string().optional(),
    valuesContent: z.string().optional(),
  }),
});

/** The chart that a manifest installs the hub with. */
export interface HubVersions {
  /** `jupyterhub 4.4.0`; of an archive its digest. */
  readonly chart: string;
  /** The hub's image where it is not the chart's own. */
  readonly image: unknown;
}

/** Undefined if the manifest does not install the hub. */
export function hubVersions(manifest: string): HubVersions | undefined {
  const objects = [...parseManifests(new Map([['', manifest]])).values()].flat();
  for (const object of objects) {
    const { success, data } = CHART.safeParse(object);
    if (!success) continue;
    const { chart, repo, version, chartContent, valuesContent } = data.spec;
    const values = valuesContent === undefined ? undefined : VALUES.safeParse(parse(valuesContent)).data;
    const archive = chartContent === undefined ? undefined : `archive ${sha256(chartContent).slice(0, 12)}`;
    const name = archive ?? [chart, version, repo].filter((it) => it !== undefined).join(' ');
    return { chart: name, image: values?.hub?.image };
  }
  return undefined;
}
