import { type DiskHeadroom, describeDisk, losesImages, type NodeDisk } from '../cluster/disk-headroom.ts';
import { isTroubled } from '../cluster/pods.ts';
import { VITAL } from '../cluster/why-down.ts';
import { columns } from '../system/columns.ts';
import { counted } from '../system/counted.ts';
import { few } from '../system/few.ts';
import { describeBackup } from './backup/node-backup.ts';
import { describeEnding } from './certificate-status.ts';
import type { Status } from './status.ts';

/** Of what could not be asked. */
const UNKNOWN = 'unknown';

/**
 * A status as a person reads it.
 *
 * @param width cells of the terminal
 * @param now milliseconds since 1970
 */
export function statusTable(status: Status, width = Number.POSITIVE_INFINITY, now = Date.now()): string {
  const { isHealthy, cluster, url, nodes, others, manifests, release, releases, hub } = status;
  const { pods, unpulled, servers, volumes, backups } = status;
  const troubled = (status.parts ?? []).filter(isTroubled);
  const short = (status.gpus ?? []).filter((it) => it.offered < it.expected);
  const ending = describeEnding(status.certificates, now);
  const table = (rows: readonly (readonly string[])[]) => columns(rows, width);
  const nodeRows = nodes.map((node) => [
    node.name,
    node.role,
    node.isCordoned ? `${node.state}, cordoned` : node.state,
    node.version ?? '-',
    imagesOf(node.missingImages),
    disksOf(node),
  ]);
  // They are of the cluster all the same, and servers start there.
  const otherRows = (others ?? []).map((it) => [it.name, 'not in platform.yaml', it.state, it.version, '-', '-']);
  return [
    ...table([['NODE', 'ROLE', 'STATE', 'K3S', 'IMAGES', 'DISK FREE'], ...nodeRows, ...otherRows]),
    '',
    ...table([['MANIFEST', 'STATE'], ...manifests.map((it) => [it.name, appliedOf(it)])]),
    '',
    ...(releases === null || releases.length < 2
      ? []
      : [...table([['RELEASE', 'VERSION', 'REVISION', 'STATE'], ...releases.map(releaseRow)]), '']),
    ...(servers === null || servers.length === 0
      ? []
      : [...table([['USER', 'SERVER', 'NODE'], ...servers.map((it) => [nameOf(it), it.phase, it.node ?? '-'])]), '']),
    ...table([
      ['release', releaseOf(release)],
      ['hub', hubOf(hub, url)],
      ...(pods === null ? [] : [['pods', podsOf(pods)]]),
      ...under(
        'images',
        unpulled?.map((it) => `${it.nodes.join(', ')} cannot pull ${it.image}: ${it.why}`),
      ),
      ...(troubled.length === 0 ? [] : [['k3s', troubled.map(podOf).join(', ')]]),
      ...under('GPUs', short.map(gpusOf)),
      ...(volumes === null || volumes.length === 0 ? [] : [['volumes', volumesOf(volumes)]]),
      ...under(
        'backup',
        backups?.map((it) => `${it.node}: ${describeBackup(it.last ?? undefined, now)}`),
      ),
      ...(ending === undefined ? [] : [['certificates', ending]]),
      ['servers', servers === null ? UNKNOWN : `${servers.filter((it) => it.phase === 'Running').length} running`],
      ['cluster', `${cluster} is ${isHealthy ? 'healthy' : 'not healthy; `npx hubwright doctor` says why'}`],
    ]),
    ...lastWordsOf([...(pods ?? []), ...troubled]),
  ].join('\n');
}

/** A row for each text, the first of which is named. */
const under = (name: string, texts: readonly string[] = []) => texts.map((it, i) => [i === 0 ? name : '', it]);

function gpusOf({ node, offered, expected, why }: NonNullable<Status['gpus']>[number]): string {
  return `${node} offers ${offered} of ${expected} to servers${why === '' ? '' : `: ${why}`}`;
}

/** As in its address: a named server after the name of its user. */
function nameOf({ user, server }: NonNullable<Status['servers']>[number]): string {
  return server === undefined ? user : `${user}/${server}`;
}

/** Where all is on one disk, what of it is free; else of each, by what it holds. */
function disksOf({ disk, disks = [], hasDiskPressure }: Status['nodes'][number]): string {
  if (disk === undefined) return '-';
  const each =
    disks.length < 2 ? [describe(disk, disks[0])] : disks.map((it) => `${it.holds.join('+')} ${describe(it, it)}`);
  return `${each.join('; ')}${hasDiskPressure ? '; DiskPressure' : ''}`;
}

function describe(disk: DiskHeadroom, { inodes, holds = ['imagefs'] }: Partial<NodeDisk> = {}): string {
  const files = inodes === undefined || inodes.level === 'enough' ? '' : `, ${inodes.free} inodes`;
  const level = disk.level === 'enough' ? '' : `, ${disk.level}${doesOf(disk, holds)}`;
  return `${describeDisk(disk)}${level}${files}`;
}

/** What the kubelet does for want of room. */
function doesOf(disk: DiskHeadroom, holds: NodeDisk['holds']): string {
  const isFull = disk.level === 'full' && (holds.includes('nodefs') || holds.includes('imagefs'));
  if (isFull) return ': pods are evicted';
  return disk.level === 'low' && holds.includes('imagefs') && losesImages(disk) ? ': unused images are deleted' : '';
}

function imagesOf(missing: readonly string[] | null): string {
  if (missing === null) return UNKNOWN;
  return missing.length === 0 ? 'all' : `without ${missing.join(', ')}`;
}

function appliedOf({ isApplied, missing }: Status['manifests'][number]): string {
  if (isApplied === null) return UNKNOWN;
  if (!isApplied) return 'not applied';
  return missing === null || missing.length === 0 ? 'applied' : `lacks ${missing.join(', ')}`;
}

/** Those of which the same is to be said as one: of some there is one on each node. */
function podsOf(pods: NonNullable<Status['pods']>): string {
  const said = pods.map(podOf);
  return [...new Set(said)]
    .map((text) => {
      const count = said.filter((it) => it === text).length;
      return count === 1 ? text : `${count} × ${text}`;
    })
    .join(', ');
}

function podOf(pod: NonNullable<Status['pods']>[number]): string {
  const { component, isReady, problem, crash, isLeaving, unpulled } = pod;
  const crashed = problem === '' && crash !== undefined ? `crashed ${counted(crash.restarts, 'time')}` : problem;
  const reason = unpulled === undefined ? crashed : 'its image cannot be pulled';
  if (isReady && isLeaving) return `${component} stops, and has no successor yet`;
  return `${component} ${isReady ? 'ready' : `not ready${reason === '' ? '' : ` (${reason})`}`}`;
}

/** What a pod that crashes said last, a line each. */
function lastWordsOf(pods: NonNullable<Status['pods']>): string[] {
  return pods.flatMap(({ component, crash }) =>
    crash === undefined || crash.lastLines.length === 0
      ? []
      : [
          '',
          `${VITAL.includes(component) ? `The ${component}` : component} crashes. Its last log lines:`,
          ...crash.lastLines.map((line) => `  |  ${line}`),
        ],
  );
}

function releaseRow(release: NonNullable<Status['releases']>[number]): string[] {
  const { name, version, revision, isDeployed, isReady, message } = release;
  const state = isDeployed && !isReady ? `not ready: ${firstLine(message)}` : releaseOf(release);
  return [name, version ?? '-', `${revision ?? '-'}`, state];
}

function releaseOf(release: Status['release']): string {
  if (release === null) return UNKNOWN;
  return release.isDeployed ? 'deployed' : `not deployed${failureOf(release)}`;
}

/** What went wrong with a release, as a sentence goes on; empty if nothing is known. */
export function failureOf({ failures, message }: Pick<NonNullable<Status['release']>, 'failures' | 'message'>): string {
  const first = firstLine(message);
  const times = failures > 0 ? `; its job has failed ${counted(failures, 'time')}` : '';
  return `${first === '' ? '' : `: ${first}`}${times}`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}

function hubOf(hub: Status['hub'], url: string | undefined): string {
  if (hub === null) return UNKNOWN;
  if (hub.isAnswering) return `answers at ${url}`;
  return hub.because ?? `does not answer${hub.http > 0 ? ` (HTTP ${hub.http})` : ''}`;
}

/** The first few of many volumes; `--json` and `doctor` list them all. */
function volumesOf(volumes: NonNullable<Status['volumes']>): string {
  const all = volumes.map((it) => `${it.claim} (${it.volume}${it.why === undefined ? '' : `: ${it.why}`})`);
  const remedy = volumes.some((it) => it.why === undefined) ? '; `npx hubwright up` binds them again' : '';
  return `without their claims: ${few(all, 3)}${remedy}`;
}
