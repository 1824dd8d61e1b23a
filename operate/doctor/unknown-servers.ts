import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { ClusterLook, FoundServer } from '../../cluster/cluster-look.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { askInHub, saidInHub } from '../in-hub.ts';
import { listPods } from '../log-pods.ts';
import { type Check, checked, skipped } from './check.ts';

const SCRIPT = new URL('hub-servers.py', import.meta.url);
const ABOUT_UNKNOWN = { id: 'servers/unknown', area: 'cluster', title: 'servers that the hub does not know' } as const;
const KNOWN = z.array(z.tuple([z.string(), z.string()]));

/**
 * Which pods of servers the hub's database does not have: those that ran when it was replaced by an older or another one. No
 * check where no server runs.
 */
export async function unknownServersCheck(
  host: Host,
  { servers }: Pick<ClusterLook, 'servers'>,
  { hub: { namespace } }: Platform,
  signal: AbortSignal,
): Promise<Check[]> {
  if (servers.length === 0) return [];
  try {
    const program = await readFile(SCRIPT, 'utf8');
    const known = await askInHub(host, { namespace, program, schema: KNOWN }, signal);
    // The hub forgets a server once its pod has ended: one that has stopped since they were listed is gone now.
    const now = await listPods(host, { namespace, component: 'singleuser-server' }, signal);
    const isThere = ({ pod }: FoundServer) => now.some((it) => it.name === pod && !it.isLeaving);
    const unknown = servers.filter((it) => isThere(it) && !known.some((other) => isOf(other, it)));
    return [
      checked(
        ABOUT_UNKNOWN,
        unknown.map((it) => problemOf(it, namespace)),
      ),
    ];
  } catch (error) {
    throwUnlessHostFailed(error);
    return [skipped(ABOUT_UNKNOWN, `the hub cannot be asked: ${saidInHub(error)}`)];
  }
}

const isOf = ([user, name]: readonly [string, string], found: FoundServer) =>
  user === found.user && name === (found.server ?? '');

function problemOf({ user, server, pod }: FoundServer, namespace: string): ProblemAt {
  return {
    severity: 'warning',
    where: server === undefined ? user : `${user}/${server}`,
    message: 'it runs, and is not in the database of the hub: nobody reaches it, and culling does not stop it',
    cost: 'it keeps its processors and memory until its pod ends',
    fix: `\`kubectl -n ${namespace} delete pod ${pod}\`: its home stays. If its user starts one again, the hub does so by itself.`,
  };
}
