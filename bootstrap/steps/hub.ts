import { names } from '../../lib/names.ts';
import { paths } from '../cluster/node-config.ts';
import { type Missing, put, sha256, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Step, StepContext } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';
import type { ClusterLook } from '../survey/cluster-look.ts';
import { look, questions } from './nodes-ready.ts';
import { lastLog } from './start.ts';

const MINUTE = 60_000;
/** How often the job that installs the chart may fail before it counts as failed: k3s itself tries for ever. */
const TRIES = 3;

/** The platform on the cluster: its manifests, the chart that k3s installs from them, and the hub that answers. */
export function hubSteps(first: PlannedNode, input: PlanInput): Step[] {
  const { name } = first.node;
  const asked = questions(first, input);
  const puts = [...input.manifests].map(([file, content]) =>
    put(name, { path: `${paths.manifests}/${file}`, mode: 0o600, content }),
  );
  const waits = (waitFor: string, minutes: number, missing: Finding, rest: Partial<Waits> = {}): Action =>
    wait({
      waitFor,
      limit: minutes * MINUTE,
      look: async (context, attempt) => missing(await look(context, asked, attempt), context),
      ...rest,
    });
  const log = (context: StepContext) => lastLog(context, 'k3s');
  const isOld = (context: StepContext) => puts.every((it) => it.isDone?.(context.known));
  const step = (id: string, title: string, needs: string[], actions: readonly Action[]): Step => {
    return { id, title, host: name, needs, actions };
  };
  return [
    step('manifests', 'Put the manifests in place', ['labels'], puts),
    step(
      'applied',
      'Wait until k3s has applied them',
      ['manifests'],
      [waits('the manifests to be applied', 5, (found) => missingAddOns(found, input.manifests), { explain: log })],
    ),
    step(
      'release',
      'Wait until the hub is installed',
      ['applied'],
      [
        waits(`the release ${names.release} to be deployed`, 25, missingRelease, {
          // Just after an upgrade the old job is still there, and complete.
          inARow: (context) => (isOld(context) ? 1 : 3),
        }),
      ],
    ),
    step(
      'hub',
      'Wait until the hub answers',
      ['release'],
      [
        waits(`HTTP 200 from ${asked.url}`, 10, ({ health }) =>
          health === 200
            ? undefined
            : `the hub to answer, ${health === 0 ? 'which it does not' : `instead of HTTP ${health}`}`,
        ),
      ],
    ),
  ];
}

type Waits = Parameters<typeof wait>[0];
type Finding = (found: ClusterLook, context: StepContext) => Missing | Promise<Missing>;

/** Which manifests k3s has not applied as they are. It names an AddOn by what stands before the first dot. */
export function missingAddOns({ addOns }: ClusterLook, manifests: ReadonlyMap<string, string>): Missing {
  const missing = [...manifests].filter(([file, text]) => addOns.get(file.split('.', 1)[0] ?? '') !== sha256(text));
  return missing.length > 0 ? `k3s to apply ${missing.map(([file]) => file).join(', ')}` : undefined;
}

async function missingRelease({ job, isDeployed }: ClusterLook, { host, signal }: StepContext): Promise<Missing> {
  if (job.isComplete && isDeployed) return undefined;
  if (job.failures < TRIES) {
    const failed = job.failures > 0 ? `, whose job has failed ${job.failures} times: ${firstLine(job.message)}` : '';
    return `Helm to install the chart${failed}`;
  }
  const logs = ['k3s', 'kubectl', 'logs', '-n', names.controllerNamespace, `job/helm-install-${names.release}`];
  const { stdout } = await host.run([...logs, '--tail=30'], { sudo: true, allow: [1], signal });
  throw new StepFailure(`the job that installs the chart has failed ${job.failures} times`, stdout || job.message);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
