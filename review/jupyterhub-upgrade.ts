import { isDatabaseOnNode } from '../platform/database-place.ts';
import { allowsNamedServers, NAMES_OF_6 } from '../platform/named-servers.ts';
import type { Platform } from '../platform/platform.ts';
import { jupyterhubMajors, versions } from '../platform/versions.ts';
import { isMapping, valueAt } from '../system/mapping.ts';
import type { Change } from './change.ts';
import { databaseWayBack } from './database-way-back.ts';
import type { Side } from './side.ts';

type Platforms = Pick<Side, 'platform'>;

/**
 * What another major version of JupyterHub means for users, programs and the way back.
 *
 * Source: JupyterHub 6.1.1, `docs/source/howto/upgrading-v6.md`; that it migrates, and what opens the database then, is tried in
 * `hub/tests/test_upgrade.py`.
 */
export function jupyterhubUpgrade({ platform: before }: Platforms, { platform: after }: Platforms): Change[] {
  const [previous, current] = [before, after].map(majorOf);
  if (previous === undefined) return [];
  if (current !== undefined && current < 6 && previous >= 6) return [{ topic: 'Hub', text: BACK, caution: true }];
  const unknown: Change[] =
    current === undefined || current === previous || jupyterhubMajors.includes(current) ? [] : [unknownMajor(current)];
  if (previous >= 6 || (current !== undefined && current < 6)) return unknown;
  if (current === undefined && !isNewerChart(before, after)) return [];
  const found = [...migration(after), ...namedServers(after), ...PROGRAMS, ...statsd(after)];
  const text = `Chart ${after.hub.chart.version} may bring JupyterHub 6; if it does, what follows applies.`;
  const doubt: Change[] = current === undefined ? [{ topic: 'Hub', text, caution: true }] : [];
  return [...doubt, ...unknown, ...found.map((it): Change => ({ topic: 'Hub', ...it }))];
}

type Untitled = Omit<Change, 'topic'>;

const BACK =
  'A JupyterHub before 6 refuses the database once 6 has migrated it, so the hub does not start: put back what was there before: `npx hubwright rollback`.';

/** The hub's own code refuses to start where JupyterHub's methods are others than it knows. */
function unknownMajor(major: number): Change {
  const text = `This Hubwright is for JupyterHub ${jupyterhubMajors.join(' and ')}: with ${major}, the hub may not start. Wait for a Hubwright for ${major}.`;
  return { topic: 'Hub', text, caution: true };
}

function migration(platform: Platform): Untitled[] {
  const { hub } = platform;
  const isSqlite = hub.database.type === 'sqlite';
  const isAsked = valueAt(hub.values, ['hub', 'db', 'upgrade']);
  const how = isDatabaseOnNode(platform) ? ', with the copy that `up` makes before' : ': make one first';
  const isMigrated = isSqlite ? isAsked !== false : isAsked === true;
  const setting = isMigrated
    ? ''
    : ' For this upgrade set `hub.values: { hub: { db: { upgrade: true } } }`: otherwise the hub does not start.';
  const text = `JupyterHub 6 migrates the hub's database at its first start, and older ones refuse it from then on. The way back is ${databaseWayBack(platform)}${how}.${setting}`;
  return [{ text, caution: true }];
}

function namedServers(platform: Platform): Untitled[] {
  if (!allowsNamedServers(platform)) return [];
  const text = `Names of new named servers: ${NAMES_OF_6}. Programs that create others are refused. Existing ones still start until JupyterHub 7; \`npx hubwright doctor\` lists them.`;
  return [{ text, caution: true }];
}

const PROGRAMS: readonly Untitled[] = [
  {
    text: 'Links that start a server with options have `opt-` before each option, such as /hub/spawn?opt-profile=NAME. Without it, most still work; `display_name` does not, and the two cannot be mixed.',
  },
  {
    text: 'Programs that start servers with options send them as `user_options` in the body. A whole body of options still works unless it has a `user_options` or `display_name`.',
  },
  {
    text: 'Images of servers need Python 3.10 or newer for JupyterHub 6; one with JupyterHub 5 still works, with a warning in its log.',
  },
  {
    text: 'Users who log in at a provider: when their login cannot be renewed, API tokens and what administrators start for them go on; `Authenticator.auth_refresh_strict` refuses both, as before.',
  },
  {
    text: 'New: the scope `start:servers`, and `JupyterHub.extra_user_scopes`. Roles of your own keep what they have.',
  },
];

function statsd({ hub }: Platform): Untitled[] {
  const config = valueAt(hub.values, ['hub', 'config', 'JupyterHub']);
  const isUsed = isMapping(config) && Object.keys(config).some((it) => it.startsWith('statsd_'));
  if (!isUsed) return [];
  const text = 'Metrics are no longer sent to statsd: take those for Prometheus at /hub/metrics.';
  return [{ text, caution: true }];
}

/** Of JupyterHub; undefined if only the running hub knows. */
function majorOf({ hub }: Platform): number | undefined {
  return hub.jupyterhub === undefined ? undefined : major(hub.jupyterhub);
}

/** Whether the hub comes from a chart of a later major version than the one that is known. */
function isNewerChart({ hub: before }: Platform, { hub: after }: Platform): boolean {
  const [previous, current] = [before, after].map((it) => major(it.chart.version));
  return after.reference === undefined && previous !== current && (current ?? 0) > major(versions.chart);
}

function major(version: string): number {
  return Number.parseInt(version.split('.', 1)[0] ?? '', 10);
}
