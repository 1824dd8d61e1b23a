import { readFileSync } from 'node:fs';
import type { Identity } from '../cluster/claim.ts';
import {
  forget,
  forgetHost,
  type RecordedHost,
  readHosts,
  readRefused,
  writeRefused,
} from '../cluster/cluster-folder.ts';
import { doubtOf } from '../cluster/doubt-of.ts';
import { refuseNode } from '../cluster/node-refusal.ts';
import type { Stored } from '../cluster/on-node.ts';
import { vmsOf } from '../providers/providers.ts';
import type { Vm, Vms } from '../providers/vms.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import type { Reporter } from '../system/reporter.ts';
import { UserError } from '../system/user-error.ts';
import { removeVm } from './vms/remove-vm.ts';

const REMOVE = [
  'backup/stop-timer.sh',
  'backup/remove-backups.sh',
  'home-sizes/remove-home-limits.sh',
  'home-sizes/remove-home-sizes.sh',
  'remove-k3s.sh',
].map((path) => new URL(path, import.meta.url));

export interface DownOptions {
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly hosts: readonly Host[];
  /** Those that go; if others stay, the nodes of these are deleted from the cluster. */
  readonly going: readonly RecordedHost[];
  readonly identity: Identity;
  /** What lies on the one node that goes; undefined where all go. */
  readonly stored?: readonly Stored[] | undefined;
  /** A server that stays and answers, at which nodes are deleted. @default - none stays */
  readonly server?: Host | undefined;
  /** Whether nothing is done on them, as their machines are gone for good. */
  readonly isForgotten: boolean;
  /** Whether those that cannot be confirmed are deleted too. */
  readonly isForced: boolean;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/**
 * Takes k3s and its data away from hosts, agents first, and forgets each as soon as it is clean.
 *
 * @throws UserError with every host that is left
 */
export async function down(options: DownOptions): Promise<void> {
  const { folder, hosts, going, server, isForgotten, reporter, signal } = options;
  const failures: string[] = [];
  const takeOut = async (record: RecordedHost): Promise<void> => {
    const host = hosts.find((it) => it.name === record.name);
    if (!isForgotten && host === undefined) throw new Error(`There is no host for ${record.name}`);
    if (!isForgotten && host !== undefined) await remove(host, record, options);
    if (server !== undefined) await takeOutOf(server, record.name, options);
    forgetHost(folder, record.name);
    reporter.note(`removed   ${record.name}`);
  };
  for (const role of ['agent', 'server']) {
    const ended = await Promise.all(
      going.map(async (record): Promise<readonly string[]> => {
        if (record.role !== role) return [];
        if (signal.aborted) return [`${record.name}: not reached`];
        return takeOut(record).then(
          () => [],
          (error) => [failureOf(error, record.name)],
        );
      }),
    );
    failures.push(...ended.flat());
  }
  if (failures.length > 0) {
    throw new UserError(failures.join('\n'), {
      fix: 'What was removed is forgotten; run the same command again for the rest. `--force NAME` also deletes what cannot be confirmed.',
    });
  }
  if (readHosts(folder).length === 0) forget(folder);
}

async function remove(host: Host, record: RecordedHost, options: DownOptions): Promise<void> {
  const { isForced, signal } = options;
  const vms = await vmsOf(record)?.open();
  const vm = (await vms?.list(signal))?.get(record.name);
  if (vms !== undefined && vm === undefined) return;
  if (vms !== undefined && vm !== undefined && !isForced) requireRunning(host, vm, vms);
  if (!isForced) await confirm(host, record, options);
  if (vms !== undefined) return removeVm(host, vms, signal);
  const input = REMOVE.map((it) => readFileSync(it, 'utf8')).join('');
  await host.run(['sh', '-s', '--', 'down'], { sudo: true, input, timeout: 10 * 60_000, signal });
}

/** One that is off cannot be asked whose it is, and one of somebody else is not started for that. */
function requireRunning(host: Host, { name, state, phase }: Vm, { commands }: Vms): void {
  if (phase === 'running') return;
  const message = `${host.name} (${host.describe()}): it is ${state}, so its owner cannot be checked; it is left alone`;
  const fix =
    phase === 'deleted'
      ? `Delete it for good by hand, \`${commands.delete(name)}\`, and run the same command again.`
      : `Start it, \`${commands.start(name)}\`, and run the same command again.`;
  throw new UserError(message, { fix });
}

/** @throws UserError unless the host is the one that was set up for this cluster */
async function confirm(host: Host, record: RecordedHost, options: DownOptions): Promise<void> {
  const problem = await unconfirmed(host, record, options);
  if (problem !== undefined) {
    throw new UserError(problem, { fix: `To forget it: \`npx hubwright down --node ${record.name} --forget\`.` });
  }
}

/** Why a host cannot be confirmed to be the one that was set up for this cluster; undefined if it is. */
export async function unconfirmed(
  host: Host,
  recorded: RecordedHost,
  { identity, signal }: Pick<DownOptions, 'identity' | 'signal'>,
): Promise<string | undefined> {
  const why = await doubtOf(host, { recorded, identity }, signal);
  return why && `${host.name} (${host.describe()}): ${why}; it is left alone`;
}

/** Servers that stay, at one of which nodes are deleted. */
export function stayingServers(
  recorded: readonly RecordedHost[],
  going: readonly RecordedHost[],
): readonly RecordedHost[] {
  return recorded.filter((it) => it.role === 'server' && !going.some(({ name }) => name === it.name));
}

/** Until its node is deleted, a cluster waits for a host that is gone, and keeps its pods. */
async function takeOutOf(server: Host, name: string, options: DownOptions): Promise<void> {
  const { folder, stored = [], isForgotten, signal } = options;
  const remove = async (...words: readonly string[]) => {
    const argv = ['k3s', 'kubectl', 'delete', ...words, '--ignore-not-found'];
    await server.run(argv, { sudo: true, timeout: 2 * 60_000, signal });
  };
  if (isForgotten) {
    writeRefused(folder, [...readRefused(folder), name]);
    await refuseNode(server, name, signal);
  }
  await remove('node', name);
  // Homes on a machine that may come back are still somebody's; nobody could start the hub without a database.
  const lost = stored.filter(({ kind }) => kind === 'database' || (kind === 'home' && !isForgotten));
  for (const { namespace, claim, volume } of lost) {
    await remove('pvc', claim, '-n', namespace, '--wait=false');
    await remove('pv', volume, '--wait=false');
  }
}

/** What went wrong, as a person reads it. */
function failureOf(error: unknown, name: string): string {
  if (!(error instanceof UserError)) throw error;
  const isLost = error instanceof HostError && error.reason === 'unreachable';
  const gone = `If the machine is gone for good: \`npx hubwright down --node ${name} --forget\`.`;
  return [error.message, error.fix, ...(isLost ? [gone] : [])].filter((it) => it !== undefined).join('\n  ');
}
