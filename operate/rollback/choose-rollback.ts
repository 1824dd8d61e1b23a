import { releasesOn } from '../../cluster/check-releases.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { type OpenRollback, openRollback, openSnapshot, revisionOf } from '../../cluster/record/recorded-upgrade.ts';
import { k3sMinor } from '../../platform/k3s-minor.ts';
import { UserError } from '../../system/user-error.ts';
import type { LookedNode, RollbackNode } from './look-at-nodes.ts';

/** What to go back to. */
export interface ChosenRollback {
  readonly snapshot: string;
  /** One that has begun already. */
  readonly open: OpenRollback | undefined;
  readonly nodes: readonly RollbackNode[];
  /** The release of k3s before the upgrade. */
  readonly release: string;
  /** Whether k3s has had another minor version since: it cannot go back without its datastore. */
  readonly isDatastore: boolean;
}

/**
 * Pure.
 *
 * @param looked the first server first
 * @param change number of the change to undo; the last upgrade if undefined
 * @param entries what the servers have recorded, oldest first
 * @throws UserError if there is no such snapshot, or a node would stay newer than the servers
 */
export function chooseRollback(
  looked: readonly LookedNode[],
  change: number | undefined,
  entries: readonly Entry[],
): ChosenRollback {
  const open = openRollback(entries);
  if (open !== undefined && change !== undefined && change !== revisionOf(open.snapshot)) {
    throw new UserError(`the rollback of change ${revisionOf(open.snapshot)} has not finished`, {
      fix: 'Run `npx hubwright rollback` without a number: it continues that one.',
      exitCode: 2,
    });
  }
  const [server] = looked;
  if (server === undefined) throw new Error('A cluster has at least one server');
  const name = open?.snapshot ?? choose(server, change, entries);
  const nodes = looked.map(({ snapshots, ...it }) => ({ ...it, snapshot: snapshots.find((one) => one.name === name) }));
  const release = nodes[0]?.snapshot?.k3s;
  if (release === undefined) {
    throw new UserError(`${server.node.name} no longer has the snapshot ${name}, which the rollback puts back`, {
      fix: 'The way back is a backup: `npx hubwright restore --cluster`.',
    });
  }
  // Once it is back, nothing tells any more that it was to go back.
  const isDatastore = open?.isDatastore ?? hasOtherMinor(nodes, release);
  if (isDatastore) refuseNewer(nodes, release, revisionOf(name));
  return { snapshot: name, open, nodes, release, isDatastore };
}

/** The name of the snapshot of a change, of those that the first server has. */
function choose(
  { node, snapshots }: Pick<LookedNode, 'node' | 'snapshots'>,
  change: number | undefined,
  entries: readonly Entry[],
): string {
  const begun = change === undefined ? openSnapshot(entries)?.name : undefined;
  if (begun !== undefined && !snapshots.some((it) => it.name === begun)) {
    throw new UserError(`the upgrade of change ${revisionOf(begun)} has not changed anything that could be undone`, {
      fix: 'Change platform.yaml back and run `npx hubwright up`, or let it continue. To undo an earlier one, name its number: `npx hubwright history`.',
      exitCode: 2,
    });
  }
  // Whoever goes back over several upgrades has undone all of them.
  const isUndone = (name: string) =>
    entries.some(
      ({ revision, result, rollback }) =>
        result === 'done' && rollback !== undefined && rollback.snapshot <= name && revisionOf(name) < revision,
    );
  // Others are of another cluster, whose host it was.
  const own = new Set(entries.map((it) => it.snapshot));
  const whole = snapshots.filter((it) => it.first && own.has(it.name));
  const found =
    change === undefined
      ? whole.findLast((it) => !isUndone(it.name))
      : whole.findLast((it) => revisionOf(it.name) === change);
  if (found !== undefined) return found.name;
  const numbers = whole.map((it) => `${revisionOf(it.name)}`);
  const which = change === undefined ? 'that was not undone yet' : `of change ${change}`;
  throw new UserError(`${node.name} has no snapshot ${which}`, {
    fix:
      numbers.length === 0
        ? '`up` makes one before each upgrade of k3s, the chart or the hub. Without one, the way back is a backup: `npx hubwright restore --cluster`.'
        : `There are snapshots of ${numbers.length === 1 ? 'change' : 'changes'} ${numbers.join(', ')}: \`npx hubwright rollback ${numbers.at(-1)}\`.`,
    exitCode: 2,
  });
}

/** Whether a server has another minor version installed, or has run one: then it may have changed the datastore. */
function hasOtherMinor(nodes: readonly RollbackNode[], release: string): boolean {
  const facts = new Map(nodes.map((it) => [it.node.name, it.facts]));
  const servers = nodes.filter(({ node }) => node.role === 'server');
  return servers.flatMap(({ node }) => releasesOn(node.name, facts)).some((it) => k3sMinor(it) !== k3sMinor(release));
}

/** @throws UserError with nodes that would stay newer than the servers */
function refuseNewer(nodes: readonly RollbackNode[], release: string, revision: number): void {
  const newer = nodes.filter(
    ({ snapshot, facts }) => snapshot === undefined && k3sMinor(facts.k3s ?? release) > k3sMinor(release),
  );
  if (newer.length === 0) return;
  const names = newer.map(({ node, facts }) => `${node.name} (${facts.k3s})`).join(', ');
  throw new UserError(`${names} came after change ${revision}, and would be newer than the servers with ${release}`, {
    fix: `Take ${newer.length === 1 ? 'it' : 'them'} out first: \`npx hubwright down --node NAME\`. Nothing was changed.`,
  });
}
