import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { passwordOf } from '../../cluster/claim.ts';
import { clusterId, readSecret, saveSecret } from '../../cluster/cluster-folder.ts';
import { type Mark, parseMark } from '../../cluster/mark.ts';
import { paths } from '../../cluster/node-config.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import type { Platform } from '../../platform/platform.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

const KEPT = readFileSync(new URL('kept.sh', import.meta.url), 'utf8');

/** A volume's folder on an agent that has survived: newer than any backup of it. */
export interface KeptFolder {
  readonly node: string;
  readonly path: string;
  readonly namespace: string;
  readonly claim: string;
}

/** @throws UserError with all of these names that are not agents of the settings */
export function refuseKept(names: readonly string[], { cluster }: Pick<Platform, 'cluster'>): void {
  const agents = cluster.nodes.filter((it) => it.role === 'agent').map((it) => it.name);
  const wrong = names.flatMap((name) => {
    if (agents.includes(name)) return [];
    if (cluster.nodes.some((it) => it.name === name)) {
      return [`--keep ${name}: it is a server, and servers get their datastore from the backups`];
    }
    const meant = didYouMean(name, agents);
    return [
      `--keep ${name}: platform.yaml has no node ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    ];
  });
  if (wrong.length === 0) return;
  const fix = agents.length === 0 ? 'There are no agents.' : `Agents that can be kept: ${agents.join(', ')}.`;
  throw new UserError(wrong.join('\n'), { fix, exitCode: 2 });
}

/**
 * What agents that have survived have on their disks. A folder on this machine that does not know the cluster gets from them
 * which one it is, and by what they join it.
 *
 * @param folder the cluster's, on this machine
 * @throws UserError with all of them that are not of this cluster
 */
export async function readKept(
  hosts: readonly Host[],
  { folder, cluster, signal }: { readonly folder: string; readonly cluster: string; readonly signal: AbortSignal },
): Promise<KeptFolder[]> {
  const found = await Promise.all(hosts.map(async (host) => ({ host, ...(await ask(host, signal)) })));
  const wrong = found.flatMap(({ host, hasAgent, mark }) => {
    const why = !hasAgent ? 'k3s is not installed there as an agent' : whyOther(mark, cluster, host.name);
    return why === undefined ? [] : [`  ${host.name} (${host.describe()}): ${why}`];
  });
  if (wrong.length > 0) {
    throw new UserError(`these have nothing of the cluster ${cluster} to keep:\n${wrong.join('\n')}`, {
      fix: 'Leave them out of --keep: hosts that are empty get from the backups what was on them. Nothing was changed.',
    });
  }
  for (const { host, mark } of found) {
    if (mark !== undefined) clusterId(folder, mark.id);
    if (readSecret(folder, 'join-token') !== undefined) continue;
    const token = (await host.read(paths.token))?.trim();
    if (token !== undefined && passwordOf(token) !== token) saveSecret(folder, 'join-token', token);
  }
  return found.flatMap((it) => it.folders);
}

function whyOther(mark: Mark | undefined, cluster: string, node: string): string | undefined {
  if (mark === undefined) return 'nothing shows whose k3s it is';
  if (mark.cluster !== cluster) return `it belongs to the cluster ${mark.cluster}`;
  return mark.node === node ? undefined : `it is ${mark.node} of this cluster`;
}

async function ask(host: Host, signal: AbortSignal) {
  const { stdout } = await host.run(['sh', '-s', '--', paths.mark], { sudo: true, input: KEPT, signal });
  const lines = stdout.trimEnd().split('\n');
  // What was cut short must not pass for a disk without homes.
  if (lines.at(-1) !== 'end') throw new Error(`${host.name} was cut off`);
  const values = (key: string) => lines.filter((it) => it.startsWith(`${key} `)).map((it) => it.slice(key.length + 1));
  return {
    hasAgent: values('unit').length > 0,
    mark: parseMark(values('mark')[0] ?? ''),
    folders: values('volume').flatMap((name) => folderOf(name, host.name)),
  };
}

/** As the provisioner names them, `pvc-<uid>_<namespace>_<claim>`. What Hubwright keeps beside one has a suffix, and is none. */
export function folderOf(name: string, node: string): KeptFolder[] {
  const [, namespace, claim] = /^[^_]+_([a-z0-9-]+)_([a-z0-9.-]+)$/.exec(name) ?? [];
  if (namespace === undefined || claim === undefined || /\.(before-[a-z]+|restoring|moved)\b/.test(name)) return [];
  return [{ node, path: posix.join(LOCAL_STORAGE, name), namespace, claim }];
}
