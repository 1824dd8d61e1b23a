import { counted } from '../../lib/counted.ts';
import { names } from '../../lib/names.ts';
import { forDisplay } from '../exec.ts';
import { type Missing, wait } from '../plan/actions.ts';
import type { Action, Step, StepContext } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';
import type { ClusterLook, LookQuestions } from '../survey/cluster-look.ts';
import { look } from './nodes-ready.ts';

const MINUTE = 60_000;
/** How often the job that installs the chart may fail before it counts as failed: k3s itself tries for ever. */
const TRIES = 3;
const JOB = `helm-install-${names.release}`;

/** The chart that k3s installs or upgrades from the manifests, by a job and Helm within it. */
export function releaseStep(host: string, asked: LookQuestions, isUpgrade: (context: StepContext) => boolean): Step {
  return {
    id: 'release',
    title: 'Wait until the hub is installed',
    host,
    needs: ['applied'],
    actions: [
      tryAgain(asked),
      wait({
        waitFor: `the release ${names.release} to be deployed`,
        limit: 25 * MINUTE,
        look: async (context, attempt) => missingRelease(await look(context, asked, attempt), context),
        // Just after an upgrade has begun the old job is still there, and complete.
        inARow: (context) => (isUpgrade(context) ? 3 : 1),
      }),
    ],
  };
}

/**
 * After a failure neither k3s nor new values go on by themselves, so that nothing is lost: `failurePolicy: abort` holds
 * every job that finds the newest revision failed. Without the record of it Helm starts from the revision before, and
 * without the job k3s makes a new one.
 */
function tryAgain(asked: LookQuestions): Action {
  const records = ['secrets', '-n', asked.namespace, '-l', `owner=helm,name=${names.release},status=failed`];
  const deletions = [records, ['job', '-n', names.controllerNamespace, JOB]].map((what) => [
    ...['k3s', 'kubectl', 'delete', '--ignore-not-found'],
    ...what,
  ]);
  return {
    command: `if it has failed: ${deletions.map(([program = '', ...words]) => forDisplay(program, words)).join(' && ')}`,
    run: async (context) => {
      const found = await look(context, asked, 0);
      if (!hasFailed(found)) return;
      const why = firstLine(found.release?.failure ?? '');
      context.say(`retrying: the last attempt has failed${why === '' ? '' : `: ${why}`}`);
      for (const argv of deletions) {
        await context.host.run(argv, { sudo: true, signal: context.signal, timeout: 2 * MINUTE });
      }
      context.known.changes++;
    },
  };
}

/** Whether the release is not as its chart says, and nothing is at work on it. */
export function hasFailed({ release, job }: ClusterLook): boolean {
  if (release?.status === 'failed' || job.hasSkipped) return true;
  if (release?.status.startsWith('pending-')) return false;
  return job.isComplete ? release?.status !== 'deployed' : job.failures > 0;
}

async function missingRelease({ job, release, pods }: ClusterLook, { host, signal }: StepContext): Promise<Missing> {
  if (release?.status === 'failed') {
    const said = [release.failure, ...illPods(pods)].join('\n');
    throw new StepFailure(`Helm has failed at revision ${release.revision} of the release`, said);
  }
  if (job.hasSkipped) throw new StepFailure('the job that installs the chart has ended without doing anything');
  if (job.isComplete && release?.status === 'deployed') return undefined;
  if (job.failures < TRIES) return [`Helm to install the chart${heldUp(job)}`, ...illPods(pods)].join('; ');
  const logs = ['k3s', 'kubectl', 'logs', '-n', names.controllerNamespace, `job/${JOB}`];
  const { stdout } = await host.run([...logs, '--tail=30'], { sudo: true, allow: [1], signal });
  throw new StepFailure(`the job that installs the chart has failed ${job.failures} times`, stdout || job.message);
}

/** What has gone wrong with a job that is tried again, as a sentence goes on. */
function heldUp({ failures, message, problem }: ClusterLook['job']): string {
  if (failures > 0) return `, whose job has failed ${counted(failures, 'time')}: ${firstLine(message)}`;
  return problem === '' ? '' : `, whose job does not run: ${problem}`;
}

/** Which pods of the release do not run, and why. */
export function illPods(pods: ClusterLook['pods']): string[] {
  const ill = pods.filter(({ isReady, problem }) => !isReady && problem !== '');
  return ill.map(({ component, problem }) => `${component}: ${problem}`);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
