import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import * as z from 'zod';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { openSnapshot } from '../../cluster/record/recorded-upgrade.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { parseManifests } from '../../review/side.ts';
import type { Host } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { upgradedFrom } from '../k3s/upgraded.ts';
import { plannedNodes } from '../plan/plan.ts';
import type { Upgrade } from '../plan/plan-input.ts';

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
  const open = openSnapshot(entries);
  if (open !== undefined) return { before: open.k3s };
  const nodes = plannedNodes({ platform, facts });
  const isK3s = nodes.some((it) => upgradedFrom(it, { platform, facts }) !== undefined);
  if (!isK3s && !(await isHubUpgraded(question))) return undefined;
  const before = nodes.flatMap(({ node, facts: { k3s } }) =>
    // One that has the new release already began its upgrade under a Hubwright that kept nothing.
    k3s === undefined || (isK3s && k3s === platform.cluster.k3sVersion) ? [] : [[node.name, k3s] as const],
  );
  return { before: Object.fromEntries(before) };
}

/** Whether the server has a manifest with another chart or another image of the hub. */
async function isHubUpgraded({ platform, manifests, facts, server }: UpgradeQuestion): Promise<boolean> {
  const [first] = k3sNodes(platform);
  const [file, text] = hubManifest(manifests) ?? [];
  if (file === undefined || text === undefined || first === undefined) return false;
  const path = `${paths.manifests}/${file}`;
  const found = facts.get(first.name)?.files.get(path);
  if (found === undefined || found.sha256 === sha256(text)) return false;
  const before = await server?.read(path);
  return before !== undefined && !isDeepStrictEqual(hubVersions(before), hubVersions(text));
}

/** The manifest with the hub's release, and its name. */
function hubManifest(manifests: ReadonlyMap<string, string>): readonly [string, string] | undefined {
  return [...manifests].find(([, text]) => hubVersions(text) !== undefined);
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
