import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { names } from '../platform/names.ts';
import { counted } from '../system/counted.ts';
import { isMapping } from '../system/mapping.ts';
import { type Change, keysOf, listed, written } from './change.ts';
import { databaseWayBack } from './database-way-back.ts';
import { hubImage, hubPlacement, hubPriority } from './hub-pod.ts';
import { jupyterhubUpgrade } from './jupyterhub-upgrade.ts';
import type { KubeObject, Side } from './side.ts';

/**
 * Whether the hub restarts, and what that means for users.
 *
 * The chart puts all of its values into the hub's Secret and the digest of that on the hub's pod, so any changed
 * value restarts the hub. Source: zero-to-jupyterhub 4.4.0, `hub/secret.yaml` and `hub/deployment.yaml`.
 */
export function hubChanges(before: Side, after: Side): Change[] {
  const reasons = [...valueReasons(before, after), ...secretReasons(before, after), ...chartReasons(before, after)];
  if (reasons.length === 0) {
    return [{ topic: 'Hub', text: 'The hub does not restart; running servers are not affected.' }];
  }
  return [
    {
      topic: 'Hub',
      text: `The hub restarts because of ${listed(reasons)}. Until it is back, nobody can log in or start a server. ${servers(before, after)}`,
    },
    ...chartVersion(before, after),
    ...proxyRestart(reasons),
    ...hubImage(before, after),
    ...jupyterhubUpgrade(before, after),
    ...hubPlacement(before, after),
    ...hubPriority(before, after),
    ...hubCode(before, after),
    ...immediateChanges(before, after),
  ];
}

function servers({ platform: before }: Side, { platform: after }: Side): string {
  if (before.hub.namespace !== after.hub.namespace) return 'Running servers stay in the old namespace: see Access.';
  if (before.hub.database.type !== after.hub.database.type) return 'Running servers are forgotten: see Storage.';
  return 'Running servers keep running and get the change at their next start.';
}

function valueReasons(before: Side, after: Side): string[] {
  return changedPaths(valuesOf(before), valuesOf(after), [], 3).map((path) => DIGESTS[path] ?? path);
}

/** What the digests among the values are of. */
const DIGESTS: Readonly<Record<string, string>> = {
  'custom.hubwright.code': "Hubwright's code in it",
  'custom.hubwright.pages': 'its logo or templates',
};

/** Values that the chart puts into the proxy's pod. Source: zero-to-jupyterhub 4.4.0, `proxy/deployment.yaml`. */
const PROXY_VALUES =
  /^(proxy\.(annotations|labels|chp|https|secretToken)|scheduling\.(corePods|podPriority)|imagePullSecrets?|debug)\b/;

function proxyRestart(reasons: readonly string[]): Change[] {
  if (!reasons.some((it) => PROXY_VALUES.test(it))) return [];
  const text = 'The proxy restarts too: running servers are unreachable for a few seconds.';
  return [{ topic: 'Hub', text, caution: true }];
}

function secretReasons(before: Side, after: Side): string[] {
  const [previous, current] = [before, after].map((it) => find(it, 'Secret', names.secretValues)?.stringData);
  return isDeepStrictEqual(previous, current) ? [] : ['secret values'];
}

function chartReasons(before: Side, after: Side): string[] {
  const keys = ['chart', 'repo', 'version', 'chartContent', 'targetNamespace'];
  return keys
    .filter((key) => !isDeepStrictEqual(specOf(before)[key], specOf(after)[key]))
    .map((key) => `the chart's ${key}`);
}

function chartVersion({ platform: before }: Side, { platform: after }: Side): Change[] {
  const [previous, current] = [before.hub.chart, after.hub.chart];
  const changes: Change[] = [];
  if (previous.version !== current.version) {
    const text = `Chart ${previous.version} → ${current.version}: the proxy may restart too, which briefly breaks open connections. Read the chart's change log: once a newer hub has migrated the database, the way back is ${databaseWayBack(after)}.`;
    changes.push({ topic: 'Hub', text, caution: true });
  }
  if (previous.repository !== current.repository) {
    changes.push({ topic: 'Hub', text: `The chart comes from ${current.repository} (was ${previous.repository}).` });
  }
  if (before.chartArchive !== after.chartArchive) {
    changes.push({
      topic: 'Hub',
      text: `The manifest ${after.chartArchive ? 'embeds another archive of the chart' : 'no longer embeds the chart'}.`,
    });
  }
  return changes;
}

function hubCode({ platform: before }: Side, { platform: after }: Side): Change[] {
  const old = new Map(before.hubFiles.map((it) => [it.path, it.content]));
  const now = new Map(after.hubFiles.map((it) => [it.path, it.content]));
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter((path) => old.get(path) !== now.get(path));
  if (changed.length === 0) return [];
  return [
    {
      topic: 'Hub',
      text: `Code that runs in the hub changed in ${counted(changed.length, 'file')}: ${listed(changed)}.`,
    },
  ];
}

/** Whose servers are never stopped, as the end of a sentence. */
function exceptions({ except: { users, groups } }: Side['platform']['hub']['culling']): string {
  const named = [...users, ...groups.map((it) => `members of ${it}`)];
  return named.length > 0 ? `, except those of ${listed(named)}` : '';
}

/** What takes effect on running servers, since it is not part of their pods. */
function immediateChanges({ platform: before }: Side, { platform: after }: Side): Change[] {
  const changes: Change[] = [];
  const [previous, current] = [before.hub.culling, after.hub.culling];
  const rules = (culling: typeof previous) =>
    culling.enabled
      ? `after ${written(culling.idle)} idle${culling.maxAge ? ` or ${written(culling.maxAge)} in total` : ''}, checked every ${written(culling.every)}${exceptions(culling)}`
      : 'never';
  if (rules(previous) !== rules(current)) {
    changes.push({
      topic: 'Hub',
      text: `Servers stop ${rules(current)} (was ${rules(previous)}). Applies to running servers now.`,
    });
  }
  const networks = (state: typeof before) => state.hub.network.allow.join(', ') || 'none';
  if (networks(before) !== networks(after)) {
    changes.push({
      topic: 'Hub',
      text: `Private networks that servers may reach: ${networks(before)} → ${networks(after)}. Applies to running servers now.`,
    });
  }
  return changes;
}

/** The values that differ, as paths of at most `depth` keys. */
function changedPaths(previous: unknown, current: unknown, path: readonly string[], depth: number): string[] {
  if (isDeepStrictEqual(previous, current)) return [];
  if (path.length === depth || !isMapping(previous) || !isMapping(current)) return [path.join('.')];
  return keysOf(previous, current).flatMap((key) => changedPaths(previous[key], current[key], [...path, key], depth));
}

const specOf = (state: Side) => (find(state, 'HelmChart', names.release)?.spec ?? {}) as Record<string, unknown>;

const valuesOf = (state: Side): unknown => parse(String(specOf(state).valuesContent ?? '')) ?? {};

function find({ manifests }: Side, kind: string, name: string): KubeObject | undefined {
  return [...manifests.values()].flat().find((it) => it.kind === kind && it.metadata.name === name);
}
