import type { ClusterLook, LookQuestions } from '../../cluster/cluster-look.ts';
import { type FoundRelease, isByHand, jobName, type ReleaseRef } from '../../cluster/found-release.ts';
import { logOrNone } from '../../cluster/last-words.ts';
import { nameOf } from '../../cluster/object-ref.ts';
import { isTroubled } from '../../cluster/pods.ts';
import { counted } from '../../system/counted.ts';
import { forDisplay } from '../../system/exec.ts';
import { type Missing, wait } from '../plan/actions.ts';
import type { Step, StepContext } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';
import { look } from './nodes-ready.ts';

const MINUTE = 60_000;
/** How often the job that installs the chart may fail before it counts as failed: k3s itself tries for ever. */
const TRIES = 3;

/** How many looks k3s gets to go on by itself where Helm was cut off; mostly it takes seconds. */
const HEALING = 60;

/** A release to wait for, and how. */
export interface ReleaseWait {
  readonly id: Step['id'];
  readonly title: string;
  /** Name of the node on whose host it is looked at. */
  readonly host: string;
  readonly asked: LookQuestions;
  readonly release: ReleaseRef;
  /** What the cluster has of it. */
  readonly found: (look: ClusterLook) => FoundRelease;
  readonly minutes: number;
  /** Whether the manifests have changed: just after that the old job is still there, and complete. */
  readonly isUpgrade: (context: StepContext) => boolean;
}

/** A chart that k3s installs or upgrades from the manifests, by a job and Helm within it. */
export function releaseStep(waiting: ReleaseWait): Step {
  const { id, title, host, asked, release, minutes, isUpgrade } = waiting;
  let cutOff = 0;
  return {
    id,
    title,
    host,
    needs: ['applied'],
    actions: [
      {
        command: `if it has failed, or was changed by hand: ${deletions(release)
          .map(([program = '', ...words]) => forDisplay(program, words))
          .join(' && ')}`,
        run: async (context) => {
          const found = waiting.found(await look(context, asked, 0));
          if (hasFailed(found) || lacksObjects(found) || isByHand(found)) await tryAgain(context, release, found);
        },
      },
      wait({
        waitFor: `the release ${release.id} to be deployed`,
        limit: minutes * MINUTE,
        look: async (context, attempt) => {
          const found = waiting.found(await look(context, asked, attempt));
          cutOff = isCutOff(found) ? cutOff + 1 : 0;
          const isLeft = cutOff === HEALING || wasGivenUp(found);
          if (!isLeft) return missingRelease(found, release, context);
          await tryAgain(context, release, found);
          return 'k3s to try again';
        },
        inARow: (context) => (isUpgrade(context) ? 3 : 1),
      }),
    ],
  };
}

/**
 * After a failure neither k3s nor new values go on by themselves, so that nothing is lost: `failurePolicy: abort` holds
 * every job that finds the newest revision failed. Without the record of it Helm starts from the revision before, and
 * without the job k3s makes a new one, which also puts back what was deleted of a release that has not failed.
 */
async function tryAgain(context: StepContext, release: ReleaseRef, found: FoundRelease): Promise<void> {
  context.progress(`retrying: ${whyAgain(found)}`);
  for (const argv of deletions(release)) {
    await context.host.run(argv, { sudo: true, signal: context.signal, timeout: 2 * MINUTE });
  }
  context.known.changes++;
}

function deletions({ name, namespace, targetNamespace, records }: ReleaseRef): string[][] {
  const failed = [records, '-n', targetNamespace, '-l', `owner=helm,name=${name},status=failed`];
  return [failed, ['job', '-n', namespace, jobName(name)]].map((what) => [
    ...['k3s', 'kubectl', 'delete', '--ignore-not-found'],
    ...what,
  ]);
}

function whyAgain(found: FoundRelease): string {
  const { release, lacking } = found;
  if (!hasFailed(found) && lacksObjects(found)) return `the cluster lacks ${lacking.map(nameOf).join(', ')}`;
  if (isCutOff(found) || wasGivenUp(found)) return `Helm was interrupted at revision ${release?.revision}`;
  if (isByHand(found)) return `revision ${release?.revision} was made by hand, with other values`;
  const why = firstLine(release?.failure ?? '');
  return `the last attempt failed${why === '' ? '' : `: ${why}`}`;
}

/** What k3s has recorded at a revision at which Helm was killed; no failure of Helm's own. */
const FORCED = /^status forced by /;
/** What the job says while `failurePolicy: abort` holds it. */
const HELD = /waiting for operator intervention/;

/** Whether Helm was killed while it was at work, which k3s notices some seconds after its job has ended, and goes on. */
export function isCutOff({ release, job }: FoundRelease): boolean {
  if (release?.status.startsWith('pending-')) return job.isComplete || job.hasSkipped;
  return release?.status === 'failed' && FORCED.test(release.failure) && !HELD.test(job.message);
}

/** Whether k3s goes on no more after Helm was killed: so it is with a first install. */
function wasGivenUp({ release, job }: FoundRelease): boolean {
  return release?.status === 'failed' && FORCED.test(release.failure) && HELD.test(job.message);
}

/** Whether objects of a release that is deployed were deleted since. */
export function lacksObjects({ release, lacking }: FoundRelease): boolean {
  return release?.status === 'deployed' && lacking.length > 0;
}

/** Whether the release is not as its chart says, and nothing is at work on it. */
export function hasFailed(found: FoundRelease): boolean {
  const { release, job } = found;
  if (isCutOff(found)) return false;
  if (release?.status === 'failed' || job.hasSkipped) return true;
  if (release?.status.startsWith('pending-')) return false;
  return job.isComplete ? release?.status !== 'deployed' : job.failures > 0;
}

async function missingRelease(
  found: FoundRelease,
  { name, namespace }: ReleaseRef,
  { host, signal }: StepContext,
): Promise<Missing> {
  const { job, release, pods, lacking } = found;
  if (isCutOff(found)) return `k3s to continue with revision ${release?.revision}, at which Helm was interrupted`;
  if (release?.status === 'failed') {
    const output = [release.failure, ...unhealthyPods(pods)].join('\n');
    throw new StepFailure(`Helm has failed at revision ${release.revision} of the release`, output);
  }
  if (job.hasSkipped) throw new StepFailure('the job that installs the chart finished without doing anything');
  if (job.isComplete && release?.status === 'deployed') {
    return lacking.length === 0 ? missingPods(found) : `Helm to put back ${lacking.map(nameOf).join(', ')}`;
  }
  if (job.failures < TRIES) return [`Helm to install the chart${heldUp(job)}`, ...unhealthyPods(pods)].join('; ');
  const logs = ['k3s', 'kubectl', 'logs', '-n', namespace, `job/${jobName(name)}`];
  const { stdout } = await host.run([...logs, '--tail=30'], { sudo: true, allow: [1], signal });
  throw new StepFailure(
    `the job that installs the chart has failed ${job.failures} times`,
    logOrNone(stdout) || job.message,
  );
}

/** What does not run of a release that is deployed: Helm itself is done once the cluster has taken the objects. */
function missingPods({ unready, pods }: FoundRelease): Missing {
  if (unready.length === 0) return undefined;
  const missing = [`all to be ready: ${unready.join(', ')}`, ...unhealthyPods(pods)].join('; ');
  return unlessLost(missing, pods);
}

/** What is missing; hopeless if some of these pods do not come by themselves, with what they say. */
export function unlessLost(missing: string, pods: FoundRelease['pods']): Missing {
  const lost = pods.filter((it) => !it.isReady && it.isFinal === true);
  if (lost.length === 0) return missing;
  return { missing, output: lost.flatMap((it) => it.crash?.lastLines ?? [it.problem]).join('\n') };
}

/** What has gone wrong with a job that is tried again, as a sentence goes on. */
function heldUp({ failures, message, problem }: FoundRelease['job']): string {
  if (failures > 0) return `, whose job has failed ${counted(failures, 'time')}: ${firstLine(message)}`;
  return problem === '' ? '' : `, whose job is not running: ${problem}`;
}

/** Which pods of the release do not run, and why. */
export function unhealthyPods(pods: FoundRelease['pods']): string[] {
  return pods.filter(isTroubled).map(({ component, problem, crash }) => {
    const last = crash?.lastLines.at(-1);
    return `${component}: ${[problem, ...(last === undefined ? [] : [`it said: ${last}`])].filter((it) => it !== '').join('; ')}`;
  });
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
