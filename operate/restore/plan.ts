import { posix } from 'node:path';
import { describeDisk, headroom } from '../../cluster/disk-headroom.ts';
import { doubtOf } from '../../cluster/doubt-of.ts';
import { listVolumes } from '../../cluster/volumes.ts';
import { inUnits } from '../../system/bytes.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer } from '../ask-server.ts';
import { roughly, timeOf } from '../at-time.ts';
import { BackupRepository, type Snapshot } from '../backup/repository.ts';
import { chooseSnapshot } from './choose-snapshot.ts';
import { type Content, contentOf } from './in-snapshot.ts';
import { type Place, placeOf } from './place.ts';
import { resticFailure } from './restic-failure.ts';
import { podsOf } from './servers.ts';

export interface RestoreRequest {
  readonly user: string;
  /** Nothing newer, in milliseconds since 1970. @default - the newest */
  readonly at?: number | undefined;
  /** The names that lead to a part of the home; empty for all of it. */
  readonly parts: readonly string[];
  /** Node for a home that has no volume. */
  readonly to?: string | undefined;
}

/** A backup, and a host that can read it. */
export interface Source {
  readonly request: RestoreRequest;
  readonly snapshot: Snapshot;
  readonly content: Content;
  readonly host: Host;
}

/** What is restored, where to, and what that does. */
export interface RestorePlan extends Source {
  /** Where Kubernetes is asked. */
  readonly server: Host;
  readonly place: Place;
  /** Servers to be stopped. */
  readonly pods: readonly string[];
  readonly disk: { readonly free: number; readonly total: number };
  /** Added to the name of what is there now. */
  readonly suffix: string;
}

/** The next folder above that exists counts, and what root may not have counts as full. */
const DISK = 'd=$1; while [ ! -d "$d" ]; do d=$(dirname "$d"); done; exec stat -f -c "%a %b %S" "$d"';

/** Finds a part of a home in the backups, by the first server that answers. Kubernetes is not needed. */
export async function findSource(cluster: AskedCluster, request: RestoreRequest): Promise<Source> {
  return askServer(cluster, async (host) => {
    const { repository, snapshot } = await snapshotOf(host, cluster, request);
    return { request, host, snapshot, content: await contentOf(repository, snapshot, request.parts) };
  });
}

/** Looks at all that a restore in place needs, and changes nothing. */
export async function planRestore(cluster: AskedCluster, request: RestoreRequest, now: Date): Promise<RestorePlan> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const { user, to } = request;
  const { server, snapshot, place, pods } = await askServer(cluster, async (asked) => {
    const { snapshot } = await snapshotOf(asked, cluster, request);
    const found = await listVolumes(asked, namespace, signal);
    const hasOwnClass = platform.storage.home.class !== undefined;
    const place = placeOf({ ...found, user, namespace, snapshot, to, hasOwnClass });
    // A file that is replaced under a running server is seen by it at once.
    const pods = request.parts.length > 0 ? [] : await podsOf(asked, { user, namespace }, signal);
    return { server: asked, snapshot, place, pods };
  });
  const host = await hostOf(cluster, place.node);
  const disk = await diskAt(host, place.folder, signal);
  const content = await contentOf(new BackupRepository(host, platform.cluster.name, signal), snapshot, request.parts);
  const after = headroom({ ...disk, free: disk.free - content.bytes });
  if (after.level === 'full') {
    throw new UserError(
      `${place.node}: ${inUnits(content.bytes)} to restore, and only ${describeDisk(disk)} of the disk is free`,
      {
        fix: 'A restore keeps what is there now, and Kubernetes ends pods when less than 5 % is free. Make room, restore a part with --path, or restore into a folder on this machine with --to-folder. Nothing was changed.',
      },
    );
  }
  const suffix = `.before-restore-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  return { request, snapshot, content, host, server, place, pods, disk, suffix };
}

async function snapshotOf(host: Host, { platform, signal }: AskedCluster, { user, at }: RestoreRequest) {
  const repository = new BackupRepository(host, platform.cluster.name, signal);
  const snapshots = await repository.snapshots().catch((error) => {
    throw resticFailure(error, '');
  });
  const users = Object.keys(platform.users ?? {});
  return { repository, snapshot: chooseSnapshot(snapshots, { user, namespace: platform.hub.namespace, users, at }) };
}

async function hostOf({ hosts, recorded, identity, signal }: AskedCluster, node: string): Promise<Host> {
  const host = hosts.find((it) => it.name === node);
  if (host === undefined) {
    throw new UserError(`the home is on ${node}, which is not in platform.yaml`, {
      fix: 'Add it to `cluster`, or restore into a folder on this machine: --to-folder DIR.',
    });
  }
  const doubt = await doubtOf(host, { recorded: recorded.find((it) => it.name === node), identity }, signal);
  if (doubt !== undefined) throw new UserError(`${node} (${host.describe()}): ${doubt}; nothing was changed`);
  return host;
}

async function diskAt(host: Host, folder: string, signal: AbortSignal): Promise<RestorePlan['disk']> {
  const { stdout } = await host.run(['sh', '-c', DISK, 'disk', folder], { sudo: true, signal });
  const [free = 0, total = 0, block = 0] = stdout.split(' ').map(Number);
  return { free: free * block, total: total * block };
}

/** What of the home is meant, as a person says it. */
export function subjectOf({ user, parts }: RestoreRequest): string {
  return parts.length === 0 ? `the home of ${user}` : `${parts.join('/')} of ${user}`;
}

/** The plan for a person, a line for each thing that matters. */
export function describePlan(plan: RestorePlan, now: Date): string {
  const { request, place, pods, disk, suffix, content } = plan;
  const isWhole = request.parts.length === 0;
  const [pod] = pods;
  const row = (what: string, text: string) => `  ${what.padEnd(8)} ${text}`;
  const target = posix.join(place.folder, ...request.parts);
  return [
    `Restores ${subjectOf(request)} on ${place.node}:`,
    row('from', describeSource(plan, now)),
    row('to', target),
    place.state === 'new'
      ? row('volume', `${place.volume}, new, for the next server of ${request.user}`)
      : row('kept', `what is there now, as ${posix.basename(target)}${suffix}`),
    row('disk', `${describeDisk(disk)} free, ${inUnits(content.bytes)} needed`),
    ...(isWhole
      ? [
          row(
            'server',
            pod === undefined ? 'not running' : `${pod} is running and will be stopped: unsaved work in it is lost`,
          ),
        ]
      : [row('server', 'not stopped')]),
  ].join('\n');
}

/** Which backup, and how much. */
export function describeSource({ snapshot, content }: Source, now: Date): string {
  const age = roughly(now.getTime() - snapshot.time);
  return `the backup of ${timeOf(snapshot.time)} by ${snapshot.node}, ${age} old, ${inUnits(content.bytes)}`;
}
