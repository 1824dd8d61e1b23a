import { sizesNeverOn } from '../../lib/spawn-form.ts';
import { allowsNamedServers } from '../../platform/named-servers.ts';
import { ownBackup } from '../../platform/own-backup.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ServerSize } from '../../platform/schema/choices.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { findHomes, type Home } from '../homes/find-homes.ts';
import { ABOUT_HOMES_BACKUP, homesInBackup, type NodeBackups } from './backup.ts';
import { type Check, checked, skipped } from './check.ts';
import { ABOUT_FOLDERS, foldersCheck } from './home-folders.ts';
import { ABOUT_NAMED_SERVERS, namedServersCheck } from './named-servers.ts';

const ABOUT_HOMES = { id: 'homes', area: 'cluster', title: 'sizes on the nodes of homes' } as const;

/** Whether there is a size that some node never runs, so that a home there keeps its user from it. */
export function hasLimitedSizes(platform: Platform): boolean {
  return neverOnOf(platform).size > 0;
}

export interface HomesToCheck {
  readonly platform: Platform;
  /** Of the nodes that answer. */
  readonly hosts: ReadonlyMap<string, Host>;
  readonly backups: NodeBackups;
  readonly signal: AbortSignal;
}

/** What there is to say of homes, which a server is asked for. */
export async function homesChecks(server: Host, { platform, hosts, backups, signal }: HomesToCheck): Promise<Check[]> {
  const about = aboutHomes(platform);
  const question = { namespace: platform.hub.namespace, users: Object.keys(platform.users) };
  try {
    const found = await findHomes(server, question, signal);
    const checks: Readonly<Record<(typeof about)[number]['id'], () => Check | Promise<Check>>> = {
      [ABOUT_FOLDERS.id]: () => foldersCheck(found, hosts, signal),
      [ABOUT_HOMES_BACKUP.id]: () => homesInBackup(found.homes, backups),
      [ABOUT_HOMES.id]: () => checkHomes(platform, found.homes),
      [ABOUT_NAMED_SERVERS.id]: () => namedServersCheck(found.homes),
    };
    return await Promise.all(about.map(({ id }) => checks[id]()));
  } catch (error) {
    throwUnlessHostFailed(error);
    return about.map((it) => skipped(it, error.message));
  }
}

/** The checks of homes that these settings need. */
export function aboutHomes(platform: Platform) {
  return [
    ABOUT_FOLDERS,
    ...(ownBackup(platform) === undefined ? [] : [ABOUT_HOMES_BACKUP]),
    ...(hasLimitedSizes(platform) ? [ABOUT_HOMES] : []),
    ...(allowsNamedServers(platform) ? [ABOUT_NAMED_SERVERS] : []),
  ];
}

/** Whom the node of their home keeps from a size. Pure. */
export function checkHomes(platform: Platform, homes: readonly Home[]): Check {
  const never = neverOnOf(platform);
  const used = homes.filter((it) => it.hasClaim);
  const nodes = [...new Set(used.flatMap((it) => it.node ?? []))].sort();
  const problems = nodes.flatMap((node) => {
    const unfit = platform.sizes.filter(({ name }) => never.get(name)?.includes(node));
    const severity = unfit.length === platform.sizes.length ? 'warning' : 'note';
    return unfit.flatMap((size): ProblemAt[] => {
      const users = used.filter((it) => it.node === node).flatMap(({ user }) => user ?? []);
      const own = [...new Set(users)].filter((user) => mayChoose(user, size, platform));
      if (own.length === 0) return [];
      const message = `it never runs a server of the size ${size.name}, and it has the home of ${few(own, MOST)}`;
      const cost = 'they cannot start a server of this size; the spawn form says so';
      const fix = 'Move their homes to a node that runs it: `npx hubwright home move USER --to NODE`.';
      return [{ severity, where: node, message, cost, fix }];
    });
  });
  return checked(ABOUT_HOMES, problems, counted(used.length, 'home'));
}

function neverOnOf(platform: Platform): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(sizesNeverOn(platform).neverOn?.size ?? {}));
}

/** With other types of `auth`, only the hub knows the groups of a user. */
function mayChoose(user: string, { groups }: ServerSize, { auth, users }: Platform): boolean {
  if (auth.type !== 'users') return true;
  const found = users[user];
  return found !== undefined && (groups.length === 0 || groups.some((it) => found.groups.includes(it)));
}

const MOST = 10;
