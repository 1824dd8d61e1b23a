import { k3sNodes } from '../cluster/node-config.ts';
import { compareDeployed, type DeployedChanges, deployedOn, notCompared } from '../cluster/record/deployed.ts';
import type { Entry } from '../cluster/record/entry.ts';
import { type RecordedChanges, readChanges } from '../cluster/record/recorded-changes.ts';
import { UserError } from '../system/user-error.ts';
import { type AskedCluster, askServer, hostIfThere } from './ask-server.ts';

/** The changes of a cluster, and the servers that have recorded each. */
export interface History {
  /** Newest first. */
  readonly entries: readonly Entry[];
  readonly serversOf: RecordedChanges['serversOf'];
}

/**
 * What all servers that answer have recorded: one that was away lacks changes.
 *
 * @throws UserError if none answers
 */
export async function readHistory(cluster: AskedCluster): Promise<History> {
  const names = k3sNodes(cluster.platform).flatMap((it) => (it.role === 'server' ? it.name : []));
  const found = await Promise.all(names.map((name) => hostIfThere(cluster, name)));
  const servers = found.filter((it) => it !== undefined);
  // It says of each server why it does not answer.
  if (servers.length === 0) await askServer(cluster, async () => undefined);
  const { entries, serversOf } = await readChanges(servers, cluster.identity.id, cluster.signal);
  return { entries: [...entries].reverse(), serversOf };
}

/**
 * The changes of a number: several where servers did not know of each other's.
 *
 * @throws UserError if there is none
 */
export function changesOfNumber(revision: number, { entries }: Pick<History, 'entries'>): readonly Entry[] {
  const found = entries.filter((it) => it.revision === revision);
  if (found.length > 0) return found;
  const [last] = entries;
  const fix =
    last === undefined ? 'None is recorded yet.' : `Choose one of up to ${last.revision}: \`npx hubwright history\`.`;
  throw new UserError(`there is no change ${revision} of this cluster`, { fix, exitCode: 2 });
}

/** What a change has done, compared with the one that was deployed before. */
export async function effectsOf(entry: Entry, { entries, serversOf }: History): Promise<DeployedChanges> {
  if (!entry.deploys) return notCompared('It did not deploy manifests.');
  const before = entries.find((it) => it.revision < entry.revision && it.deploys);
  if (before === undefined) return notCompared('It is the first one that deployed manifests.');
  const after = await deployedOn(serversOf(entry), entry.revision);
  const old = await deployedOn(serversOf(before), before.revision);
  if (after === undefined || old === undefined) {
    return notCompared('What it deployed, or what was there before, is no longer kept.');
  }
  return compareDeployed(old, after);
}
