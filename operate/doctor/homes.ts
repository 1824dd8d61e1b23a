import { sizesNeverOn } from '../../lib/spawn-form.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ServerSize } from '../../platform/schema/choices.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { findHomes, type Home } from '../homes/find-homes.ts';
import { type Check, checked, skipped } from './check.ts';

export const ABOUT_HOMES = { id: 'homes', area: 'cluster', title: 'sizes on the nodes of homes' } as const;

/** Whether there is a size that some node never runs, so that a home there keeps its user from it. */
export function hasLimitedSizes(platform: Platform): boolean {
  return neverOnOf(platform).size > 0;
}

/** Whom the node of their home keeps from a size; no check where every node runs every size. */
export async function homesCheck(server: Host, platform: Platform, signal: AbortSignal): Promise<Check[]> {
  if (!hasLimitedSizes(platform)) return [];
  const question = { namespace: platform.hub.namespace, users: Object.keys(platform.users) };
  try {
    return [checkHomes(platform, (await findHomes(server, question, signal)).homes)];
  } catch (error) {
    if (!(error instanceof HostError) || error.reason === 'aborted') throw error;
    return [skipped(ABOUT_HOMES, error.message)];
  }
}

/** The same of homes that are known. Pure. */
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
      const fix = 'Move their homes to a node that runs it: see docs/homes.md.';
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
